"""Payments are booked once each in the journal that people chose, and settle what they were paid for."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from hub.models import Delivery, DeliveryState
from hub.order import Payment
from hub.order.vocabulary import PaymentStatus
from odoo_bridge.bridge.waiting import release_journals
from odoo_bridge.models import PaymentMapping
from odoo_bridge.models.policy import DeliverWhen
from tests.factories import PLACED_AT
from tests.odoo_bridge.deliver.afterwards import LATER, amounts, invoices, later, notes, refund
from tests.odoo_bridge.world import World, story

pytestmark = pytest.mark.odoo

CARD = Payment(method="card", amount=Decimal("49.00"), paid_at=PLACED_AT, reference="ch_1")


@pytest.fixture
def paid(world: World) -> World:
    """A shop whose payments are registered, with a journal for cards."""
    world.policy.register_payment = True
    world.policy.save()
    choose(world, "card")
    return world


def choose(world: World, method: str) -> None:
    [bank] = [
        row
        for row in world.rows("account.journal")
        if row["type"] == "bank" and row["company_id"] == world.company
    ]
    PaymentMapping.objects.update_or_create(
        connection=world.connection, shop=world.shop, method=method, defaults={"journal_id": bank["id"]}
    )


def payments(world: World) -> list[dict[str, Any]]:
    return world.rows("account.payment")


def assert_delivered(delivery: Delivery) -> None:
    assert delivery.state == DeliveryState.DELIVERED, (delivery.error_code, delivery.error_cause)


def test_a_payment_settles_the_invoice(paid: World) -> None:
    done = paid.delivered(payments=(CARD,))

    [payment] = payments(paid)
    assert (payment["payment_type"], payment["amount"]) == ("inbound", Decimal("49.00"))
    assert str(payment["date"]) == "2026-11-21"
    assert payment[paid.connection.features["payment_memo_field"]] == "#4711 ch_1"
    assert invoices(paid)[0]["payment_state"] == "paid"
    assert f"49.00 EUR ({invoices(paid)[0]['name']})" in story(done)


def test_without_the_policy_nothing_is_booked(world: World) -> None:
    world.delivered(payments=(CARD,))

    assert not payments(world)


def test_a_method_without_journal_waits_for_a_person(paid: World) -> None:
    held = paid.attempt(paid.delivery(payments=(replace(CARD, method="voucher"),)))
    assert (held.state, held.error_code) == (DeliveryState.HELD, "journal_missing")
    assert held.waits_for == "journal:lampes-fr:voucher"
    assert invoices(paid)[0]["state"] == "posted"

    # when a person chooses one
    choose(paid, "voucher")
    assert release_journals(paid.connection) == 1

    assert_delivered(paid.attempt(held))
    assert invoices(paid)[0]["payment_state"] == "paid"


def test_partial_payments_settle_the_invoice_bit_by_bit(paid: World) -> None:
    paid.policy.deliver_when = DeliverWhen.CONFIRMED
    paid.policy.save()
    first = replace(CARD, amount=Decimal("10.00"))
    paid.delivered(payments=(first,), payment_status=PaymentStatus.PARTIALLY_PAID)
    assert invoices(paid)[0]["payment_state"] == "partial"

    rest = replace(CARD, amount=Decimal("39.00"), reference="ch_2")
    assert_delivered(paid.attempt(later(paid, payments=(first, rest))))

    assert [f"{row['amount']:.2f}" for row in payments(paid)] == ["10.00", "39.00"]
    assert invoices(paid)[0]["payment_state"] == "paid"


def test_an_over_payment_stays_open_as_a_credit(paid: World) -> None:
    assert_delivered(paid.delivered(payments=(replace(CARD, amount=Decimal("60.00")),)))

    assert invoices(paid)[0]["payment_state"] == "paid"
    left = [row["amount_residual"] for row in paid.rows("account.move.line") if row["payment_id"]]
    assert Decimal(-11) in left


def test_two_payments_of_one_reference_are_two(paid: World) -> None:
    half = replace(CARD, amount=Decimal("24.50"))
    paid.delivered(payments=(half, half))

    assert len(payments(paid)) == 2
    assert invoices(paid)[0]["payment_state"] == "paid"


def test_a_payment_that_is_seen_again_is_not_booked_again(paid: World) -> None:
    paid.delivered(payments=(CARD,))
    paid.line.heard.clear()

    assert_delivered(paid.attempt(later(paid, payments=(CARD,), tags=("vip",))))

    assert not paid.line.heard


def test_what_was_paid_while_the_policy_was_off_is_left_to_people(world: World) -> None:
    world.delivered(payments=(CARD,))
    world.policy.register_payment = True
    world.policy.save()

    assert_delivered(world.attempt(later(world, payments=(CARD,), refunds=(refund("r1", gross="5.00"),))))

    assert [row["payment_type"] for row in payments(world)] == []


def test_money_given_back_settles_the_credit_note(paid: World) -> None:
    paid.delivered(payments=(CARD,))

    assert_delivered(paid.attempt(later(paid, payments=(CARD,), refunds=(refund("r1", gross="9.00"),))))

    assert [(row["payment_type"], f"{row['amount']:.2f}") for row in payments(paid)] == [
        ("inbound", "49.00"),
        ("outbound", "9.00"),
    ]
    assert [row["payment_state"] for row in (*invoices(paid), *notes(paid))] == ["paid", "paid"]


def test_an_order_refunded_before_its_delivery_is_paid_credited_and_paid_back(paid: World) -> None:
    paid.delivered(payments=(CARD,), refunds=(refund("r1", gross="9.00"),))

    assert len(payments(paid)) == 2
    assert [row["payment_state"] for row in (*invoices(paid), *notes(paid))] == ["paid", "paid"]


def test_money_that_goes_back_after_the_cancellation_settles_its_credit_note(paid: World) -> None:
    paid.delivered(payments=(CARD,))
    cancelled: dict[str, Any] = {"payments": (CARD,), "cancelled_at": LATER}
    assert_delivered(paid.attempt(later(paid, **cancelled)))

    back = refund("r1", gross="49.00")
    assert_delivered(paid.attempt(later(paid, hours=2, **cancelled, refunds=(back,))))

    assert amounts(notes(paid)) == ["49.00"]
    assert notes(paid)[0]["payment_state"] == "paid"


def test_an_unpaid_order_is_given_no_money_back(paid: World) -> None:
    paid.policy.deliver_when = DeliverWhen.CONFIRMED
    paid.policy.save()
    unpaid: dict[str, Any] = {"payments": (), "payment_status": PaymentStatus.PENDING}
    paid.delivered(**unpaid)

    assert_delivered(paid.attempt(later(paid, **unpaid, refunds=(refund("r1", gross="9.00"),))))

    assert not payments(paid)
    assert invoices(paid)[0]["amount_residual"] == Decimal(40)


def test_a_foreign_payment_and_its_refund_stay_in_their_currency(paid: World) -> None:
    paid.delivered(payments=(CARD,), currency="USD", refunds=(refund("r1", gross="9.00"),))

    assert [f"{row['amount']:.2f}" for row in payments(paid)] == ["49.00", "9.00"]
    currencies = {row["id"]: row["name"] for row in paid.rows("res.currency")}
    entries = (*invoices(paid), *notes(paid), *payments(paid))
    assert {currencies[row["currency_id"]] for row in entries} == {"USD"}
    assert [row["payment_state"] for row in (*invoices(paid), *notes(paid))] == ["paid", "paid"]
