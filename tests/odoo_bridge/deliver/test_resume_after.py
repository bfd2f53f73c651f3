"""Killed or cut off anywhere on the way of a later change, what follows in Odoo is there exactly once."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from hub.models import Delivery, DeliveryState
from hub.order import Payment
from hub.order.vocabulary import Status
from odoo_bridge.models import PaymentMapping
from odoo_bridge.odoo.transports.wire import Answer, Wire
from tests.factories import PLACED_AT, line
from tests.odoo_bridge.deliver.afterwards import LATER, TWO_LAMPS, part, refund
from tests.odoo_bridge.deliver.conftest import KilledError
from tests.odoo_bridge.world import World, abandon

pytestmark = [pytest.mark.odoo, pytest.mark.repeats]

CARD = Payment(method="card", amount=Decimal("49.00"), paid_at=PLACED_AT, reference="ch_1")
BACK = refund("r1", part(line(), "24.50"))
GOODWILL = refund("r2", gross="5.00")


@dataclass(frozen=True)
class Way:
    """An order that changes: what it is first, what it becomes, and what Odoo must then say of it.

    `expected`: the sale order's state, then type, state and total of its entries, then its payments.
    """

    before: dict[str, Any]
    after: dict[str, Any]
    expected: tuple[str, list[str], list[str]]
    confirmed: bool = True


WAYS = {
    "refunds": Way(
        {"payments": ()},
        {"payments": (), "refunds": (BACK, GOODWILL)},
        ("sale", ["out_invoice posted 49.00", "out_refund posted 24.50", "out_refund posted 5.00"], []),
    ),
    "cancelled": Way(
        {"payments": ()},
        {"payments": (), "status": Status.CANCELLED, "cancelled_at": LATER},
        ("cancel", ["out_invoice posted 49.00", "out_refund posted 49.00"], []),
    ),
    "edited quotation": Way(
        {"payments": ()},
        {"payments": (), "lines": TWO_LAMPS},
        ("sale", ["out_invoice posted 169.00"], []),
        confirmed=False,
    ),
    "paid and refunded": Way(
        {"payments": ()},
        {"payments": (CARD,), "refunds": (GOODWILL,)},
        ("sale", ["out_invoice posted 49.00", "out_refund posted 5.00"], ["inbound 49.00", "outbound 5.00"]),
    ),
}


@pytest.fixture
def registering(world: World) -> World:
    """A shop whose payments are registered."""
    world.policy.register_payment = True
    world.policy.save()
    [bank] = [
        row
        for row in world.rows("account.journal")
        if row["type"] == "bank" and row["company_id"] == world.company
    ]
    PaymentMapping.objects.create(
        connection=world.connection, shop=world.shop, method="card", journal_id=bank["id"]
    )
    return world


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The calls that were made, as `model.method`."""
    names: list[str] = []
    post = Wire.post

    def listening(self: Wire, path: str, body: Any, headers: Any, name: str) -> Answer:
        names.append(name)
        return post(self, path, body, headers, name)

    monkeypatch.setattr(Wire, "post", listening)
    return names


def changed(world: World, number: int, way: Way) -> Delivery:
    """The delivery of the change of a further order that Odoo has."""
    if way.confirmed:
        world.delivered(str(number), **way.before)
    else:
        world.breaks("drop", "sale.order.action_confirm")
        world.attempt(world.delivery(str(number), **way.before))
    return world.delivery(str(number), updated_at=LATER, **way.after)


def said(world: World, number: int) -> tuple[str, list[str], list[str]]:
    """What Odoo says of the order."""
    [order] = [row for row in world.rows("sale.order") if row["client_order_ref"] == f"#{number}"]
    entries = [row for row in world.rows("account.move") if row["invoice_origin"] == order["name"]]
    memo = world.connection.features["payment_memo_field"]
    paid = [row for row in world.rows("account.payment") if row[memo].startswith(f"#{number} ")]
    moves = [f"{row['move_type']} {row['state']} {row['amount_total']:.2f}" for row in entries]
    return order["state"], moves, [f"{row['payment_type']} {row['amount']:.2f}" for row in paid]


def settled(world: World, number: int) -> bool:
    """Whether each credit note is set off in full."""
    [order] = [row for row in world.rows("sale.order") if row["client_order_ref"] == f"#{number}"]
    notes = [
        row
        for row in world.rows("account.move")
        if row["invoice_origin"] == order["name"] and row["move_type"] == "out_refund"
    ]
    return all(row["payment_state"] == "paid" for row in notes)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_killed_around_any_call(registering: World, death: dict[str, int], way: Way, moment: str) -> None:
    world = registering
    for number in range(1, 40):
        # given a worker that dies around its n-th call
        delivery = changed(world, number, way)
        death[moment] = number
        try:
            done = world.attempt(delivery)
            killed = False
        except KilledError:
            killed = True
            abandon(delivery)
            # when another worker takes over
            death.clear()
            done = world.attempt(delivery)
        death.clear()

        # then everything is there once
        assert done.state == DeliveryState.DELIVERED, (number, done.error_cause)
        assert said(world, number) == way.expected, number
        assert settled(world, number), number
        if not killed:
            return
    pytest.fail("it needs more calls than that")


@pytest.mark.parametrize("kind", ["cut", "drop"])
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_an_answer_that_never_came(registering: World, heard: list[str], way: Way, kind: str) -> None:
    world = registering
    delivery = changed(world, 0, way)
    heard.clear()
    world.attempt(delivery)
    calls = list(dict.fromkeys(heard))
    assert said(world, 0) == way.expected

    for number, name in enumerate(calls, start=1):
        # given a line that breaks at this call, after or before Odoo did what was asked
        delivery = changed(world, number, way)
        model, _, method = name.rpartition(".")
        world.breaks(kind, f"{model}.{method}")
        first = world.attempt(delivery)

        # then the next attempt finds what there is
        done = first if first.state == DeliveryState.DELIVERED else world.attempt(delivery)
        assert done.state == DeliveryState.DELIVERED, (name, done.error_cause)
        assert said(world, number) == way.expected, name
        assert settled(world, number), name
