"""How failed attempts end: later again, held for a person, or the whole connection rests."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from hub import deliveries
from hub.errors import ErrorClass, RateLimitedError, TransientError
from hub.models import Attempt, Delivery, DeliveryState
from odoo_bridge import connections
from odoo_bridge.bridge.process import run_once
from odoo_bridge.deliver import writing
from odoo_bridge.deliver.ending import MAX_ATTEMPTS, _pause
from odoo_bridge.models import OdooConnection
from odoo_bridge.sale import plan
from tests.factories import PLACED_AT, claim, line
from tests.odoo_bridge.world import World, abandon, story


@given(st.integers(1, 60))
def test_pauses_are_fully_jittered_and_bounded(attempts: int) -> None:
    pause = _pause(attempts, TransientError("busy", "Busy."))

    assert 0 <= pause <= min(3600, 5 * 2**attempts)


def test_pauses_differ_from_each_other() -> None:
    pauses = {_pause(8, TransientError("busy", "Busy.")) for _ in range(20)}

    assert len(pauses) == 20
    assert min(pauses) < 640 < max(pauses)


def test_a_pause_that_the_other_side_asked_for_is_kept() -> None:
    assert _pause(1, RateLimitedError("slow", "Slow down.", retry_after=77)) == 77


def test_transient_trouble_uses_attempts_up_and_then_needs_a_person(world: World) -> None:
    delivery = world.delivery()
    world.sandbox.fault("serialization", model="sale.order", method="search_read", times=None)

    states = [world.attempt(delivery).state for _ in range(MAX_ATTEMPTS)]

    assert states == [DeliveryState.WAITING] * (MAX_ATTEMPTS - 1) + [DeliveryState.FAILED]
    failed = Delivery.objects.get()
    assert (failed.attempts, failed.error_code) == (MAX_ATTEMPTS, "odoo_busy")
    assert Attempt.objects.filter(error_class=ErrorClass.TRANSIENT).count() == MAX_ATTEMPTS
    assert "could not serialize" in story(failed)


def test_a_waiting_delivery_is_not_due_before_its_time(world: World) -> None:
    delivery = world.delivery()
    world.sandbox.fault("serialization", model="sale.order", method="load")
    waiting = world.attempt(delivery)

    assert waiting.next_attempt_at is not None
    just_before = waiting.next_attempt_at - timedelta(milliseconds=1)
    assert not deliveries.due(world.connection.target, just_before).exists()
    assert deliveries.due(world.connection.target, waiting.next_attempt_at).exists()


@pytest.mark.parametrize("message", ["The period is closed.", "La période est close."])
def test_what_odoo_refuses_is_held_without_using_attempts(world: World, message: str) -> None:
    world.sandbox.fault("user_error", model="account.move", method="action_post", message=message, times=2)

    held = world.attempt(world.delivery())

    assert (held.state, held.attempts, held.error_class) == (DeliveryState.HELD, 0, ErrorClass.BUSINESS)
    assert message in held.error_cause
    assert message in story(held)
    # and a person may have it tried again, from the step that was not done
    deliveries.again(held, actor="zoe")
    assert world.attempt(held).state == DeliveryState.DELIVERED
    world.assert_once()


@pytest.mark.parametrize("call", ["action_confirm", "create_invoices"])
def test_a_refused_confirmation_or_invoice_is_held(world: World, call: str) -> None:
    world.sandbox.fault("user_error", method=call, message="No.")

    assert world.attempt(world.delivery()).error_code == "odoo_refused"


def test_an_unknown_sku_is_held_and_says_what_it_waits_for(world: World) -> None:
    held = world.attempt(world.delivery(lines=(line(sku="NEW-1"),)))

    assert (held.state, held.attempts, held.waits_for) == (DeliveryState.HELD, 0, "sku:NEW-1")
    assert not world.customers()


def test_a_product_that_nothing_was_delivered_of_yet(world: World) -> None:
    # given a service that Odoo invoices once it is delivered, so that there is nothing to invoice
    for row in world.rows("product.product"):
        world.sandbox.engine.database.table("product.product").update(
            row["id"], {"invoice_policy": "delivery"}
        )
    world.sandbox.engine.database.commit()

    held = world.attempt(world.delivery())

    assert held.state == DeliveryState.HELD
    assert held.error_code in ("odoo_refused", "nothing_to_invoice")


def test_a_refused_key_pauses_the_connection_after_one_try(world: World) -> None:
    # given three orders and a key that was revoked
    for number in ("1", "2", "3"):
        world.delivery(number)
    world.sandbox.engine.revoked.add(world.sandbox.api_key)

    for _ in range(3):
        run_once()

    # then Odoo was asked once, and no order paid for it
    refused = sum(world.calls(name) for name in ("object.refused", "json2.refused"))
    assert refused == 1
    assert {row.state for row in Delivery.objects.all()} == {DeliveryState.WAITING}
    assert {row.attempts for row in Delivery.objects.all()} == {0}
    connection = OdooConnection.objects.get()
    assert (connection.error_class, connection.error_code) == (ErrorClass.CREDENTIALS, "odoo_key_refused")
    assert not connections.is_open(connection)


def test_a_refused_key_is_noticed_while_orders_only_wait_for_products(world: World) -> None:
    # given an order that waits for a product, and a key that was revoked since
    world.attempt(world.delivery(lines=(line(sku="NEW-1"),)))
    world.sandbox.engine.revoked.add(world.sandbox.api_key)

    for _ in range(3):
        run_once()

    assert sum(world.calls(name) for name in ("object.refused", "json2.refused")) == 1


def test_a_mended_key_lets_everything_go_on(world: World) -> None:
    world.sandbox.engine.revoked.add(world.sandbox.api_key)
    world.attempt(world.delivery())
    world.sandbox.engine.revoked.clear()
    assert run_once() == {}

    assert all(finding.ok for finding in connections.check(OdooConnection.objects.get()))

    assert run_once() == {DeliveryState.DELIVERED: 1}


def test_an_outage_uses_no_attempts_and_orders_go_in_the_order_they_were_placed(world: World) -> None:
    # given three orders while Odoo is down
    for number, hours in (("1", 3), ("2", 1), ("3", 2)):
        world.delivery(number, placed_at=PLACED_AT + timedelta(hours=hours))
    world.sandbox.fault("html", status=502, times=1)
    run_once()
    connection = OdooConnection.objects.get()
    assert (connection.error_code, connection.failures) == ("odoo_unavailable", 1)
    assert connection.retry_at is not None
    assert connection.retry_at > timezone.now()
    assert run_once() == {}, "the connection rests"
    assert {row.attempts for row in Delivery.objects.all()} == {0}

    # when it is back
    OdooConnection.objects.update(retry_at=timezone.now())
    assert run_once() == {DeliveryState.DELIVERED: 3}

    assert [row["client_order_ref"] for row in world.rows("sale.order")] == ["#2", "#3", "#1"]
    connection = OdooConnection.objects.get()
    assert (connection.failures, connection.error_class) == (0, "")
    assert connection.retry_at is None


def test_the_longer_the_outage_the_longer_the_rest_but_never_much(world: World) -> None:
    for failures in range(12):
        before = timezone.now()
        connections.note_outage(world.connection, TransientError("odoo_unavailable", "Down."))
        assert world.connection.retry_at is not None
        rest = (world.connection.retry_at - before).total_seconds()
        assert 1 <= rest <= min(60, 2 ** (failures + 1)) + 1


@pytest.mark.parametrize(
    "change", [{"database": "gone"}, {"url": "http://127.0.0.1:9"}], ids=["database", "address"]
)
def test_a_wrong_address_holds_no_order(world: World, change: dict[str, str]) -> None:
    delivery = world.delivery()
    OdooConnection.objects.update(**change)

    waiting = world.attempt(delivery)

    assert (waiting.state, waiting.attempts) == (DeliveryState.WAITING, 0)
    assert OdooConnection.objects.get().in_trouble
    # and all goes on as soon as the connection is right again
    OdooConnection.objects.update(
        url=world.sandbox.url, database=world.sandbox.database, retry_at=timezone.now()
    )
    assert world.attempt(delivery).state == DeliveryState.DELIVERED
    assert not OdooConnection.objects.get().in_trouble


@pytest.mark.parametrize("user", ["hub_sales", "hub_ro"])
def test_rights_that_are_missing_for_everything_rest_the_connection(world: World, user: str) -> None:
    # given a user who may not post, or not write at all
    key = world.connection.secrets
    OdooConnection.objects.update(user=user, secrets={"api_key": world.sandbox.key_for(user)}, protocol="")
    first, second = world.delivery("1"), world.delivery("2")

    assert run_once() == {DeliveryState.WAITING: 2}

    connection = OdooConnection.objects.get()
    assert (connection.error_code, connection.error_class) == ("odoo_rights_missing", ErrorClass.CONFIG)
    assert "Billing" in connection.error_remedy
    assert Delivery.objects.get(pk=first.pk).attempts == 0

    # when the rights are there, everything goes on by itself
    OdooConnection.objects.update(user="hub_api", secrets=key, protocol="", retry_at=None)
    assert world.attempt(first).state == world.attempt(second).state == DeliveryState.DELIVERED
    assert not OdooConnection.objects.get().in_trouble


def test_a_record_that_the_user_may_not_touch_holds_its_order_alone(world: World) -> None:
    first, second = world.delivery("1"), world.delivery("2")
    world.sandbox.fault("access_error", model="sale.order", method="action_confirm", times=2)

    assert run_once() == {DeliveryState.HELD: 1, DeliveryState.DELIVERED: 1}

    held = Delivery.objects.get(state=DeliveryState.HELD)
    assert (held.pk in (first.pk, second.pk), held.error_code) == (True, "odoo_rights_missing")
    assert not OdooConnection.objects.get().in_trouble


def test_a_mistake_of_ours_needs_a_person_and_stops_nobody_else(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = world.delivery("1"), world.delivery("2")
    with monkeypatch.context() as patch:
        patch.setattr(writing, "planned_lines", lambda *_: 1 / 0)
        failed = world.attempt(first)

    assert (failed.state, failed.error_class) == (DeliveryState.FAILED, ErrorClass.BUG)
    assert "ZeroDivisionError" in failed.error_cause
    assert world.attempt(second).state == DeliveryState.DELIVERED


def test_trouble_with_our_own_database_is_tried_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def deadlock(*_: object) -> None:
        raise OperationalError(1213, "Deadlock found when trying to get lock")

    delivery = world.delivery()
    with monkeypatch.context() as patch:
        patch.setattr(writing, "planned_lines", deadlock)
        waiting = world.attempt(delivery)

    assert waiting.state == DeliveryState.WAITING
    assert world.attempt(delivery).state == DeliveryState.DELIVERED


def test_what_does_not_ask_odoo_says_nothing_about_it(world: World) -> None:
    # given an outage, and an order of which Odoo need not hear again
    world.delivered()
    connections.note_outage(world.connection, TransientError("odoo_unavailable", "Down."))

    world.attempt(world.delivery(tags=("vip",), updated_at=PLACED_AT + timedelta(hours=1)))

    assert OdooConnection.objects.get().failures == 1


def losing(world: World, monkeypatch: pytest.MonkeyPatch, error: Exception | None) -> Delivery:
    """An attempt whose lease runs out, and is taken by somebody else, while it is at work."""
    delivery = world.delivery()
    plan_lines = plan.planned_lines

    def slow(*arguments: Any) -> Any:
        abandon(delivery)
        assert claim(Delivery.objects.get(pk=delivery.pk), "the other")
        if error:
            raise error
        return plan_lines(*arguments)

    monkeypatch.setattr(writing, "planned_lines", slow)
    return world.attempt(delivery)


@pytest.mark.parametrize("error", [None, TransientError("busy", "Busy."), ZeroDivisionError()])
def test_who_lost_the_lease_writes_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, error: Exception | None
) -> None:
    stolen = losing(world, monkeypatch, error)

    assert (stolen.state, stolen.owner, stolen.attempts) == (DeliveryState.RUNNING, "the other", 1)
    assert (stolen.error_class, stolen.result) == ("", {})
    assert not Attempt.objects.exists()
    assert "Delivered" not in story(stolen)
    assert "Failed" not in story(stolen)


def test_who_took_over_delivers_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        stolen = losing(world, patch, None)
    abandon(stolen)

    assert world.attempt(stolen).state == DeliveryState.DELIVERED
    world.assert_once()


def test_a_delivery_that_is_being_worked_on_is_left_alone(world: World) -> None:
    delivery = world.delivery()
    claim(delivery, "the other")

    untouched = world.attempt(delivery)

    assert (untouched.state, untouched.owner) == (DeliveryState.RUNNING, "the other")
    assert not world.rows("sale.order")
