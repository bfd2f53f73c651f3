"""One order on its way: customer, sale order, confirmed, invoice, posted, read back."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from hub.models import Attempt, DeliveryState, DeliveryStep
from hub.order import Line
from hub.order.vocabulary import LineKind, PaymentStatus
from odoo_bridge.models import InvoicePolicy
from odoo_bridge.models.policy import DeliverWhen
from tests.factories import PLACED_AT, line
from tests.odoo_bridge.world import World, story

pytestmark = [pytest.mark.odoo, pytest.mark.every_odoo]

EVERY_STEP = ["partner", "invoice_address", "delivery_address", "order", "confirmed", "invoice", "posted"]


def service(external_id: str, kind: LineKind, net: str) -> Line:
    price = Decimal(net) * Decimal("1.2")
    return line(external_id, net=net, kind=kind, quantity=Decimal(1), unit_price=price)


def test_an_order_becomes_a_posted_invoice(world: World) -> None:
    done = world.delivered()

    world.assert_once()
    assert (done.attempts, done.error_class, done.owner) == (1, "", "")
    assert done.result["invoice_state"] == "posted"
    assert done.finished_at is not None


def test_each_step_is_stored_with_its_id(world: World) -> None:
    done = world.delivered()

    steps = DeliveryStep.objects.filter(delivery=done)
    assert [step.name for step in steps] == EVERY_STEP
    assert steps.get(name="order").record_id == world.rows("sale.order")[0]["id"]
    assert steps.get(name="posted").record_name == world.state_of_invoice()["name"]


def test_the_history_tells_the_whole_way(world: World) -> None:
    done = world.delivered()

    told = story(done)
    assert f"Delivered: {world.sale_name}, INV" in told
    assert "Customer: Zoé Martin (Nobody known fits.)" in told
    assert f"Sale order confirmed: {world.sale_name}" in told
    assert f"Invoice posted: {world.state_of_invoice()['name']}" in told


def test_the_sale_order_says_what_the_shop_said(world: World) -> None:
    world.delivered()

    [order] = world.rows("sale.order")
    assert (order["client_order_ref"], order["origin"]) == ("#4711", "lampes-fr 4711")
    assert str(order["date_order"]).startswith("2026-11-21 09:30:00")


def test_one_try_is_one_attempt_with_its_calls(world: World) -> None:
    done = world.delivered()

    [tried] = Attempt.objects.filter(delivery=done)
    assert (tried.outcome, tried.error_class) == (DeliveryState.DELIVERED, "")
    assert 10 < tried.calls < 16


def test_a_second_order_needs_fewer_calls(world: World) -> None:
    world.delivered("1")
    second = world.delivered("2")

    # products, countries and the customer are known: what is left is the way of the order itself
    assert Attempt.objects.get(delivery=second).calls <= 11


@pytest.mark.parametrize("included", [True, False])
def test_services_discounts_and_rates_add_up(world: World, included: bool) -> None:
    lines = (
        line("1", net="40.83"),
        line("2", net="33.33", tax_rate="5.5", sku="LMP-02", quantity=Decimal(7)),
        service("3", LineKind.SHIPPING, "4.92"),
        service("4", LineKind.DISCOUNT, "-8.17"),
        service("5", LineKind.FEE, "1.00"),
        line(
            "6",
            net="0.01",
            tax_rate=None,
            kind=LineKind.ROUNDING,
            quantity=Decimal(1),
            unit_price=Decimal("0.01"),
        ),
    )

    world.delivered(lines=lines, prices_include_tax=included)

    assert Decimal(world.state_of_invoice()["amount_total"]) == sum(each.gross for each in lines)


def test_an_order_of_nothing_is_delivered(world: World) -> None:
    world.delivered(lines=(line(net="0.00", unit_price=Decimal(0)),), payments=())

    assert Decimal(world.state_of_invoice()["amount_total"]) == 0


@pytest.mark.parametrize(
    ("policy", "invoices"), [(InvoicePolicy.NEVER, []), (InvoicePolicy.DRAFT, ["draft"])]
)
def test_the_invoice_goes_as_far_as_the_policy(world: World, policy: str, invoices: list[str]) -> None:
    world.policy.invoice = policy
    world.policy.save()

    world.delivered()

    assert world.only("sale.order")["state"] == "sale"
    assert [move["state"] for move in world.rows("account.move")] == invoices


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"test": True}, "It is a test order."),
        ({"payment_status": PaymentStatus.PENDING}, "Its payment is pending"),
    ],
)
def test_what_is_not_due_leaves_no_trace_in_odoo(world: World, changes: dict[str, Any], reason: str) -> None:
    ended = world.attempt(world.delivery(**changes))

    assert ended.state == DeliveryState.NOT_DUE
    assert reason in ended.result["reason"]
    assert reason in story(ended)
    assert not world.rows("sale.order")
    assert not world.customers()


def test_an_order_of_before_the_policys_day_leaves_no_trace_in_odoo(world: World) -> None:
    world.policy.deliver_from = PLACED_AT.date() + timedelta(days=1)
    world.policy.save()
    old, new = world.delivery(), world.delivery("4712", placed_at=PLACED_AT + timedelta(days=1))

    ended = world.attempt(old)

    assert ended.state == DeliveryState.NOT_DUE
    assert "orders placed from 2026-11-22 on" in ended.result["reason"]
    assert not world.customers()
    assert world.attempt(new).state == DeliveryState.DELIVERED


def test_an_unpaid_order_goes_where_the_policy_says_so(world: World) -> None:
    world.policy.deliver_when = DeliverWhen.CONFIRMED
    world.policy.save()

    world.delivered(payment_status=PaymentStatus.PENDING)

    world.assert_once()


def test_an_order_whose_shop_was_sent_elsewhere_is_not_due_here(world: World) -> None:
    delivery = world.delivery()
    world.policy.delete()
    world.connection.active = False
    world.connection.save()

    ended = world.attempt(delivery)

    assert (ended.state, ended.result["reason"]) == (DeliveryState.NOT_DUE, "The shop's orders go elsewhere.")


def test_a_connection_that_was_never_set_up_asks_the_server_itself(world: World) -> None:
    type(world.connection).objects.update(protocol="", uid=None, features={})
    world.connection.refresh_from_db()

    world.delivered()

    world.assert_once()
