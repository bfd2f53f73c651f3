"""Who may not see or do something is told why and whom to ask."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from hub.people.places import Role

pytestmark = pytest.mark.django_db
REFUSED = "/admin/hub/shop/add/"


@pytest.fixture
def client() -> Client:
    """Somebody who is in no group."""
    client = Client()
    client.force_login(User.objects.create_user("luc", is_staff=True))
    return client


def test_the_page_names_the_groups_and_leads_back(client: Client) -> None:
    User.objects.get().groups.set(Group.objects.filter(name__in=[Role.VIEWER, Role.ACCOUNTANT]))

    answer = client.post(REFUSED)

    assert answer.status_code == 403
    page = answer.content.decode()
    assert "You are in: Accountant, Viewer." in page
    assert "ask an administrator" in page
    assert 'href="/admin/"' in page


def test_who_may_do_everything_is_told_that_nobody_may(client: Client) -> None:
    User.objects.update(is_superuser=True)

    page = client.get("/admin/hub/order/add/").content.decode()

    assert "Nobody may do this: the hub itself writes what is here." in page
    assert "ask an administrator" not in page


def test_who_is_in_no_group_is_told_in_french_too(client: Client) -> None:
    page = client.get(REFUSED, headers={"accept-language": "fr"}).content.decode()

    assert "Vous n’avez pas le droit de faire cela" in page
    assert "Vous n’êtes dans aucun groupe." in page
