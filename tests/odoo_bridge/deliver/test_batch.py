"""Many orders in one call: all of them arrive, and one that Odoo refuses delays no other."""

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from hub import deliveries, leases
from hub.models import Attempt, Delivery, DeliveryState
from hub.order import Customer
from odoo_bridge.bridge.process import run_once
from odoo_bridge.deliver import ending, trip
from odoo_bridge.deliver.engine import Engine
from odoo_bridge.deliver.trip import BATCH
from odoo_bridge.models import InvoicePolicy, ShopPolicy
from tests.factories import address, line, shop
from tests.odoo_bridge.world import World

ORDERS_WRITTEN = ("sale.order", "load")
pytestmark = pytest.mark.odoo


def somebody(number: int) -> Customer:
    return Customer(email=f"{number}@example.com", name=f"Customer {number}")


def orders(world: World, count: int = BATCH, **changes: Any) -> list[Delivery]:
    """Planned deliveries of orders of as many new customers."""
    return [world.delivery(str(n), customer=somebody(n), **changes) for n in range(1, count + 1)]


def states(world: World, model: str) -> dict[str, int]:
    return dict(Counter(row["state"] for row in world.rows(model)))


def assert_all_once(world: World, count: int = BATCH) -> None:
    assert (states(world, "sale.order"), states(world, "account.move")) == (
        {"sale": count},
        {"posted": count},
    )
    assert len([row for row in world.customers() if not row["parent_id"]]) == count
    assert {row["amount_total"] for row in world.rows("account.move")} == {Decimal(49)}
    assert len({row["client_order_ref"] for row in world.rows("sale.order")}) == count


def test_twenty_orders_of_new_customers_need_ten_calls(world: World) -> None:
    # given a bridge that has worked before, so that it knows products and countries
    world.delivered("0")
    orders(world)
    world.line.heard.clear()

    ended = Engine(world.connection, world.knowledge, leases.new_owner()).deliver_due()

    assert ended == {DeliveryState.DELIVERED: BATCH}
    assert len(world.line.heard) <= BATCH // 2
    assert Attempt.objects.filter(orders=BATCH).count() == BATCH


def test_a_lone_order_of_a_new_customer_needs_nine_calls(world: World) -> None:
    # given a bridge that has worked before, so that it knows products and countries
    world.delivered("0")
    [delivery] = orders(world, 1)
    world.line.heard.clear()

    world.attempt(delivery)

    assert len(world.line.heard) <= 9
    assert world.line.calls("res.partner.search_read") == world.line.calls("res.partner.load") == 1


def test_an_order_of_a_known_customer_asks_nothing_of_partners(world: World) -> None:
    world.delivered("0")
    delivery = world.delivery("1")
    world.line.heard.clear()

    world.attempt(delivery)

    assert not [call for call in world.line.heard if call.startswith("res.partner")]


def test_each_order_gets_its_own_customer_addresses_and_date(world: World) -> None:
    for number in range(3):
        home, office = address(street=f"{number} rue Haute"), address(street=f"{number} quai Sud")
        world.delivery(str(number), customer=somebody(number), billing_address=home, shipping_address=office)

    run_once()

    partners = {row["id"]: row for row in world.rows("res.partner")}
    for row in world.rows("sale.order"):
        number = row["client_order_ref"].removeprefix("#")
        assert partners[row["partner_id"]]["email"] == world.mail(f"{number}@example.com")
        assert partners[row["partner_invoice_id"]]["street"] == f"{number} rue Haute"
        assert partners[row["partner_shipping_id"]]["street"] == f"{number} quai Sud"
        assert str(row["date_order"]).startswith("2026-11-21 09:30:00")


@pytest.mark.sandbox
@pytest.mark.parametrize(
    ("model", "method"),
    [
        ("res.partner", "load"),
        ("sale.order", "load"),
        ("sale.order", "action_confirm"),
        ("sale.advance.payment.inv", "create_invoices"),
        ("account.move", "action_post"),
    ],
)
def test_a_call_that_odoo_refuses_is_halved_until_each_stands_alone(
    world: World, model: str, method: str
) -> None:
    # given an Odoo that refuses whatever is about more than one order
    orders(world, 5)
    world.sandbox.fault("user_error", model=model, method=method, at_least=2, times=None)

    assert run_once() == {DeliveryState.DELIVERED: 5}
    assert_all_once(world, 5)


@pytest.mark.sandbox
def test_one_order_that_odoo_refuses_delays_no_other(world: World) -> None:
    # given a customer whose e-mail Odoo will not have, among others
    orders(world, 7)
    world.sandbox.fault("user_error", model="res.partner", method="load", holding="3@example.com", times=None)

    assert run_once() == {DeliveryState.DELIVERED: 6, DeliveryState.HELD: 1}

    held = Delivery.objects.get(state=DeliveryState.HELD)
    assert (held.order.external_id, held.error_code) == ("3", "odoo_refused")
    assert states(world, "account.move") == {"posted": 6}


def test_an_unknown_sku_costs_the_others_no_call(world: World) -> None:
    orders(world, 5)
    world.delivery("9", customer=somebody(9), lines=(line(sku="NEW-1"),))

    assert run_once() == {DeliveryState.DELIVERED: 5, DeliveryState.HELD: 1}

    assert world.line.calls("product.product.search_read") == 1
    assert world.line.calls("sale.order.load") == 1


def test_two_orders_of_one_new_customer_in_a_batch_make_one_partner(world: World) -> None:
    for number in range(4):
        world.delivery(str(number))

    assert run_once() == {DeliveryState.DELIVERED: 4}

    assert len(world.customers()) == 1


def test_policies_differ_within_a_batch(world: World) -> None:
    wholesale = shop("gros")
    policy = ShopPolicy.objects.create(
        shop=wholesale, connection=world.connection, invoice=InvoicePolicy.NEVER
    )
    world.beside(wholesale, policy).delivery("1", customer=somebody(1))
    world.delivery("1", customer=somebody(2))

    assert run_once() == {DeliveryState.DELIVERED: 2}

    assert (states(world, "sale.order"), states(world, "account.move")) == ({"sale": 2}, {"posted": 1})
    dates = {str(row["date_order"])[:10] for row in world.rows("sale.order")}
    assert dates == {"2026-11-21"}


@pytest.mark.parametrize("kind", ["cut", "drop"])
@pytest.mark.parametrize(
    "call",
    [
        "res.partner.load",
        "sale.order.action_confirm",
        "sale.advance.payment.inv.create_invoices",
        "account.move.action_post",
    ],
)
def test_a_lost_answer_about_a_batch_doubles_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, kind: str, call: str
) -> None:
    monkeypatch.setattr(ending, "_pause", lambda *_: 60.0)  # jitter may be so short that nobody waits
    orders(world, 5)
    world.breaks(kind, call)

    assert run_once() == {DeliveryState.WAITING: 5}
    Delivery.objects.update(next_attempt_at=None)

    assert run_once() == {DeliveryState.DELIVERED: 5}
    assert_all_once(world, 5)


@pytest.mark.sandbox
def test_more_than_a_batch_is_looked_up_together_and_written_batch_by_batch(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trip, "BATCH", 2)
    orders(world, 5)

    assert run_once() == {DeliveryState.DELIVERED: 5}

    assert_all_once(world, 5)
    looked_up = ("res.partner.search_read", "res.partner.load", "sale.order.search_read")
    assert [world.calls(call) for call in looked_up] == [1, 1, 1]
    kept_busy = ("sale.order.load", "sale.order.action_confirm", "account.move.action_post")
    assert [world.calls(call) for call in kept_busy] == [3, 3, 3]


@pytest.mark.sandbox
@pytest.mark.parametrize("method", ["load", "action_confirm"])
def test_an_odoo_that_falls_silent_is_not_asked_for_the_batches_to_come(
    world: World, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    monkeypatch.setattr(trip, "BATCH", 2)
    monkeypatch.setattr(ending, "_pause", lambda *_: 60.0)  # jitter may be so short that nobody waits
    orders(world, 5)
    world.sandbox.fault("drop", model="sale.order", method=method, times=None)

    assert run_once() == {DeliveryState.WAITING: 5}

    assert world.calls(f"sale.order.{method}") <= 1


def test_the_log_tells_of_each_call_whose_orders_it_was_about(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trip, "BATCH", 2)
    traces = [delivery.order.trace_id for delivery in orders(world, 3)]

    with capture_logs(processors=[merge_contextvars]) as logs:
        run_once()

    loads = [line["trace_ids"] for line in logs if (line.get("model"), line.get("method")) == ORDERS_WRITTEN]
    assert sorted(map(len, loads)) == [1, 2]
    assert sorted(trace for some in loads for trace in some) == sorted(traces)


def test_those_that_wait_for_a_slow_batch_keep_their_claims(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trip, "BATCH", 2)
    monkeypatch.setattr(trip, "_LONG", 0.0)
    kept: list[int] = []
    monkeypatch.setattr(deliveries, "keep_claims", lambda claimed: kept.append(len(claimed)))
    orders(world, 3)

    run_once()

    assert set(kept) == {1}  # the third, at each step that two others take before it
