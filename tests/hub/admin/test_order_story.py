"""What the page of an order tells beyond its content: tries, differences, what lies between two revisions."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from hub.models import Attempt, Delivery, Order
from tests.factories import PLACED_AT, SETTLED_AFTER, ingest, shop, unified_order
from tests.hub.admin.conftest import Staff, text_of
from tests.hub.reconciliation.differences import difference

pytestmark = pytest.mark.django_db


def page(client: Client, order: Order, tab: str = "change/") -> str:
    return text_of(client.get(f"/admin/hub/order/{order.pk}/{tab}"))


def edited(*notes: str) -> Order:
    """An order whose note was changed as often."""
    lampes = shop()
    for place, note in enumerate(notes):
        at = PLACED_AT + place * SETTLED_AFTER
        [order] = ingest(lampes, unified_order(note=note, updated_at=at), observed_at=at + SETTLED_AFTER)
    return order


def test_the_three_axes_are_named(client: Client) -> None:
    [order] = ingest(shop(), unified_order())

    shown = page(client, order)

    for axis, state in (("Status", "Open"), ("Payment", "Paid"), ("Shipping", "Not shipped")):
        assert f"<dt>{axis}</dt>" in shown
        assert f">{state}</span>" in shown


def test_each_try_stands_in_the_timeline_with_its_milliseconds(
    client: Client, stuck: Callable[[Order], Delivery]
) -> None:
    [order] = ingest(shop(), unified_order())
    delivery, now = stuck(order), timezone.now()
    for place, taken in enumerate((312, 4711)):
        Attempt.objects.create(
            delivery=delivery,
            started_at=now + timedelta(minutes=place),
            milliseconds=taken,
            calls=9,
            outcome="held",
        )

    story = client.get(f"/admin/hub/order/{order.pk}/change/").context["timeline"]

    assert [(line.title, line.milliseconds) for line in story[:2]] == [
        ("Attempt 2", 4711),
        ("Attempt 1", 312),
    ]
    assert story[0].text == "odoo:main, 9 calls"
    assert [line.at for line in story] == sorted((line.at for line in story), reverse=True)


def test_differences_are_listed_for_those_who_may_see_them(client: Client, staff: Staff) -> None:
    [order] = ingest(shop(), unified_order())
    row = difference(order, cause="It is in Odoo twice. <b>")
    difference(order, "doubled", state="resolved", cause="It was doubled.")

    shown = page(client, order)

    assert f'<a href="/admin/hub/difference/{row.pk}/change/">Sale order deleted in Odoo</a>' in shown
    assert shown.index("It is in Odoo twice. &lt;b&gt;") < shown.index("It was doubled.")
    assert "It is in Odoo twice" not in page(staff("view_order"), order)


def test_every_tab_leads_into_the_shop(client: Client) -> None:
    [order] = ingest(shop(), unified_order())

    for tab in ("change/", "revisions/", "unified/", "raw/", "preview/"):
        assert "https://paper.example/orders/4711" in page(client, order, tab), tab


def test_what_lies_between_two_revisions_however_far_apart(client: Client) -> None:
    order = edited("first", "second", "third")

    shown = page(client, order, "revisions/?from=1&to=3")
    backwards = page(client, order, "revisions/?from=3&to=2")

    assert "From revision 1 to revision 3" in shown
    assert "<del>first</del>" in shown
    assert "<ins>third</ins>" in shown
    assert "second" not in shown
    assert "<ins>second</ins>" in backwards


@pytest.mark.parametrize("asked", ["from=1&to=9", "from=0&to=1", "from=x&to=1", f"from={'9' * 40}&to=1"])
def test_a_revision_that_does_not_exist_is_said(client: Client, asked: str) -> None:
    assert "One of these revisions does not exist." in page(client, edited("a", "b"), f"revisions/?{asked}")


def test_two_revisions_that_say_the_same(client: Client) -> None:
    assert "They say the same." in page(client, edited("a", "b"), "revisions/?from=1&to=1")


def test_an_order_with_one_revision_has_nothing_to_compare(client: Client) -> None:
    assert "Difference between revision" not in page(client, edited("a"), "revisions/")
