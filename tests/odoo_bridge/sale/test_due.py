"""Which orders are delivered, by status and policy."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hub.order.vocabulary import PaymentStatus, Status
from odoo_bridge.sale.due import reason_not_due
from tests.factories import line, unified_order

PARIS = ZoneInfo("Europe/Paris")


def reason(
    *, live: bool = True, only_paid: bool = True, placed_from: date | None = None, **changes: Any
) -> str:
    return reason_not_due(
        unified_order(**changes), live=live, only_paid=only_paid, placed_from=placed_from, zone=PARIS
    )


def test_a_paid_open_order_is_due() -> None:
    assert reason() == ""


def test_nothing_is_due_before_the_shop_is_live() -> None:
    assert reason(live=False) == "The shop is not live yet: its orders are read, and nothing is delivered."


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"test": True}, "It is a test order."),
        ({"status": Status.DRAFT}, "Its status is draft."),
        ({"status": Status.PENDING}, "Its status is pending."),
        ({"status": Status.CANCELLED}, "Its status is cancelled."),
        ({"status": Status.UNKNOWN}, "Its status is unknown."),
        ({"payment_status": PaymentStatus.REFUNDED}, "It was refunded before it was delivered."),
        (
            {"payment_status": PaymentStatus.AUTHORIZED},
            "Its payment is authorized; the policy delivers paid orders.",
        ),
    ],
)
def test_what_is_not_due_says_why(changes: dict[str, Any], said: str) -> None:
    assert reason(**changes) == said


@pytest.mark.parametrize("payment", [PaymentStatus.PENDING, PaymentStatus.FAILED, PaymentStatus.VOIDED])
def test_unpaid_orders_only_go_where_the_policy_says_so(payment: PaymentStatus) -> None:
    assert reason(payment_status=payment, only_paid=True)
    assert not reason(payment_status=payment, only_paid=False)


@pytest.mark.parametrize("payment", [PaymentStatus.PENDING, PaymentStatus.UNKNOWN])
def test_an_order_of_nothing_needs_no_payment(payment: PaymentStatus) -> None:
    free = line(net="0.00", unit_price=Decimal(0))

    assert reason(lines=(free,), payments=(), payment_status=payment) == ""


def test_a_refunded_order_is_not_due_under_any_policy() -> None:
    assert reason(payment_status=PaymentStatus.REFUNDED, only_paid=False)


def test_orders_placed_before_the_day_of_the_policy_are_not_due() -> None:
    # half past eleven in the evening of October in London is November in Paris
    halloween = datetime(2026, 10, 31, 23, 30, tzinfo=UTC)

    assert reason(placed_at=halloween, placed_from=date(2026, 11, 1)) == ""
    assert reason(placed_at=halloween, placed_from=date(2026, 11, 2)) == (
        "It was placed on 2026-11-01; the policy delivers orders placed from 2026-11-02 on."
    )
