"""Credit slips as PrestaShop's `OrderSlip::create` makes them, for consumers and for professionals.

For a customer whose group sees prices without tax it writes `amount` without tax; a slip that leaves the
voucher out (type 1) keeps the goods' full amount and lets the printed total subtract the cart rules.
"""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from channels.prestashop import channel
from hub.order import Order, Refund
from hub.order.vocabulary import LineKind, PaymentStatus
from hub.ports import Account

FIXTURES = Path(channel.__file__).parent / "fixtures"


def normalize(document: Any) -> Order:
    return channel.PrestaShop().normalize(document, Account(shop="boutique", credentials={}))


def refunded(name: str, *slips: dict[str, Any], professional: bool = False) -> Order:
    """A recorded order with these credit slips."""
    document = json.loads((FIXTURES / f"{name}.raw.json").read_text(encoding="utf-8"))
    document["order_slips"] = list(slips)
    if professional:
        (customer,) = document["customers"]
        document["groups"] = [{"id": int(customer["id_default_group"]), "price_display_method": "1"}]
    return normalize(document)


def slip(
    amount: str,
    lines: list[tuple[str, str, str, str]] = [],  # noqa: B006 - never changed
    *,
    shipping: tuple[str, str] = ("0", "0"),
    kind: str = "0",
    slip_id: int = 9,
) -> dict[str, Any]:
    """A slip with lines of (order line, quantity, without tax, with tax) and shipping (without, with)."""
    rows = [
        {
            "id_order_detail": line,
            "product_quantity": quantity,
            "amount_tax_excl": net,
            "amount_tax_incl": gross,
        }
        for line, quantity, net, gross in lines
    ]
    goods = [sum((Decimal(row[f"amount_tax_{end}"]) for row in rows), Decimal(0)) for end in ("excl", "incl")]
    return {
        "id": slip_id,
        "date_add": "2026-11-22 10:00:00",
        "amount": amount,
        "shipping_cost_amount": shipping[1],
        "total_products_tax_excl": str(goods[0]),
        "total_products_tax_incl": str(goods[1]),
        "total_shipping_tax_excl": shipping[0],
        "total_shipping_tax_incl": shipping[1],
        "order_slip_type": kind,
        **({"associations": {"order_slip_details": rows}} if rows else {}),
    }


TWO_RATES = [("9", "1", "16.660000", "19.990000"), ("10", "1", "14.220000", "15.000000")]
FREIGHT = ("7.000000", "8.400000")

# name → slip, seen without tax, gross, tax. Sums by hand.
SLIPS: dict[str, tuple[dict[str, Any], bool, str, str]] = {
    "goods": (slip("34.990000", TWO_RATES), False, "34.99", "4.11"),
    "goods, the customer sees no tax": (slip("30.880000", TWO_RATES), True, "34.99", "4.11"),
    "goods and freight": (
        slip("34.990000", TWO_RATES, shipping=FREIGHT, kind="2"),
        False,
        "43.39",
        "5.51",
    ),
    "goods and freight, the customer sees no tax": (
        slip("30.880000", TWO_RATES, shipping=FREIGHT, kind="2"),
        True,
        "43.39",
        "5.51",
    ),
    "freight alone": (slip("0.000000", shipping=FREIGHT, kind="2"), False, "8.40", "1.40"),
    "freight alone, the customer sees no tax": (
        slip("0.000000", shipping=FREIGHT, kind="2"),
        True,
        "8.40",
        "1.40",
    ),
    "an amount typed by hand": (
        slip("17.500000", TWO_RATES, kind="2"),
        False,
        "17.50",
        "2.06",  # 4.11 × 17.50 / 34.99
    ),
    "an amount typed by hand, with freight": (
        slip("17.500000", TWO_RATES, shipping=FREIGHT, kind="2"),
        False,
        "25.90",
        "3.46",
    ),
    "an amount without lines, with freight": (
        slip("20.000000", shipping=FREIGHT, kind="2"),
        False,
        "28.40",
        "1.40",
    ),
    "money, no piece": (slip("5.000000", [("9", "0", "4.170000", "5.000000")]), False, "5.00", "0.83"),
    "an amount that PrestaShop did not round": (
        slip("19.991667", [("9", "1", "16.660000", "19.990000")]),
        False,
        "19.99",
        "3.33",
    ),
}


def check_sums(refund: Refund) -> None:
    """Lines are worth what was given back, but for what belongs to none of them."""
    assert sum((line.gross for line in refund.lines), Decimal(0)) <= refund.gross
    assert all(line.tax == sum((part.amount for part in line.taxes), Decimal(0)) for line in refund.lines)


@pytest.mark.parametrize(("given", "professional", "gross", "tax"), SLIPS.values(), ids=SLIPS)
def test_what_a_slip_gives_back(given: dict[str, Any], professional: bool, gross: str, tax: str) -> None:
    (refund,) = refunded("b2c_fr_mixed_rates", given, professional=professional).refunds

    assert (refund.gross, refund.tax) == (Decimal(gross), Decimal(tax))
    check_sums(refund)


def test_freight_is_given_back_as_it_was_charged_whatever_was_typed_for_the_goods() -> None:
    given = slip("17.500000", TWO_RATES, shipping=FREIGHT, kind="2")

    (refund,) = refunded("b2c_fr_mixed_rates", given).refunds

    (freight,) = [line for line in refund.lines if line.kind is LineKind.SHIPPING]
    assert (freight.net, freight.gross) == (Decimal("7.00"), Decimal("8.40"))


def test_everything_without_the_voucher_is_what_was_paid_without_freight() -> None:
    # given an order of goods for 44.99 and freight of 8.40, less a voucher of 5.00: 48.39 were paid
    lines = [
        ("34", "1", "16.660000", "19.990000"),
        ("35", "1", "14.220000", "15.000000"),
        ("36", "1", "9.090000", "10.000000"),
    ]
    given = slip("44.990000", lines, kind="1")

    order = refunded("coupon_amount_ttc", given)

    (refund,) = order.refunds
    assert refund.gross == Decimal("39.99")
    assert refund.net == Decimal("39.97") - Decimal("4.44")
    assert [line.gross for line in refund.lines if line.kind is LineKind.DISCOUNT] == [Decimal("-5.00")]
    assert order.payment_status is PaymentStatus.PARTIALLY_REFUNDED


def test_two_slips_for_one_line() -> None:
    first, second = (
        slip(gross, [("9", "1", net, gross)], slip_id=number)
        for number, net, gross in ((8, "16.660000", "19.990000"), (9, "16.660000", "19.990000"))
    )

    order = refunded("b2c_fr_mixed_rates", first, second)

    assert [refund.gross for refund in order.refunds] == [Decimal("19.99"), Decimal("19.99")]
