"""What somebody may do is known with the session: the pages ask for it nowhere else."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hub.people import permissions
from hub.web.login import Passwords

pytestmark = pytest.mark.django_db
OWN, SHARED = "hub.view_order", "auth.change_user"


@pytest.fixture
def anna() -> User:
    """Who may see orders, and by her group change users."""
    anna = User.objects.create_user("anna", is_staff=True)
    desk = Group.objects.create(name="Desk")
    anna.groups.add(desk)
    anna.user_permissions.add(Permission.objects.get(codename="view_order"))
    desk.permissions.add(Permission.objects.get(codename="change_user"))
    return anna


def test_one_query_tells_the_rights_of_the_person_and_of_the_groups(anna: User) -> None:
    with CaptureQueriesContext(connection) as asked:
        found = Passwords().get_user(anna.pk)
        assert found is not None
        assert found.get_all_permissions() == {OWN, SHARED}
        assert found.has_perms((OWN, SHARED))
        assert not found.has_perm("hub.change_order")

    assert len(asked) == 1


def test_who_has_no_rights_may_do_nothing() -> None:
    ben = User.objects.create_user("ben", is_staff=True)

    found = Passwords().get_user(ben.pk)

    assert found is not None
    assert found.get_all_permissions() == set()


def test_a_superuser_may_do_everything() -> None:
    zoe = User.objects.create_superuser("zoe")

    found = Passwords().get_user(zoe.pk)

    assert found is not None
    assert found.has_perm("hub.change_order")


def test_what_the_database_cut_is_asked_for_instead(anna: User, monkeypatch: pytest.MonkeyPatch) -> None:
    known = permissions.of
    monkeypatch.setattr(
        permissions, "of", lambda user: known(SimpleNamespace(own_rights='["hub.v', shared_rights=None))
    )

    found = Passwords().get_user(anna.pk)

    assert found is not None
    assert found.get_all_permissions() == {OWN, SHARED}
