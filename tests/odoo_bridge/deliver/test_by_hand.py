"""People work in Odoo too, also in the middle of a delivery."""

from collections.abc import Callable
from typing import Any

import pytest

from hub import deliveries
from hub.models import DeliveryState
from odoo_bridge.odoo.transports.wire import Answer, Wire
from tests.odoo_bridge.world import World

pytestmark = pytest.mark.odoo

Hand = Callable[[World], None]


def sale(world: World) -> int:
    return int(world.only("sale.order")["id"])


def of_invoice(world: World, method: str) -> None:
    world.by_hand().call("account.move", method, [world.state_of_invoice()["id"]])


def confirm(world: World) -> None:
    world.by_hand().call("sale.order", "action_confirm", [sale(world)])


def invoice(world: World) -> None:
    odoo, order = world.by_hand(), sale(world)
    context = {"active_model": "sale.order", "active_ids": [order], "active_id": order}
    values = {"advance_payment_method": "delivered", "sale_order_ids": [[6, 0, [order]]]}
    wizard = odoo.call("sale.advance.payment.inv", "create", context=context, vals_list=[values])
    odoo.call("sale.advance.payment.inv", "create_invoices", wizard, context=context)


def post(world: World) -> None:
    of_invoice(world, "action_post")


@pytest.fixture
def just_before(world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Hand], None]:
    """`just_before("sale.order.action_confirm", confirm)`: somebody is quicker than the bridge."""
    send = Wire.post

    def let(call: str, hand: Hand) -> None:
        def raced(self: Wire, path: str, body: Any, headers: Any, name: str) -> Answer:
            if name == call:
                monkeypatch.setattr(Wire, "post", send)
                hand(world)
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
    world.breaks("drop", "sale.order.action_confirm")
    world.attempt(delivery)

    for hand in done:
        hand(world)

    assert world.attempt(delivery).state == DeliveryState.DELIVERED
    world.assert_once()


def interrupted(world: World) -> Any:
    delivery = world.delivery()
    world.breaks("drop", "sale.order.action_confirm")
    return world.attempt(delivery)


def test_a_deleted_sale_order_waits_for_a_person(world: World) -> None:
    delivery = interrupted(world)
    world.by_hand().call("sale.order", "unlink", [sale(world)])

    held = world.attempt(delivery)

    assert (held.state, held.error_code) == (DeliveryState.HELD, "sale_order_gone")
    assert not world.rows("sale.order")


def test_a_cancelled_sale_order_waits_for_a_person_and_goes_on(world: World) -> None:
    delivery = interrupted(world)
    world.by_hand().call("sale.order", "action_cancel", [sale(world)])

    held = world.attempt(delivery)
    assert (held.state, held.error_code) == (DeliveryState.HELD, "sale_order_cancelled")

    # when the person does what the remedy says
    world.by_hand().call("sale.order", "action_draft", [sale(world)])
    deliveries.again(held, actor="zoe")
    assert world.attempt(held).state == DeliveryState.DELIVERED
    world.assert_once()


def test_an_invoice_that_was_cancelled_is_made_again_where_odoo_does_so(world: World) -> None:
    delivery = world.delivery()
    world.breaks("drop", "account.move.action_post")
    world.attempt(delivery)
    of_invoice(world, "button_cancel")

    done = world.attempt(delivery)

    if done.state == DeliveryState.HELD:  # 19 goes on counting the goods as invoiced
        assert done.error_code == "invoice_cancelled"
        assert world.sale_name in done.error_cause
        # when the person does what the remedy says
        of_invoice(world, "button_draft")
        deliveries.again(done, actor="zoe")
        done = world.attempt(done)
    assert done.state == DeliveryState.DELIVERED, done.error_cause
    states = [row["state"] for row in world.rows("account.move")]
    assert states.count("posted") == 1
    assert set(states) <= {"posted", "cancel"}


def test_an_invoice_that_vanishes_before_it_is_posted_waits_for_a_person(
    world: World, just_before: Callable[[str, Hand], None]
) -> None:
    just_before("account.move.action_post", lambda world: of_invoice(world, "unlink"))

    held = world.attempt(world.delivery())

    assert (held.state, held.error_code) == (DeliveryState.HELD, "invoice_gone")


def test_an_invoice_that_somebody_posted_with_other_amounts_is_held(world: World) -> None:
    delivery = world.delivery()
    world.breaks("drop", "account.move.action_post")
    world.attempt(delivery)
    [line] = [row for row in world.rows("account.move.line") if row["display_type"] == "product"]
    fewer = [[1, line["id"], {"quantity": 1}]]
    world.by_hand().call("account.move", "write", [line["move_id"]], vals={"invoice_line_ids": fewer})
    post(world)

    held = world.attempt(delivery)

    assert (held.state, held.error_code) == (DeliveryState.HELD, "totals_differ")
    assert "the shop says 49.00" in held.error_cause
    assert "says 24.50" in held.error_cause
