"""What waits is one problem per cause: counted, with the money and the shops that it holds up."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from hub import deliveries
from hub.models import (
    Delivery,
    DeliveryState,
    Difference,
    Order,
    Problem,
    ProblemState,
    Shop,
    Webhook,
    WebhookState,
)
from hub.order import Notice
from hub.problems import desk, following, outages
from hub.problems.cause import Source
from hub.problems.group import Group, Standing
from hub.problems.outages import Outage
from hub.problems.sources import SOURCES
from tests.factories import PLACED_AT, ingest, shop, unified_order

pytestmark = pytest.mark.django_db
TARGET = "odoo:main"


def waiting(order: Order, waits_for: str = "sku:LMP-9", **columns: object) -> Delivery:
    """A delivery that waits for a SKU; `columns` are any of the model's."""
    values = {
        "state": DeliveryState.HELD,
        "waits_for": waits_for,
        "error_class": "business",
        "error_code": "sku_unknown",
        "error_cause": "Odoo has no product.",
        "error_remedy": "Create it.",
        "error_since": PLACED_AT,
    }
    delivery = deliveries.of_newest_revision(order, TARGET)
    Delivery.objects.filter(pk=delivery.pk).update(**{**values, **columns})
    delivery.refresh_from_db()
    return delivery


def orders(of: Shop, *numbers: str, **changes: object) -> Sequence[Order]:
    return ingest(of, *(unified_order(number, **changes) for number in numbers))


def only() -> Group:
    [group] = desk.open_groups()
    return group


def test_orders_that_wait_for_the_same_thing_are_one_problem() -> None:
    lampes, verre = shop(name="Lampes"), shop("verre", name="Verre")
    for order in [*orders(lampes, "1", "2"), *orders(verre, "3")]:
        waiting(order)

    group = only()

    assert group.orders == 3
    assert group.money == {"EUR": Decimal("147.00")}
    assert sorted(group.shops.values()) == ["Lampes", "Verre"]
    assert (group.standing, group.since) == (Standing.HELD, PLACED_AT)
    assert (group.cause.code, group.cause.missing) == ("sku_unknown", ("sku", "LMP-9"))
    assert (group.said, group.todo) == ("Odoo has no product.", "Create it.")


@pytest.mark.parametrize(
    "other", ["sku:lmp-9", "sku:LMP-9 ", "sku:LMP-\N{LATIN CAPITAL LETTER E WITH ACUTE}"]
)
def test_things_that_a_database_may_take_for_the_same_are_two_problems(other: str) -> None:
    one, two = orders(shop(), "1", "2")
    first = waiting(one, "sku:LMP-E" if "\N{LATIN CAPITAL LETTER E WITH ACUTE}" in other else "sku:LMP-9")
    second = waiting(two, other)

    found = {group.cause.subject: group for group in desk.open_groups()}

    assert set(found) == {first.waits_for, other}
    for delivery in (first, second):
        members = SOURCES[Source.DELIVERY].members(found[delivery.waits_for].cause)
        assert list(members.values_list("pk", flat=True)) == [delivery.pk]


def test_the_oldest_comes_first_and_currencies_are_not_added() -> None:
    lampes = shop()
    [euros] = orders(lampes, "1")
    [francs] = orders(lampes, "2", currency="CHF")
    waiting(euros, error_since=PLACED_AT - timedelta(days=2))
    waiting(francs, error_since=PLACED_AT - timedelta(days=1))
    [later] = orders(lampes, "3")
    waiting(later, "sku:OLD", error_since=PLACED_AT - timedelta(days=9))

    first, second = desk.open_groups()

    assert (first.cause.subject, second.cause.subject) == ("sku:OLD", "sku:LMP-9")
    assert second.money == {"EUR": Decimal("49.00"), "CHF": Decimal("49.00")}


def test_what_is_tried_again_counts_and_what_was_let_go_does_not() -> None:
    retried, released, failed = orders(shop(), "1", "2", "3")
    soon = timezone.now() + timedelta(minutes=1)
    waiting(retried, "", state=DeliveryState.WAITING, error_class="transient", next_attempt_at=soon)
    waiting(released, state=DeliveryState.WAITING)
    waiting(failed, "", state=DeliveryState.FAILED, error_class="transient")

    group = only()

    assert group.counts == {Standing.RETRIED: 1, Standing.FAILED: 1}
    assert group.standing is Standing.FAILED


def test_an_order_that_is_held_itself_is_counted_once() -> None:
    [order] = orders(shop(), "1", notices=(Notice(code="totals_mismatch", detail="1 cent"),))
    waiting(order, "order", error_code="totals_mismatch")

    group = only()

    assert (group.cause.source, group.cause.place, group.orders) == (Source.ORDER, "lampes-fr", 1)
    assert group.money == {"EUR": Decimal("49.00")}


def test_all_that_is_to_go_to_a_connection_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    tried, untried, elsewhere = orders(shop(), "1", "2", "3")
    waiting(tried, "", state=DeliveryState.WAITING, error_class="credentials", error_code="odoo_key_refused")
    deliveries.of_newest_revision(untried, TARGET)
    deliveries.of_newest_revision(elsewhere, "odoo:other")
    down = Outage(
        target=TARGET,
        error_class="credentials",
        code="odoo_key_refused",
        said="Odoo refused the key.",
        todo="Make a new one.",
        since=PLACED_AT,
        url="/there/",
    )
    monkeypatch.setattr(outages, "_finders", [lambda: [down]])

    group = only()

    assert (group.cause.source, group.orders, group.url) == (Source.OUTAGE, 2, "/there/")
    assert (group.said, group.since) == ("Odoo refused the key.", PLACED_AT)


def test_shops_webhooks_and_differences_are_problems_too() -> None:
    lampes = shop(
        error_class="credentials", error_code="access_denied", error_cause="No.", error_since=PLACED_AT
    )
    [order] = orders(lampes, "1")
    Difference.objects.create(shop=lampes, order=order, side=TARGET, kind="sale_order_deleted", cause="Gone.")
    broken = {"error_class": "contract", "error_code": "unreadable_webhook", "error_since": PLACED_AT}
    Webhook.objects.create(shop=lampes, event_id="1", state=WebhookState.FAILED, **broken)

    found = {str(group.cause.source): group for group in desk.open_groups()}

    assert set(found) == {Source.SHOP, Source.DIFFERENCE, Source.WEBHOOK}
    assert found[Source.DIFFERENCE].money == {"EUR": Decimal("49.00")}
    assert found[Source.WEBHOOK].standing is Standing.FAILED
    assert found[Source.SHOP].orders == 0


def test_a_problem_is_opened_resolved_and_opens_again() -> None:
    [order] = orders(shop(), "1")
    delivery = waiting(order)

    assert following.follow() == {"opened": 1, "resolved": 0}
    assert following.follow() == {"opened": 0, "resolved": 0}
    Delivery.objects.update(state=DeliveryState.DELIVERED)
    assert following.follow() == {"opened": 0, "resolved": 1}
    row = Problem.objects.get()
    assert (row.state, row.resolved_by, row.orders) == (ProblemState.RESOLVED, "", 1)
    assert "By itself" in row.resolution
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.HELD)
    assert following.follow() == {"opened": 1, "resolved": 0}
    row.refresh_from_db()
    assert (row.state, row.times, row.resolved_at) == (ProblemState.OPEN, 2, None)


def test_a_problem_keeps_its_key_for_ever() -> None:
    [order] = orders(shop(), "1")
    waiting(order)

    # In addresses that people sent each other, and in alerts.
    assert only().key == "dcd79215de271cd5896309532d0aaf15"
