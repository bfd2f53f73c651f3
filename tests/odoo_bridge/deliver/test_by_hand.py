"""People work in Odoo too, also in the middle of a delivery."""

from collections.abc import Callable
from typing import Any

import pytest

from hub import deliveries
from hub.models import DeliveryState
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.transports.wire import Answer, Wire
from tests.odoo_bridge.world import World

Hand = Callable[[Odoo], None]


def confirm(odoo: Odoo) -> None:
    odoo.call("sale.order", "action_confirm", [1])


def invoice(odoo: Odoo) -> None:
    context = {"active_model": "sale.order", "active_ids": [1], "active_id": 1}
    values = {"advance_payment_method": "delivered", "sale_order_ids": [[6, 0, [1]]]}
    wizard = odoo.call("sale.advance.payment.inv", "create", context=context, vals_list=[values])
    odoo.call("sale.advance.payment.inv", "create_invoices", wizard, context=context)


def post(odoo: Odoo) -> None:
    odoo.call("account.move", "action_post", [1])


@pytest.fixture
def just_before(world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Hand], None]:
    """`just_before("sale.order.action_confirm", confirm)`: somebody is quicker than the bridge."""
    send = Wire.post

    def let(call: str, hand: Hand) -> None:
        def raced(self: Wire, path: str, body: Any, headers: Any, name: str) -> Answer:
            if name == call:
                monkeypatch.setattr(Wire, "post", send)
                hand(world.by_hand())
            return send(self, path, body, headers, name)

        monkeypatch.setattr(Wire, "post", raced)

    return let


@pytest.mark.parametrize(
    ("call", "hand"),
    [
        ("sale.order.action_confirm", confirm),
        ("sale.advance.payment.inv.create", invoice),
        ("sale.advance.payment.inv.create_invoices", invoice),
        ("account.move.action_post", post),
    ],
)
def test_somebody_was_quicker(
    world: World, just_before: Callable[[str, Hand], None], call: str, hand: Hand
) -> None:
    just_before(call, hand)

    world.delivered()

    world.assert_once()


@pytest.mark.parametrize("done", [(confirm,), (confirm, invoice), (confirm, invoice, post)])
def test_somebody_went_on_while_the_order_waited(world: World, done: tuple[Hand, ...]) -> None:
    # given a quotation whose delivery was interrupted
    delivery = world.delivery()
    world.sandbox.fault("drop", model="sale.order", method="action_confirm")
    world.attempt(delivery)

    for hand in done:
        hand(world.by_hand())

    assert world.attempt(delivery).state == DeliveryState.DELIVERED
    world.assert_once()


def interrupted(world: World) -> Any:
    delivery = world.delivery()
    world.sandbox.fault("drop", model="sale.order", method="action_confirm")
    return world.attempt(delivery)


def test_a_deleted_sale_order_waits_for_a_person(world: World) -> None:
    delivery = interrupted(world)
    world.by_hand().call("sale.order", "unlink", [1])

    held = world.attempt(delivery)

    assert (held.state, held.error_code) == (DeliveryState.HELD, "sale_order_gone")
    assert not world.rows("sale.order")


def test_a_cancelled_sale_order_waits_for_a_person_and_goes_on(world: World) -> None:
    delivery = interrupted(world)
    world.by_hand().call("sale.order", "action_cancel", [1])

    held = world.attempt(delivery)
    assert (held.state, held.error_code) == (DeliveryState.HELD, "sale_order_cancelled")

    # when the person does what the remedy says
    world.by_hand().call("sale.order", "action_draft", [1])
    deliveries.again(held, actor="zoe")
    assert world.attempt(held).state == DeliveryState.DELIVERED
    world.assert_once()


def test_an_invoice_that_was_cancelled_is_made_again(world: World) -> None:
    delivery = world.delivery()
    world.sandbox.fault("drop", model="account.move", method="action_post")
    world.attempt(delivery)
    world.by_hand().call("account.move", "button_cancel", [1])

    assert world.attempt(delivery).state == DeliveryState.DELIVERED
    assert sorted(move["state"] for move in world.rows("account.move")) == ["cancel", "posted"]


def test_an_invoice_that_vanishes_before_it_is_posted_waits_for_a_person(
    world: World, just_before: Callable[[str, Hand], None]
) -> None:
    just_before("account.move.action_post", lambda odoo: odoo.call("account.move", "unlink", [1]))

    held = world.attempt(world.delivery())

    assert (held.state, held.error_code) == (DeliveryState.HELD, "invoice_gone")


def test_an_invoice_that_somebody_posted_with_other_amounts_is_held(world: World) -> None:
    delivery = world.delivery()
    world.sandbox.fault("drop", model="account.move", method="action_post")
    world.attempt(delivery)
    odoo = world.by_hand()
    [line] = odoo.search_read("account.move.line", [["display_type", "=", "product"]], ["quantity"])
    odoo.call("account.move", "write", [1], vals={"invoice_line_ids": [[1, line["id"], {"quantity": 1}]]})
    post(odoo)

    held = world.attempt(delivery)

    assert (held.state, held.error_code) == (DeliveryState.HELD, "totals_differ")
    assert "the shop says 49.00" in held.error_cause
    assert "says 24.50" in held.error_cause
