"""The shop goes on changing orders; what Odoo has already is never changed behind a person's back."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hub import deliveries
from hub.acceptance import accept
from hub.models import Delivery, DeliveryState, Order
from hub.order import Fulfillment, Notice
from hub.order.vocabulary import Status
from odoo_bridge.bridge.feed import plan
from odoo_bridge.bridge.waiting import release_what_came
from tests.factories import PLACED_AT, address, claim, ingest, line, unified_order
from tests.odoo_bridge.world import World, story

pytestmark = pytest.mark.odoo

LATER = PLACED_AT + timedelta(hours=1)
RELEVANT: list[tuple[dict[str, Any], str]] = [
    ({"lines": (line(net="50.00"),)}, "gross 49.00 → 60.00; total 49.00 EUR → 60.00 EUR"),
    ({"lines": (line(), line("2", sku="LMP-02", title="Vase"))}, "added 2 × Vase (49.00)"),
    (
        {"shipping_address": address(city="Nice")},
        "69003, Lyon, FR → Zoé Martin, 3 rue des Lilas, 69003, Nice",
    ),
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
    world.line.heard.clear()

    done = world.attempt(later(world, **changes))

    assert (done.state, done.result["nothing_to_do"]) == (DeliveryState.DELIVERED, True)
    assert done.result["sale_order"] == world.sale_name
    assert not world.line.heard


@pytest.mark.parametrize(("changes", "said"), RELEVANT)
def test_a_change_of_a_confirmed_order_waits_for_a_person(
    world: World, changes: dict[str, Any], said: str
) -> None:
    world.delivered()

    held = world.attempt(later(world, **changes))

    assert (held.state, held.error_code, held.attempts) == (DeliveryState.HELD, "changed_after_delivery", 0)
    assert f"is in Odoo already ({world.sale_name}, INV" in held.error_cause
    assert said in held.error_cause
    world.assert_once()


def test_what_a_person_declared_done_is_the_new_baseline(world: World) -> None:
    world.delivered()
    held = world.attempt(later(world, shipping_address=address(city="Nice")))
    deliveries.declare_done(held, actor="zoe", reason="changed by hand")

    further = later(
        world, shipping_address=address(city="Nice"), tags=("vip",), updated_at=LATER + timedelta(hours=1)
    )

    assert world.attempt(further).state == DeliveryState.DELIVERED


def test_an_irrelevant_change_in_the_middle_goes_on_with_the_same_sale_order(world: World) -> None:
    world.breaks("drop", "sale.order.action_confirm")
    world.attempt(world.delivery())

    assert world.attempt(later(world, tags=("vip",))).state == DeliveryState.DELIVERED
    world.assert_once()


def test_a_change_before_anything_was_written_is_simply_delivered(world: World) -> None:
    world.breaks("drop", "product.product.search_read", times=3)
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
    assert claim(older, "busy")
    newer = later(world)
    deliveries.finish(older, DeliveryState.WAITING)
    world.line.heard.clear()

    # when it is tried again
    ended = world.attempt(older)

    # then Odoo never hears of it, and the newer one is delivered
    assert ended.state == DeliveryState.SUPERSEDED
    assert not world.line.heard
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
