"""Filters of lists that a person keeps under a name."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hub.admin.saved_filters import MOST
from hub.models import SavedFilter
from tests.factories import ingest, shop, unified_order
from tests.hub.admin.conftest import Staff, text_of
from tests.hub.admin.test_hostile_text import HOSTILE, SCRIPT

pytestmark = pytest.mark.django_db
LIST = "/admin/hub/order/"
LISTS = (LIST, "/admin/hub/delivery/", "/admin/odoo_bridge/partner/")


def save(client: Client, query: str, name: str, place: str = LIST) -> str:
    """Keep what the list shows at that address; what the person is told."""
    return text_of(client.post(f"{place}filters/save/?{query}", {"name": name}, follow=True))


def edit(client: Client, old: str, /, **posted: str) -> str:
    kept = SavedFilter.objects.get(name=old)
    return text_of(client.post(f"{LIST}filters/{kept.pk}/", posted, follow=True))


def kept() -> dict[str, str]:
    return dict(SavedFilter.objects.values_list("name", "query"))


def test_a_filter_is_saved_under_a_name_and_is_a_link_above_the_list(client: Client) -> None:
    ingest(shop(), unified_order("1", number="#1001"), unified_order("2", number="T-2"))

    # when a person saves what she looks at
    told = save(client, "q=%231001&delivery=none", "Not delivered")

    # then she is told, looks at the same, and finds it above the list whatever the list shows
    assert "The filter is saved as “Not delivered”." in told
    assert 'aria-current="page"' in told
    page = text_of(client.get(LIST))
    assert '<a href="?delivery=none&amp;q=%231001" ><bdi>Not delivered</bdi></a>' in page
    answer = client.get(f"{LIST}?delivery=none&q=%231001")
    assert [order.number for order in answer.context["cl"].result_list] == ["#1001"]


@pytest.mark.parametrize("place", LISTS)
def test_lists_that_keep_filters(client: Client, place: str) -> None:
    assert "is saved as" in save(client, "q=zoe", "Zoé", place)

    shown = [one for one in LISTS if "<bdi>Zoé</bdi>" in text_of(client.get(one))]

    assert shown == [place]  # and on no other list


@pytest.mark.parametrize(
    ("query", "stored"),
    [
        ("status=open&q=zoe&p=3&e=1&held=", "q=zoe&status=open"),
        ("q=++zoe++&o=1", "o=1&q=zoe"),
        ("payment_status=paid&channel=paper", "channel=paper&payment_status=paid"),
        ("q=%3Cb%3E%26status%3Dopen", "q=%3Cb%3E%26status%3Dopen"),
    ],
)
def test_only_what_the_list_understands_is_kept_and_always_written_alike(
    client: Client, query: str, stored: str
) -> None:
    save(client, query, "mine")

    assert kept() == {"mine": stored}


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("", "Search or filter the list first"),
        ("p=2", "Search or filter the list first"),
        ("nonsense=1", "The list does not know that filter."),
        (f"q={'x' * 2000}", "too long"),
    ],
)
def test_what_is_no_filter_is_not_kept(client: Client, query: str, told: str) -> None:
    assert told in save(client, query, "mine")
    assert kept() == {}


def test_columns_that_the_list_does_not_offer_are_refused(client: Client) -> None:
    answer = client.post(f"{LIST}filters/save/?shop__credentials__contains=secret", {"name": "mine"})

    assert answer.status_code == 400
    assert kept() == {}


def test_saving_under_the_same_name_replaces(client: Client) -> None:
    save(client, "status=open", "mine")
    save(client, "status=cancelled", " mine ")
    save(client, "status=cancelled", "MINE")

    assert kept() == {"mine": "status=cancelled", "MINE": "status=cancelled"}


def test_a_filter_is_renamed_and_removed(client: Client) -> None:
    save(client, "status=open", "old")
    save(client, "status=open", "other")

    assert "The filter is called “new” now." in edit(client, "old", name="new", do="rename")
    assert "Another of your filters has that name." in edit(client, "new", name="other", do="rename")
    assert "This field is required." in edit(client, "new", name=" ", do="rename")
    assert kept() == {"new": "status=open", "other": "status=open"}

    assert "The filter “new” is removed." in edit(client, "new", name="", do="remove")
    assert kept() == {"other": "status=open"}


def test_a_look_changes_nothing(client: Client) -> None:
    save(client, "status=open", "mine")

    client.get(f"{LIST}filters/save/?status=cancelled&name=x")
    client.get(f"{LIST}filters/{SavedFilter.objects.get().pk}/?do=remove")

    assert kept() == {"mine": "status=open"}


def test_nobody_sees_or_touches_the_filters_of_another(client: Client, staff: Staff) -> None:
    save(client, "status=open", "hers")
    mine = SavedFilter.objects.get().pk
    other = staff("view_order", "change_order")

    assert "hers" not in text_of(other.get(LIST))
    for posted in ({"do": "remove"}, {"do": "rename", "name": "his"}):
        assert other.post(f"{LIST}filters/{mine}/", posted).status_code == 404
    assert client.post(f"/admin/hub/delivery/filters/{mine}/", {"do": "remove"}).status_code == 404
    assert client.post(f"{LIST}filters/{10**30}/", {"do": "remove"}).status_code == 404
    assert kept() == {"hers": "status=open"}


def test_who_may_not_see_the_list_keeps_no_filter_of_it(staff: Staff) -> None:
    answer = staff("view_shop").post(f"{LIST}filters/save/?status=open", {"name": "mine"})

    assert answer.status_code == 403
    assert kept() == {}


def test_a_person_keeps_so_many_filters_and_no_more(client: Client) -> None:
    person = User.objects.get(username="zoe")
    SavedFilter.objects.bulk_create(
        SavedFilter(person=person, table="hub.order", name=f"f{n}", query="q=x") for n in range(MOST)
    )

    assert "remove one first" in save(client, "status=open", "one more")
    assert "is saved as" in save(client, "status=open", "f1")  # which replaces
    assert len(kept()) == MOST


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_text_or_refused(client: Client, name: str) -> None:
    save(client, "status=open", name)

    page = text_of(client.get(LIST))

    assert SCRIPT not in page
    assert "<img src=x" not in page
    assert "<svg onload" not in page
    assert all(len(one) <= 60 for one in kept())


def test_a_name_of_a_person_is_refused_where_it_is_too_long_or_none(client: Client) -> None:
    for name in ("", "  \n ", "W" * 61, "a\x00b"):
        save(client, "status=open", name)

    assert kept() == {}
