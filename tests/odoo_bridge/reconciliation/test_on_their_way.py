"""Orders that should be in Odoo and are not: who is only slow, what is healed, and what is for a person."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hub import deliveries
from hub.models import Delivery, DeliveryState, Difference, Event
from hub.order.vocabulary import PaymentStatus
from hub.outbox.relay import Embedded, relay_batch
from hub.reconciliation import healing
from odoo_bridge.bridge.process import run_once
from tests.odoo_bridge.reconciliation.comparison import (
    compared,
    counts,
    found,
    hours_later,
    kinds_found,
    still_open,
)
from tests.odoo_bridge.world import World

pytestmark = pytest.mark.parametrize("odoo", ["19"], indirect=True)


def publish() -> None:
    """As the relay does."""
    while relay_batch(Embedded(), "test"):
        pass


def test_an_order_that_has_just_come_is_under_way(world: World) -> None:
    world.order("1")
    publish()
    world.order("2")
    world.delivery("3")

    run = compared(world)

    assert counts(run) == {"under_way": 3}
    assert run.reasons == {"under_way": {"on its way to Odoo": 2, "waits to be published": 1}}
    assert not Difference.objects.exists()


def test_a_delivery_that_was_never_made_is_made(world: World) -> None:
    order = world.order()
    publish()

    with hours_later():
        run = compared(world)
        assert (counts(run), run.opened, run.healed) == ({"differing": 1}, 1, 1)
        assert still_open() == []
        assert Event.objects.filter(order=order).last().text.endswith("Its delivery was made.")  # type: ignore[union-attr]
        run_once()
        again = compared(world)

    assert (counts(again), again.resolved) == ({"equal": 1}, 1)
    row = Difference.objects.get()
    assert (row.kind, row.state, row.resolution) == ("not_planned", "resolved", "Healed by the hub.")


def test_an_order_that_somebody_typed_in_meanwhile_is_not_written_once_more(world: World) -> None:
    order = world.order()
    publish()
    [partner] = world.by_hand().call("res.partner", "create", vals_list=[{"name": "Zoé"}])
    typed = {"partner_id": partner, "client_order_ref": "#4711", "origin": "lampes-fr 4711"}
    world.by_hand().call("sale.order", "create", vals_list=[typed])

    with hours_later():
        [row] = found(world)

    assert row.kind == "doubled"
    assert "was not delivered by this hub" in row.cause
    assert not order.deliveries.exists()


def test_what_the_policy_does_not_deliver_is_no_difference(world: World) -> None:
    world.order("unpaid", payment_status=PaymentStatus.PENDING)
    world.attempt(world.delivery("left", payment_status=PaymentStatus.PENDING))
    publish()

    with hours_later():
        assert counts(compared(world)) == {"not_due": 2}


def test_an_order_left_out_that_the_policy_delivers_by_now_goes_by_a_button(world: World) -> None:
    world.attempt(world.delivery(payment_status=PaymentStatus.PENDING))
    world.policy.deliver_when = "confirmed"
    world.policy.save()

    with hours_later():
        [row] = found(world)
        assert (row.kind, row.heals) == ("left_out", 0)
        assert healing.heal(row, actor="zoe", reason="All of them now.") == "It is delivered again."
        world.attempt(Delivery.objects.get())
        assert counts(compared(world)) == {"equal": 1}


def test_messages_that_nobody_publishes_are_shown(world: World) -> None:
    world.order()

    with hours_later():
        [row] = found(world)

    assert row.kind == "unpublished"
    assert "waits to be published since" in row.cause
    publish()
    assert counts(compared(world)) == {"under_way": 1}


def test_a_held_delivery_is_shown_with_its_cause_once_it_is_old(world: World) -> None:
    world.sandbox.engine.database.table("product.product").rows.clear()
    held = world.attempt(world.delivery())
    assert held.state == DeliveryState.HELD
    assert counts(compared(world)) == {"under_way": 1}

    with hours_later():
        [row] = found(world)

    assert row.kind == "held"
    assert held.error_cause in row.cause
    assert row.remedy == held.error_remedy
    # and it is over when a person says that Odoo is right already
    deliveries.declare_done(held, actor="zoe", reason="Typed in.")
    assert counts(compared(world)) == {"equal": 1}
    assert still_open() == []


def test_one_that_failed_for_what_time_mends_is_let_go_and_no_more_than_three_times(world: World) -> None:
    delivery = world.delivery()
    failed = {"state": DeliveryState.FAILED, "error_class": "transient", "error_code": "odoo_busy"}
    for hours in (2, 4, 6, 8):
        Delivery.objects.filter(pk=delivery.pk).update(**failed, attempts=12)
        with hours_later(hours):
            run = compared(world)
            delivery.refresh_from_db()
            assert run.healed == (hours < 8)
            assert delivery.state == ("waiting" if hours < 8 else "failed")

    [row] = still_open()
    assert (row.kind, row.heals) == ("failed", 3)


def test_one_that_waits_for_too_long_does_not_wait_for_its_next_attempt(world: World) -> None:
    with hours_later(-3):
        delivery = world.delivery()
    later = {"error_class": "transient", "error_code": "odoo_busy", "error_cause": "Odoo is busy."}
    far = timezone.now() + timedelta(hours=3)
    Delivery.objects.filter(pk=delivery.pk).update(next_attempt_at=far, **later)
    Event.objects.all().delete()

    run = compared(world)

    assert (run.healed, Difference.objects.get().kind) == (1, "overdue")
    assert Delivery.objects.get().next_attempt_at is None


def test_without_a_bridge_orders_are_overdue(world: World) -> None:
    world.delivery()

    with hours_later():
        [row] = found(world)

    assert (row.kind, row.healable) == ("overdue", False)
    assert row.remedy == "See whether the bridge runs (`manage.py bridge`)."


def test_what_a_person_let_go_this_minute_is_under_way(world: World) -> None:
    world.sandbox.engine.database.table("product.product").rows.clear()
    held = world.attempt(world.delivery())
    with hours_later():
        assert deliveries.again(held, actor="zoe")
        assert kinds_found(world) == []


def test_an_order_that_cannot_be_read_is_counted_apart(world: World) -> None:
    from tests.factories import ingest

    ingest(world.shop, {"external_id": "broken"})

    run = compared(world)

    # it has no date of change: it counts by the day it came
    assert counts(run) == {"not_compared": 1}
    assert run.reasons == {"not_compared": {"cannot be read: the order is held": 1}}
