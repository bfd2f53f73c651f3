"""The shop goes on changing orders; what Odoo has already is never changed behind a person's back."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hub import deliveries
from hub.acceptance import accept
from hub.models import Delivery, DeliveryState, Order
from hub.order import Fulfillment, Notice, Refund
from hub.order.vocabulary import PaymentStatus, Status
from odoo_bridge.bridge.feed import plan
from odoo_bridge.bridge.waiting import release_what_came
from tests.factories import PLACED_AT, address, ingest, line, unified_order
from tests.odoo_bridge.world import World, story

LATER = PLACED_AT + timedelta(hours=1)
REFUND = Refund(
    external_id="r1",
    created_at=LATER,
    net=line().net,
    tax=line().tax,
    gross=line().gross,
)
RELEVANT: list[tuple[dict[str, Any], str]] = [
    ({"lines": (line(net="50.00"),)}, "it was changed (lines, totals)"),
    ({"shipping_address": address(city="Nice")}, "it was changed (shipping_address)"),
    ({"refunds": (REFUND,), "payment_status": PaymentStatus.REFUNDED}, "it was refunded"),
    ({"status": Status.CANCELLED, "cancelled_at": LATER}, "it was cancelled"),
]
IRRELEVANT: list[dict[str, Any]] = [
    {"tags": ("vip",)},
    {"fulfillments": (Fulfillment(external_id="f1", tracking_number="1Z"),)},
    {"status": Status.COMPLETED},
]


def later(world: World, **changes: Any) -> Delivery:
    """The delivery of a newer content of order 4711."""
    return world.delivery(**{"updated_at": LATER, **changes})


@pytest.mark.parametrize("changes", IRRELEVANT)
def test_a_change_that_odoo_need_not_know_asks_nothing_of_it(world: World, changes: dict[str, Any]) -> None:
    world.delivered()
    world.sandbox.engine.calls.clear()

    done = world.attempt(later(world, **changes))

    assert (done.state, done.result["nothing_to_do"]) == (DeliveryState.DELIVERED, True)
    assert done.result["sale_order"] == "S00001"
    assert not world.sandbox.engine.calls


@pytest.mark.parametrize(("changes", "said"), RELEVANT)
def test_a_change_that_odoo_should_know_waits_for_a_person(
    world: World, changes: dict[str, Any], said: str
) -> None:
    world.delivered()

    held = world.attempt(later(world, **changes))

    assert (held.state, held.error_code, held.attempts) == (DeliveryState.HELD, "changed_after_delivery", 0)
    assert f"is in Odoo already, and then {said} at the shop" in held.error_cause
    world.assert_once()


def test_what_a_person_declared_done_is_the_new_baseline(world: World) -> None:
    world.delivered()
    held = world.attempt(later(world, shipping_address=address(city="Nice")))
    deliveries.declare_done(held, actor="zoe", reason="changed by hand")

    further = later(
        world, shipping_address=address(city="Nice"), tags=("vip",), updated_at=LATER + timedelta(hours=1)
    )

    assert world.attempt(further).state == DeliveryState.DELIVERED


def test_a_cancelled_order_that_is_touched_again_is_nothing_new(world: World) -> None:
    world.delivered()
    cancelled = {"status": Status.CANCELLED, "cancelled_at": LATER}
    deliveries.declare_done(world.attempt(later(world, **cancelled)), actor="zoe", reason="cancelled too")

    touched = later(world, **cancelled, tags=("old",), updated_at=LATER + timedelta(hours=1))

    assert world.attempt(touched).state == DeliveryState.DELIVERED


@pytest.mark.parametrize(("changes", "said"), RELEVANT)
def test_a_change_in_the_middle_of_a_delivery_waits_too(
    world: World, changes: dict[str, Any], said: str
) -> None:
    # given a quotation that was written from the first content
    first = world.delivery()
    world.sandbox.fault("drop", model="sale.order", method="action_confirm")
    world.attempt(first)

    held = world.attempt(later(world, **changes))

    assert held.state == DeliveryState.HELD
    assert said in held.error_cause
    assert [row["state"] for row in world.rows("sale.order")] == ["draft"]


def test_an_irrelevant_change_in_the_middle_goes_on_with_the_same_sale_order(world: World) -> None:
    world.sandbox.fault("drop", model="sale.order", method="action_confirm")
    world.attempt(world.delivery())

    assert world.attempt(later(world, tags=("vip",))).state == DeliveryState.DELIVERED
    world.assert_once()


def test_a_change_before_anything_was_written_is_simply_delivered(world: World) -> None:
    world.sandbox.fault("drop", model="product.product", method="search_read")
    world.attempt(world.delivery(lines=(line(net="90.00"),)))

    world.attempt(later(world))

    world.assert_once()


def test_an_older_revision_is_superseded_by_planning_the_newer(world: World) -> None:
    older = world.delivery()

    newer = later(world, tags=("vip",))

    assert Delivery.objects.get(pk=older.pk).state == DeliveryState.SUPERSEDED
    assert world.attempt(newer).state == DeliveryState.DELIVERED


def test_an_older_revision_that_was_running_meanwhile_gives_way(world: World) -> None:
    # given an older revision whose worker failed while the newer one was planned
    older = world.delivery(lines=(line(net="90.00"),))
    assert deliveries.claim(older, "busy")
    newer = later(world)
    deliveries.finish(older, DeliveryState.WAITING)
    world.sandbox.engine.calls.clear()

    # when it is tried again
    ended = world.attempt(older)

    # then Odoo never hears of it, and the newer one is delivered
    assert ended.state == DeliveryState.SUPERSEDED
    assert not world.sandbox.engine.calls
    assert world.attempt(newer).state == DeliveryState.DELIVERED
    world.assert_once()


def test_an_order_whose_totals_differ_is_not_delivered_until_somebody_accepts_it(world: World) -> None:
    notice = Notice(code="totals_mismatch", detail="shop says 49.10, lines say 49.00")
    delivery = world.delivery(notices=(notice,))

    held = world.attempt(delivery)
    assert (held.state, held.error_code) == (DeliveryState.HELD, "totals_mismatch")
    assert "shop says 49.10" in held.error_cause
    assert not world.rows("sale.order")

    order = Order.objects.get()
    assert accept(order, revision=1, actor="zoe")
    assert world.attempt(held).state == DeliveryState.DELIVERED
    world.assert_once()


def test_an_order_whose_newest_content_is_unreadable_goes_on_once_it_can_be_read(world: World) -> None:
    # given a delivery that waits because the shop showed something that nobody understands
    delivery = world.delivery()
    broken = {"external_id": "4711", "schema": "order/9"}
    ingest(world.shop, broken, observed_at=LATER)
    held = world.attempt(delivery)
    assert (held.state, held.error_code) == (DeliveryState.HELD, "unreadable_order")

    # when the shop shows the old content again, which is no new revision
    order = unified_order(shop=world.shop.slug)
    ingest(world.shop, replace(order, updated_at=order.updated_at), observed_at=LATER + timedelta(hours=1))
    assert not Order.objects.get().in_trouble

    # then it goes on by itself
    assert release_what_came(world.connection) == 1
    assert world.attempt(held).state == DeliveryState.DELIVERED


def test_planning_again_makes_no_second_delivery(world: World) -> None:
    done = world.delivered()

    again = plan(Order.objects.get())

    assert again == done
    assert "Delivered" in story(done)


def test_what_was_refunded_before_the_delivery_is_told(world: World) -> None:
    delivery = world.delivered(refunds=(REFUND,), payment_status=PaymentStatus.PARTIALLY_REFUNDED)

    assert "make the credit note in Odoo" in story(delivery)
    world.assert_once()
