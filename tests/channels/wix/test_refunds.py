"""Refunds and payments of Wix: what money moved, and for which lines."""

from decimal import Decimal

import pytest

from tests.channels.wix.samples import money, raw, read


def test_without_amounts_a_refunded_line_is_its_share() -> None:
    # given a refund of three of four plates whose breakdown is missing
    document = raw()
    entry = document["transactions"]["refunds"][0]
    entry["details"]["lineItems"][0]["quantity"] = 3
    entry["summary"].pop("breakdown")
    entry["transactions"][0]["amount"] = money("58.90")

    # when
    refund = read(document).refunds[0]

    # then
    assert [(str(line.net), str(line.gross)) for line in refund.lines] == [
        ("45.00", "54.00"),
        ("4.08", "4.90"),
    ]
    assert (refund.net, refund.tax) == (Decimal("49.08"), Decimal("9.82"))


def test_money_that_belongs_to_no_line_has_no_tax() -> None:
    document = raw()
    document["transactions"]["refunds"][0]["transactions"][0]["amount"] = money("50.90")

    refund = read(document).refunds[0]

    assert (refund.gross, refund.tax) == (Decimal("50.90"), Decimal("6.82"))


def test_a_refund_of_which_only_a_part_succeeded_has_no_lines() -> None:
    document = raw()
    entry = document["transactions"]["refunds"][0]
    entry["transactions"] = [
        {"amount": money("20.00"), "refundStatus": "SUCCEEDED"},
        {"amount": money("20.90"), "refundStatus": "FAILED"},
    ]

    refund = read(document).refunds[0]

    assert (refund.gross, refund.tax, refund.lines) == (Decimal(20), Decimal(0), ())


@pytest.mark.parametrize("word", ["PENDING", "FAILED", "SCHEDULED", "STARTED", "OF_NEXT_YEAR", None])
def test_money_that_did_not_move_is_no_refund(word: str | None) -> None:
    document = raw()
    document["transactions"]["refunds"][0]["transactions"][0]["refundStatus"] = word

    assert read(document).refunds == ()


def test_a_line_that_was_edited_out_is_not_refunded_twice() -> None:
    document = raw()
    entry = document["transactions"]["refunds"][0]
    entry["details"]["lineItems"].append({"lineItemId": "gone", "quantity": 1})

    assert [line.external_id for line in read(document).refunds[0].lines][-1] == "shipping"


def test_fees_are_refunded_under_their_own_id() -> None:
    document = raw("additional_fee")
    fee = document["order"]["additionalFees"][0]["id"]
    details = {"additionalFees": [{"additionalFeeId": fee, "amount": money("4.80")}]}
    entry = {
        "id": "r-1",
        "createdDate": "2026-11-17T08:00:00Z",
        "details": details,
        "transactions": [{"amount": money("4.80"), "refundStatus": "SUCCEEDED"}],
    }
    document["transactions"] = {"orderId": document["order"]["id"], "payments": [], "refunds": [entry]}

    refund = read(document).refunds[0]

    assert [(line.external_id, line.net, line.tax) for line in refund.lines] == [
        (fee, Decimal("4.00"), Decimal("0.80"))
    ]


def test_without_transactions_the_balance_tells_the_sums() -> None:
    document = raw()
    document["transactions"] = None

    order = read(document)

    assert [payment.amount for payment in order.payments] == [Decimal("135.90")]
    assert [(refund.gross, refund.tax) for refund in order.refunds] == [(Decimal("40.90"), Decimal(0))]


@pytest.mark.parametrize(
    ("word", "received"),
    [
        ("APPROVED", True),
        ("REFUNDED", True),
        ("PARTIALLY_REFUNDED", True),
        ("AUTHORIZED", False),
        ("PENDING", False),
        ("PENDING_MERCHANT", False),
        ("VOIDED", False),
        ("DECLINED", False),
        ("OF_NEXT_YEAR", False),
    ],
)
def test_only_money_that_came_is_a_payment(word: str, received: bool) -> None:
    document = raw()
    document["transactions"]["payments"][0]["status"] = word

    assert bool(read(document).payments) == received


def test_fields_that_leave_in_2026_are_not_needed() -> None:
    document = raw()
    details = document["transactions"]["payments"][0]["regularPaymentDetails"]
    del details["paymentMethod"], details["status"]

    payment = read(document).payments[0]

    assert (payment.method, payment.reference) == ("Carte", "pi_3Q10046")
