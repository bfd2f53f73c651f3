"""What a list says that shows nothing: what will come, or that search and filters hide it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from hub.admin.base import BackOfficeAdmin
from hub.admin.problems import ProblemAdmin
from hub.models import Alert, AlertRule, ApiKey, Shop
from tests.factories import shop

pytestmark = pytest.mark.django_db
NARROWED, RESET = "Nothing matches the search and the filters.", "Reset search and filters"
NEVER_EMPTY = (User, Group, AlertRule)
Staff = Callable[..., Client]


def pages() -> Iterator[Any]:
    """Those of all lists; the problems desk draws its own."""
    found = admin.site._registry.items()
    return (page for model, page in found if model not in NEVER_EMPTY and not isinstance(page, ProblemAdmin))


def list_of(model: Any, query: str = "") -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") + query


def shown(client: Client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.fixture
def everybody() -> Client:
    """Somebody who may do everything."""
    client = Client()
    client.force_login(User.objects.create_superuser("zoe"))
    return client


@pytest.fixture
def staff() -> Staff:
    """`staff("view_shop")` is somebody who may do that and nothing else."""

    def log_in(*rights: str) -> Client:
        person = User.objects.create_user(f"someone{User.objects.count()}", is_staff=True)
        person.user_permissions.set(Permission.objects.filter(codename__in=rights))
        client = Client()
        client.force_login(person)
        return client

    return log_in


def test_each_says_what_will_appear_and_offers_no_reset(everybody: Client) -> None:
    for page in pages():
        page.model._default_manager.all().delete()

        text = shown(everybody, list_of(page.model))

        assert page.nothing_yet != BackOfficeAdmin.nothing_yet, page
        assert escape(str(page.nothing_yet)) in text, page
        assert NARROWED not in text
        assert RESET not in text
        assert "No results found" not in text


def test_each_says_it_in_its_own_words() -> None:
    said = [str(page.nothing_yet) for page in pages()]

    assert len(set(said)) == len(said)


@pytest.mark.parametrize("query", ["?q=nowhere", "?active__exact=0", "?q=nowhere&active__exact=1"])
def test_search_and_filters_can_be_reset(everybody: Client, query: str) -> None:
    shop("lampes-fr")

    text = shown(everybody, list_of(Shop, query))

    assert NARROWED in text
    assert f'href="?">{RESET}</a>' in text
    assert "There is no shop yet." not in text


@pytest.mark.parametrize("query", ["?state=", "?q=", "?o=1", "?q=+&state="])
def test_an_empty_search_or_an_order_hides_nothing(everybody: Client, query: str) -> None:
    text = shown(everybody, list_of(Alert, query))

    assert "There was no alert yet." in text
    assert RESET not in text


def test_behind_the_last_page_a_link_leads_to_the_first(everybody: Client) -> None:
    shop("lampes-fr")

    text = shown(everybody, list_of(Shop, "?active__exact=1&p=3"))

    assert "The list ends before this page." in text
    assert 'href="?active__exact=1">First page</a>' in text


def test_adding_is_offered_to_those_who_may(staff: Staff) -> None:
    add = f'href="{reverse("admin:hub_apikey_add")}">Add API key</a>'

    assert add in shown(staff("view_apikey", "add_apikey"), list_of(ApiKey))
    assert add not in shown(staff("view_apikey"), list_of(ApiKey))
