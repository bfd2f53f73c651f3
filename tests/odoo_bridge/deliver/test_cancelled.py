"""What the shop calls off is cancelled in Odoo, and what was invoiced of it is credited."""

from typing import Any

import pytest

from hub import deliveries
from hub.models import Delivery, DeliveryState
from hub.order.vocabulary import PaymentStatus, Status
from odoo_bridge.models import InvoicePolicy
from tests.odoo_bridge.deliver.afterwards import LATER, TWO_LAMPS, amounts, invoices, later, notes, refund
from tests.odoo_bridge.world import World, story

pytestmark = pytest.mark.odoo

CANCELLED: dict[str, Any] = {"status": Status.CANCELLED, "cancelled_at": LATER}


def cancelled(world: World, **changes: Any) -> Delivery:
    """What became of a delivered order that the shop cancelled then."""
    return world.attempt(later(world, **{**CANCELLED, **changes}))


def states(world: World) -> list[str]:
    return [row["state"] for row in world.rows("sale.order")]


def test_a_posted_invoice_is_credited_in_full_and_the_order_cancelled(world: World) -> None:
    world.delivered(lines=TWO_LAMPS)

    done = cancelled(world, lines=TWO_LAMPS)

    assert done.state == DeliveryState.DELIVERED, done.error_cause
    assert states(world) == ["cancel"]
    assert (amounts(invoices(world)), amounts(notes(world))) == (["169.00"], ["169.00"])
    assert invoices(world)[0]["payment_state"] == "reversed"
    assert "It was cancelled." in story(done)


def test_what_was_refunded_before_is_not_credited_twice(world: World) -> None:
    world.delivered(lines=TWO_LAMPS)
    first = refund("r1", TWO_LAMPS[0])
    world.attempt(later(world, lines=TWO_LAMPS, refunds=(first,)))

    cancelled(world, hours=2, lines=TWO_LAMPS, refunds=(first,))

    assert amounts(notes(world)) == ["49.00", "120.00"]
    assert invoices(world)[0]["amount_residual"] == 0


def test_cancelled_and_refunded_at_once_is_credited_once(world: World) -> None:
    world.delivered()

    done = cancelled(world, refunds=(refund("r1", gross="49.00"),), payment_status=PaymentStatus.REFUNDED)

    assert done.state == DeliveryState.DELIVERED, done.error_cause
    assert (states(world), amounts(notes(world))) == (["cancel"], ["49.00"])


def test_a_refund_that_follows_the_cancellation_is_in_its_credit_note(world: World) -> None:
    world.delivered()
    cancelled(world)

    done = cancelled(world, hours=2, refunds=(refund("r1", gross="49.00"),))

    assert done.state == DeliveryState.DELIVERED, done.error_cause
    assert amounts(notes(world)) == ["49.00"]


def test_lines_that_vanish_with_the_cancellation_are_credited_as_they_were_sold(world: World) -> None:
    world.delivered(lines=TWO_LAMPS)

    done = cancelled(world, lines=TWO_LAMPS[:1])

    assert done.state == DeliveryState.DELIVERED, done.error_cause
    assert amounts(notes(world)) == ["169.00"]


@pytest.mark.parametrize("policy", [InvoicePolicy.NEVER, InvoicePolicy.DRAFT])
def test_without_posted_invoice_the_order_is_simply_cancelled(world: World, policy: str) -> None:
    world.policy.invoice = policy
    world.policy.save()
    world.delivered()

    assert cancelled(world).state == DeliveryState.DELIVERED

    assert states(world) == ["cancel"]
    assert not notes(world)
    assert all(invoice["state"] == "cancel" for invoice in invoices(world))


def test_draft_credit_notes_go_with_their_draft_invoice(world: World) -> None:
    world.policy.invoice = InvoicePolicy.DRAFT
    world.policy.save()
    world.delivered()
    back = (refund("r1", gross="9.00"),)
    world.attempt(later(world, refunds=back))

    assert cancelled(world, hours=2, refunds=back).state == DeliveryState.DELIVERED

    assert [row["state"] for row in (*invoices(world), *notes(world))] == ["cancel", "cancel"]


def test_a_quotation_is_cancelled_before_it_is_confirmed(world: World) -> None:
    first = world.delivery()
    world.breaks("drop", "sale.order.action_confirm")
    world.attempt(first)

    assert cancelled(world).state == DeliveryState.DELIVERED

    assert states(world) == ["cancel"]
    assert not invoices(world)


@pytest.mark.sandbox
def test_a_quotation_that_nobody_heard_of_is_cancelled_too(world: World) -> None:
    # given an order that Odoo has, and nobody heard that it has it
    world.sandbox.fault("cut", model="sale.order", method="load")
    world.attempt(world.delivery())

    done = cancelled(world)

    # then no quotation stays that somebody could take for a sale
    assert done.state == DeliveryState.DELIVERED, done.error_cause
    assert states(world) == ["cancel"]
    assert not invoices(world)


def test_a_locked_order_waits_for_a_person_and_goes_on(world: World) -> None:
    world.delivered()
    [order] = world.rows("sale.order")
    world.by_hand().call("sale.order", "write", [order["id"]], vals={"locked": True})

    held = cancelled(world)

    assert (held.state, held.error_code) == (DeliveryState.HELD, "cancel_refused")
    assert "You cannot cancel a locked order" in held.error_cause
    # when the person does what the remedy says
    world.by_hand().call("sale.order", "write", [order["id"]], vals={"locked": False})
    deliveries.again(held, actor="zoe")
    assert world.attempt(held).state == DeliveryState.DELIVERED
    assert (states(world), amounts(notes(world))) == (["cancel"], ["49.00"])


def test_somebody_who_cancelled_in_odoo_before_did_the_same(world: World) -> None:
    world.delivered()
    [order] = world.rows("sale.order")
    world.by_hand().call(
        "sale.order", "action_cancel", [order["id"]], context={"disable_cancel_warning": True}
    )

    assert cancelled(world).state == DeliveryState.DELIVERED

    assert (states(world), amounts(notes(world))) == (["cancel"], ["49.00"])


def test_an_invoice_that_people_made_is_theirs_to_credit(world: World) -> None:
    world.policy.invoice = InvoicePolicy.NEVER
    world.policy.save()
    world.delivered()
    odoo = world.by_hand()
    sale = world.only("sale.order")["id"]
    context = {"active_model": "sale.order", "active_ids": [sale], "active_id": sale}
    values = {"advance_payment_method": "delivered", "sale_order_ids": [[6, 0, [sale]]]}
    wizard = odoo.call("sale.advance.payment.inv", "create", context=context, vals_list=[values])
    odoo.call("sale.advance.payment.inv", "create_invoices", wizard, context=context)
    odoo.call("account.move", "action_post", [invoices(world)[0]["id"]])

    held = cancelled(world)

    assert (held.state, held.error_code) == (DeliveryState.HELD, "invoice_by_hand")
    assert states(world) == ["sale"]


def test_an_order_that_the_shop_takes_up_again_waits_for_a_person(world: World) -> None:
    world.delivered()
    cancelled(world)

    held = world.attempt(later(world, hours=2))

    assert (held.state, held.error_code) == (DeliveryState.HELD, "changed_after_delivery")
    assert "it is cancelled in Odoo and not at the shop" in held.error_cause


@pytest.mark.sandbox
@pytest.mark.parametrize("kind", ["cut", "drop"])
@pytest.mark.parametrize(
    "call", ["account.move.load", "account.move.action_post", "sale.order.action_cancel"]
)
def test_an_order_that_is_taken_up_again_while_it_is_cancelled_waits_for_a_person(
    world: World, kind: str, call: str
) -> None:
    # given a cancellation, and nobody heard how far it came
    world.delivered()
    model, _, method = call.rpartition(".")
    world.sandbox.fault(kind, model=model, method=method)
    cancelled(world)

    held = world.attempt(later(world, hours=2))

    assert (held.state, held.error_code) == (DeliveryState.HELD, "changed_after_delivery")
    # and what a person declared done stays settled
    deliveries.declare_done(held, actor="zoe", reason="put right in Odoo")
    touched = world.attempt(later(world, hours=3, tags=("vip",)))
    assert touched.state == DeliveryState.DELIVERED, touched.error_cause


def test_a_cancelled_order_that_is_touched_again_is_nothing_new(world: World) -> None:
    world.delivered()
    cancelled(world)
    world.line.heard.clear()

    touched = cancelled(world, hours=2, tags=("old",))

    assert touched.state == DeliveryState.DELIVERED
    assert not world.line.heard
