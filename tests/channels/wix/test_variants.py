"""Orders that real sites send and that no sample shows, built from prices and rates by the API's types."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from channels.wix import channel
from hub.order import Order
from hub.order.vocabulary import LineKind, Origin, PaymentStatus
from hub.ports import Account

MOMENT = "2026-11-20T10:15:00.000Z"


def normalize(order: Any, transactions: Any = None) -> Order:
    return channel.Wix().normalize(
        {"order": order, "transactions": transactions}, Account(shop="site", credentials={})
    )


def money(amount: Decimal | str) -> dict[str, str]:
    return {"amount": str(amount), "formattedAmount": f"{amount} €"}


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


class Built:
    """An order in the making: prices as the site shows them, with tax inside or on top."""

    def __init__(self, *, included: bool) -> None:
        self.included = included
        self.items: list[dict[str, Any]] = []
        self.fees: list[dict[str, Any]] = []
        self.freight: dict[str, Any] = {}
        self.gross = self.tax = Decimal(0)

    def item(
        self, price: str, quantity: str = "1", off: str = "0", rate: str = "0.2", preset: str = "PHYSICAL"
    ) -> "Built":
        """A line of goods; what is measured has a quantity with decimals, and Wix then says 1."""
        net, tax = self._sold(Decimal(price) * Decimal(quantity) - Decimal(off), rate)
        measured = "." in quantity
        self.items.append(
            {
                "id": f"00000000-0000-0000-0000-{len(self.items):012}",
                "productName": {"original": "Article"},
                "quantity": 1 if measured else int(quantity),
                **({"decimalQuantity": quantity} if measured else {}),
                "price": money(price),
                "priceBeforeDiscounts": money(price),
                "totalDiscount": money(off),
                "totalPriceBeforeTax": money(net),
                "totalPriceAfterTax": money(net + tax),
                "itemType": {"preset": preset},
                "taxInfo": {"taxAmount": money(tax), "taxRate": rate},
            }
        )
        return self

    def shipping(self, price: str, off: str = "0", rate: str = "0.2", **logistics: Any) -> "Built":
        """The shipping charge."""
        net, tax = self._sold(Decimal(price) - Decimal(off), rate)
        cost = {
            "price": money(price),
            "discount": money(off),
            "totalPriceBeforeTax": money(net),
            "totalPriceAfterTax": money(net + tax),
            "taxInfo": {"taxAmount": money(tax), "taxRate": rate},
        }
        self.freight = {"title": "Post", "cost": cost, "logistics": logistics}
        return self

    def fee(self, price: str, rate: str = "0.2", *, old: bool = False) -> "Built":
        """A fee; `old` ones only have their price and the tax."""
        net, tax = self._sold(Decimal(price), rate)
        prices = {} if old else {"priceBeforeTax": money(net), "priceAfterTax": money(net + tax)}
        details = {"taxDetails": {"taxRate": rate, "totalTax": money(tax)}}
        info = {"taxInfo": {"taxAmount": money(tax), "taxRate": rate}}
        self.fees.append({"name": "Packing", "price": money(price), **prices, **(details if old else info)})
        return self

    def order(self, **changes: Any) -> dict[str, Any]:
        """The order, paid and approved unless the changes say otherwise."""
        return {
            "id": "9f0e0000-0000-0000-0000-000000000001",
            "number": "10001",
            "createdDate": MOMENT,
            "updatedDate": MOMENT,
            "status": "APPROVED",
            "paymentStatus": "PAID",
            "fulfillmentStatus": "NOT_FULFILLED",
            "channelInfo": {"type": "WEB"},
            "currency": "EUR",
            "taxIncludedInPrices": self.included,
            "lineItems": self.items,
            "additionalFees": self.fees,
            "shippingInfo": self.freight,
            "priceSummary": {"total": money(self.gross), "tax": money(self.tax)},
            "balanceSummary": {"paid": money(self.gross)},
            **changes,
        }

    def _sold(self, shown: Decimal, rate: str) -> tuple[Decimal, Decimal]:
        net = cents(shown / (1 + Decimal(rate))) if self.included else cents(shown)
        tax = cents(shown) - net if self.included else cents(shown * Decimal(rate))
        self.gross += net + tax
        self.tax += tax
        return net, tax


# What is in the basket → gross with tax inside the prices, gross with tax on top. Sums by hand.
BASKETS: dict[str, tuple[Callable[[Built], Built], str, str]] = {
    "plain": (lambda built: built.item("24.50", "2").shipping("6.90"), "55.90", "67.08"),
    "a coupon": (lambda built: built.item("24.50", "2", off="4.90").shipping("6.90"), "51.00", "61.20"),
    "all of it free": (
        lambda built: built.item("24.50", "2", off="49.00").shipping("6.90", off="6.90"),
        "0.00",
        "0.00",
    ),
    "two rates": (
        lambda built: built.item("24.50").item("12.00", rate="0.055").shipping("6.90"),
        "43.40",
        "50.34",
    ),
    "by the metre": (lambda built: built.item("10.00", "2.75"), "27.50", "33.00"),
    "a fee with tax": (lambda built: built.item("24.50").fee("4.80"), "29.30", "35.16"),
    "a fee of older orders": (lambda built: built.item("24.50").fee("4.80", old=True), "29.30", "35.16"),
    "no tax": (lambda built: built.item("24.50", rate="0").shipping("6.90", rate="0"), "31.40", "31.40"),
    "a service": (lambda built: built.item("80.00", preset="SERVICE"), "80.00", "96.00"),
    "a gift card": (lambda built: built.item("50.00", rate="0", preset="GIFT_CARD"), "50.00", "50.00"),
    "something of no kind": (lambda built: built.item("24.50", preset="UNRECOGNISED"), "24.50", "29.40"),
}


@pytest.mark.parametrize("kind", BASKETS)
@pytest.mark.parametrize("included", [True, False])
def test_what_a_basket_costs(kind: str, included: bool) -> None:
    fill, inside, on_top = BASKETS[kind]
    built = fill(Built(included=included))

    order = normalize(built.order())

    assert order.totals.gross == Decimal(inside if included else on_top)
    assert order.totals.tax == built.tax
    assert order.notices == ()
    assert LineKind.ROUNDING not in {line.kind for line in order.lines}
    for line in order.lines:
        rate = sum((part.rate or Decimal(0) for part in line.taxes), Decimal(0))
        listed = line.unit_price * line.quantity / (1 + rate / 100 if included else 1)
        assert abs(listed - line.discount - line.net) < Decimal("0.02")


def test_a_rate_of_zero_that_takes_something_is_hidden() -> None:
    built = Built(included=False).item("50.00")
    built.items[0]["taxInfo"]["taxRate"] = "0"

    (part,) = normalize(built.order()).lines[0].taxes

    assert (part.rate, part.amount) == (None, Decimal("10.00"))


LINE = "00000000-0000-0000-0000-000000000000"
# name → details, amounts per line as Wix broke them down, money, tax: of an order of 2 × 24.50 and 6.90
REFUNDS: dict[str, tuple[dict[str, Any], dict[str, str], str, str]] = {
    "one piece": ({"lineItems": [{"lineItemId": LINE, "quantity": 1}]}, {}, "24.50", "4.09"),
    "one piece, in the words of older orders": (
        {"items": [{"lineItemId": LINE, "quantity": 1}]},
        {},
        "24.50",
        "4.09",
    ),
    "a part of a line": (
        {"lineItems": [{"lineItemId": LINE, "quantity": 1}]},
        {LINE: "12.00"},
        "12.00",
        "2.00",
    ),
    "freight": ({"shipping": {"amount": money("6.90")}}, {}, "6.90", "1.15"),
    "everything, freight only said to be in it": (
        {"items": [{"lineItemId": LINE, "quantity": 2}], "shippingIncluded": True},
        {},
        "55.90",
        "9.32",
    ),
    "goodwill": ({}, {}, "5.00", "0.00"),
    "a line that is no more": ({"lineItems": [{"lineItemId": "gone", "quantity": 1}]}, {}, "9.00", "0.00"),
}


@pytest.mark.parametrize(("details", "parts", "given", "tax"), REFUNDS.values(), ids=REFUNDS)
def test_what_was_given_back(details: dict[str, Any], parts: dict[str, str], given: str, tax: str) -> None:
    breakdown = [{"lineItemId": key, "totalRefundedAmount": money(amount)} for key, amount in parts.items()]
    refund = {
        "id": "r1",
        "createdDate": MOMENT,
        "transactions": [{"amount": money(given), "refundStatus": "SUCCEEDED"}],
        "details": details,
        "summary": {"breakdown": {"lineItems": breakdown}},
    }
    built = Built(included=True).item("24.50", "2").shipping("6.90")

    order = normalize(built.order(paymentStatus="PARTIALLY_REFUNDED"), {"payments": [], "refunds": [refund]})

    (found,) = order.refunds
    assert (found.gross, found.tax) == (Decimal(given), Decimal(tax))
    assert sum((line.gross for line in found.lines), Decimal(0)) <= found.gross
    assert order.totals.gross == Decimal("55.90")


@pytest.mark.parametrize(
    ("word", "origin"),
    [
        ("CLASS_PASS", Origin.MARKETPLACE),
        ("OTHER_PLATFORM", Origin.OTHER),
        ("PAYPAL_AGENTIC_CHECKOUT", Origin.OTHER),
        ("UNSPECIFIED", Origin.OTHER),
        ("NEXT_YEARS", Origin.OTHER),
    ],
)
def test_channels(word: str, origin: Origin) -> None:
    order = normalize(Built(included=True).item("10.00").order(channelInfo={"type": word}))

    assert order.origin is origin


BARE: dict[str, dict[str, Any]] = {
    "no buyer": {"buyerInfo": None, "billingInfo": None, "recipientInfo": None},
    "a visitor": {"buyerInfo": {"visitorId": "v", "contactId": "c"}},
    "no shipping": {"shippingInfo": None},
    "nothing of an app": {"extendedFields": None, "customFields": None, "tags": None},
    "an app that keeps a list": {"extendedFields": {"namespaces": {"@a/b": {"list": [1], "vat": None}}}},
    "no sums but the total": {"priceSummary": {"total": money("10.00")}, "balanceSummary": None},
    "no summary of channels": {"channelInfo": None, "appliedDiscounts": None, "activities": None},
    "no change since": {"updatedDate": None},
}


@pytest.mark.parametrize("changes", BARE.values(), ids=BARE)
def test_an_order_of_which_little_is_known_is_an_order(changes: dict[str, Any]) -> None:
    order = normalize(Built(included=True).item("10.00").order(**changes))

    assert order.totals.gross == Decimal("10.00")
    assert (order.customer.guest, order.customer.vat_id) == (True, None)


@pytest.mark.parametrize(("currency", "price"), [("JPY", "3200"), ("KWD", "7.125"), ("HUF", "990.50")])
def test_currencies_with_other_decimals(currency: str, price: str) -> None:
    built = Built(included=True).item("10.00", rate="0")
    built.items[0] |= {name: money(price) for name in ("totalPriceBeforeTax", "totalPriceAfterTax")}

    order = normalize(built.order(currency=currency, priceSummary={"total": money(price)}))

    assert (order.totals.gross, order.notices) == (Decimal(price), ())


def test_a_deposit_is_a_payment_of_a_part() -> None:
    built = Built(included=True).item("100.00")
    built.items[0] |= {"paymentOption": "DEPOSIT_ONLINE", "depositAmount": money("30.00")}

    order = normalize(built.order(paymentStatus="PARTIALLY_PAID", balanceSummary={"paid": money("30.00")}))

    assert [payment.amount for payment in order.payments] == [Decimal("30.00")]
    assert order.payment_status is PaymentStatus.PARTIALLY_PAID
    assert order.totals.gross == Decimal("100.00")
