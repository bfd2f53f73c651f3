"""What the shop gives back becomes credit notes: to the cent, each once, set off against its invoice."""

from dataclasses import replace
from decimal import Decimal

import pytest

from hub import deliveries
from hub.models import Delivery, DeliveryState
from hub.order import Customer, Line
from hub.order.vocabulary import LineKind, PaymentStatus
from odoo_bridge.bridge.process import run_once
from odoo_bridge.models import InvoicePolicy
from tests.factories import line
from tests.odoo_bridge.deliver.afterwards import (
    LATER,
    TWO_LAMPS,
    amounts,
    invoices,
    later,
    notes,
    part,
    refund,
)
from tests.odoo_bridge.world import World, story

pytestmark = pytest.mark.odoo

PARTLY = PaymentStatus.PARTIALLY_REFUNDED


def refunded(world: World, *refunds: object, hours: int = 1, **changes: object) -> Delivery:
    """What became of a delivered order that the shop refunded then."""
    return world.attempt(later(world, hours=hours, refunds=refunds, payment_status=PARTLY, **changes))


def assert_delivered(delivery: Delivery) -> None:
    assert delivery.state == DeliveryState.DELIVERED, (delivery.error_code, delivery.error_cause)


@pytest.mark.parametrize("included", [True, False])
def test_a_refunded_line_becomes_a_posted_credit_note(world: World, included: bool) -> None:
    world.delivered(prices_include_tax=included)

    done = refunded(world, refund("r1", part(line(), "24.50")), prices_include_tax=included)

    assert_delivered(done)
    [note], [invoice] = notes(world), invoices(world)
    assert (note["state"], note["reversed_entry_id"]) == ("posted", invoice["id"])
    assert note["amount_total"] == Decimal("24.50")
    assert note["partner_id"] == invoice["partner_id"]
    assert done.result["credit_notes"] == [note["name"]]
    assert f"Credit note finished for refund r1: {note['name']}" in story(done)


def test_an_open_invoice_is_lowered_by_the_credit_note(world: World) -> None:
    world.delivered()

    refunded(world, refund("r1", part(line(), "24.50")))

    [note], [invoice] = notes(world), invoices(world)
    assert (note["payment_state"], invoice["payment_state"]) == ("paid", "partial")
    assert invoice["amount_residual"] == Decimal("24.50")


def test_the_sale_order_stays_invoiced(world: World) -> None:
    world.delivered()

    refunded(world, refund("r1", line()))

    assert world.only("sale.order")["invoice_status"] == "invoiced"


def test_several_refunds_at_once_are_notes_of_their_own_on_the_right_invoice(world: World) -> None:
    # given two customers whose orders are refunded in one batch, one of them twice
    world.delivered(lines=TWO_LAMPS)
    other = Customer(email="other@example.com", name="Other")
    world.delivered("4712", lines=TWO_LAMPS, customer=other)
    twice = (refund("r1", gross="5.00"), refund("r2", gross="7.00"))
    later(world, lines=TWO_LAMPS, refunds=twice, payment_status=PARTLY)
    once = (refund("r3", gross="9.00"),)
    world.delivery(
        "4712", lines=TWO_LAMPS, customer=other, refunds=once, payment_status=PARTLY, updated_at=LATER
    )

    run_once()

    assert sorted(amounts(notes(world))) == ["5.00", "7.00", "9.00"]
    left = [f"{invoice['amount_residual']:.2f}" for invoice in invoices(world)]
    assert left == ["157.00", "160.00"]
    assert all(note["payment_state"] == "paid" for note in notes(world))


def test_a_further_refund_adds_only_its_own_note(world: World) -> None:
    world.delivered()
    first = refund("r1", part(line(), "24.50"))
    refunded(world, first)

    assert_delivered(refunded(world, first, refund("r2", gross="4.50"), hours=2))

    assert amounts(notes(world)) == ["24.50", "4.50"]


def test_a_refund_that_is_seen_again_asks_nothing_of_odoo(world: World) -> None:
    world.delivered()
    refunded(world, refund("r1", gross="5.00"))
    world.line.heard.clear()

    done = refunded(world, refund("r1", gross="5.00"), hours=2, tags=("vip",))

    assert_delivered(done)
    assert not world.line.heard


@pytest.mark.parametrize("included", [True, False])
@pytest.mark.parametrize("sku", ["", "SHIPPING"])
def test_goodwill_stands_on_the_refund_product_with_the_main_tax(
    world: World, included: bool, sku: str
) -> None:
    world.policy.refund_sku = sku
    world.policy.save()
    world.delivered(prices_include_tax=included)

    assert_delivered(refunded(world, refund("r1", gross="9.60"), prices_include_tax=included))

    [note] = notes(world)
    assert (note["amount_total"], note["amount_tax"]) == (Decimal("9.60"), Decimal("1.60"))
    [sold] = [
        row for row in world.rows("account.move.line") if row["move_id"] == note["id"] and row["product_id"]
    ]
    products = {row["id"]: row["default_code"] for row in world.rows("product.product")}
    assert products[sold["product_id"]] == (sku or "DISCOUNT")


def test_shipping_alone_is_given_back_on_the_shipping_product(world: World) -> None:
    sent = replace(line("9", net="4.92"), kind=LineKind.SHIPPING, sku="", title="Post")
    world.delivered(lines=(line(), sent))

    assert_delivered(refunded(world, refund("r1", sent), lines=(line(), sent)))

    [note] = notes(world)
    assert note["amount_total"] == sent.gross


def test_lines_that_explain_only_a_part_get_a_further_line(world: World) -> None:
    world.delivered()
    back = part(line(), "24.50")
    more = replace(refund("r1", back), net=back.net + 3, gross=back.gross + 3)

    assert_delivered(refunded(world, more))

    assert amounts(notes(world)) == ["27.50"]


def test_mixed_rates_keep_their_taxes(world: World) -> None:
    book = line(
        "2", net="10.00", tax_rate="5.5", sku="LMP-02", quantity=Decimal(1), unit_price=Decimal("10.55")
    )
    world.delivered(lines=(line(), book))

    refunded(world, refund("r1", part(line(), "24.50"), book), lines=(line(), book))

    [note] = notes(world)
    assert (note["amount_total"], note["amount_tax"]) == (Decimal("35.05"), Decimal("4.63"))


def test_an_order_refunded_before_its_delivery_is_invoiced_in_full_and_credited(world: World) -> None:
    done = world.delivered(refunds=(refund("r1", gross="9.00"),), payment_status=PARTLY)

    assert (amounts(invoices(world)), amounts(notes(world))) == (["49.00"], ["9.00"])
    assert done.result["credit_notes"]


def test_an_order_refunded_in_full_before_its_delivery_is_not_due(world: World) -> None:
    back = (refund("r1", line()),)
    ended = world.attempt(world.delivery(refunds=back, payment_status=PaymentStatus.REFUNDED))

    assert ended.state == DeliveryState.NOT_DUE
    assert not world.rows("sale.order")


@pytest.mark.sandbox
def test_an_order_refunded_in_full_while_nobody_heard_that_odoo_has_it_is_credited(world: World) -> None:
    world.sandbox.fault("cut", model="sale.order", method="load")
    world.attempt(world.delivery())

    back = (refund("r1", line()),)
    done = world.attempt(later(world, refunds=back, payment_status=PaymentStatus.REFUNDED))

    assert_delivered(done)
    assert (amounts(invoices(world)), amounts(notes(world))) == (["49.00"], ["49.00"])


def test_more_than_was_invoiced_waits_for_a_person(world: World) -> None:
    world.delivered()

    held = refunded(world, refund("r1", gross="49.01"))

    assert (held.state, held.error_code) == (DeliveryState.HELD, "refund_exceeds_invoice")
    assert "49.01 EUR would be credited" in held.error_cause
    assert not notes(world)


def test_a_refund_that_somebody_credited_by_hand_is_not_credited_again(world: World) -> None:
    world.delivered()
    [invoice] = invoices(world)
    odoo = world.by_hand()
    context = {"active_model": "account.move", "active_ids": [invoice["id"]]}
    values = {"reason": "by hand", "journal_id": invoice["journal_id"]}
    wizard = odoo.call("account.move.reversal", "create", context=context, vals_list=[values])
    odoo.call("account.move.reversal", "refund_moves", wizard, context=context)

    held = refunded(world, refund("r1", line()))

    assert (held.state, held.error_code) == (DeliveryState.HELD, "credit_note_by_hand")
    assert len(notes(world)) == 1
    # and what a person declared done stays settled
    deliveries.declare_done(held, actor="zoe", reason="it is this one")
    assert_delivered(refunded(world, refund("r1", line()), hours=2, tags=("vip",)))
    assert len(notes(world)) == 1


@pytest.mark.parametrize(
    ("refunds", "said"), [((), "was taken back"), (("8.00",), "was changed: 9.00 → 8.00")]
)
def test_a_credited_refund_that_changes_waits_for_a_person(
    world: World, refunds: tuple[str, ...], said: str
) -> None:
    world.delivered()
    refunded(world, refund("r1", gross="9.00"))

    held = refunded(world, *(refund("r1", gross=gross) for gross in refunds), hours=2)

    assert (held.state, held.error_code) == (DeliveryState.HELD, "changed_after_delivery")
    assert said in held.error_cause
    assert amounts(notes(world)) == ["9.00"]


@pytest.mark.sandbox
@pytest.mark.parametrize("kind", ["cut", "drop"])
@pytest.mark.parametrize("method", ["load", "action_post"])
def test_a_refund_that_is_taken_back_while_it_is_credited_waits_for_a_person(
    world: World, kind: str, method: str
) -> None:
    # given a refund, and nobody heard how far its credit note came
    world.delivered()
    world.sandbox.fault(kind, model="account.move", method=method)
    refunded(world, refund("r1", gross="9.00"))

    held = refunded(world, hours=2)

    assert (held.state, held.error_code) == (DeliveryState.HELD, "changed_after_delivery")
    assert "the refund r1 was taken back" in held.error_cause
    # and what a person declared done stays settled
    deliveries.declare_done(held, actor="zoe", reason="put right in Odoo")
    assert_delivered(refunded(world, hours=3, tags=("vip",)))


def test_where_invoices_stay_drafts_so_do_credit_notes(world: World) -> None:
    world.policy.invoice = InvoicePolicy.DRAFT
    world.policy.save()
    world.delivered()

    assert_delivered(refunded(world, refund("r1", gross="9.00")))

    assert [(note["state"], f"{note['amount_total']:.2f}") for note in notes(world)] == [("draft", "9.00")]


def test_where_the_hub_makes_no_invoices_a_refund_is_only_told(world: World) -> None:
    world.policy.invoice = InvoicePolicy.NEVER
    world.policy.save()
    world.delivered()

    done = refunded(world, refund("r1", gross="9.00"))

    assert_delivered(done)
    assert "The shop refunded 9.00 EUR. There is no invoice in Odoo to credit." in story(done)
    assert not notes(world)


def test_a_product_that_nobody_can_name_stands_on_the_refund_product(world: World) -> None:
    world.delivered()
    nameless: Line = replace(part(line(), "24.50"), external_id="elsewhere", sku="")

    assert_delivered(refunded(world, refund("r1", nameless)))

    assert amounts(notes(world)) == ["24.50"]
