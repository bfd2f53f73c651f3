"""Orders that real shops send and that no recording shows, built from prices and rates."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from channels.shopify import channel
from hub.order import Order
from hub.order.vocabulary import FulfillmentStatus, LineKind, PaymentStatus
from hub.ports import Account

MOMENT = "2026-11-20T10:15:00Z"


def normalize(document: Any) -> Order:
    return channel.Shopify().normalize(document, Account(shop="boutique", credentials={}))


def bag(amount: Decimal | str, currency: str = "EUR") -> dict[str, Any]:
    money = {"amount": str(amount), "currencyCode": currency}
    return {"shopMoney": money, "presentmentMoney": money}


def cents(amount: Decimal, unit: str = "0.01") -> Decimal:
    return amount.quantize(Decimal(unit), rounding=ROUND_HALF_UP)


class Built:
    """An order in the making: what is shown, what is taken off, and its tax on top of it or inside."""

    def __init__(self, *, included: bool, currency: str = "EUR", unit: str = "0.01") -> None:
        self.included, self.currency, self.unit = included, currency, unit
        self.items: list[dict[str, Any]] = []
        self.freight: list[dict[str, Any]] = []
        self.gross = self.tax = Decimal(0)

    def item(
        self, price: str, quantity: int = 1, off: str = "0", rates: tuple[str, ...] = ("20",)
    ) -> "Built":
        """A line of goods with `off` allocated to it from all discounts together."""
        full = Decimal(price) * quantity
        taxes = self._taxes(full - Decimal(off), rates)
        self.items.append(
            {
                "id": f"gid://shopify/LineItem/{len(self.items) + 1}",
                "title": "Article",
                "sku": None,
                "quantity": quantity,
                "currentQuantity": quantity,
                "requiresShipping": True,
                "originalUnitPriceSet": self._bag(Decimal(price)),
                "originalTotalSet": self._bag(full),
                "discountAllocations": [{"allocatedAmountSet": self._bag(Decimal(off))}]
                if off != "0"
                else [],
                "taxLines": taxes,
            }
        )
        return self

    def shipping(self, price: str, now: str | None = None, rates: tuple[str, ...] = ("20",)) -> "Built":
        """A shipping line; `now` is what is left of its price after discounts."""
        shown = Decimal(price if now is None else now)
        self.freight.append(
            {
                "id": f"gid://shopify/ShippingLine/{len(self.freight) + 1}",
                "title": "Post",
                "originalPriceSet": self._bag(Decimal(price)),
                "discountedPriceSet": self._bag(shown),
                "taxLines": self._taxes(shown, rates),
            }
        )
        return self

    def order(self, **changes: Any) -> dict[str, Any]:
        """The order, paid and open unless the changes say otherwise."""
        return {
            "id": "gid://shopify/Order/900",
            "name": "#900",
            "createdAt": MOMENT,
            "processedAt": MOMENT,
            "updatedAt": MOMENT,
            "confirmed": True,
            "sourceName": "web",
            "displayFinancialStatus": "PAID",
            "displayFulfillmentStatus": "UNFULFILLED",
            "currencyCode": self.currency,
            "presentmentCurrencyCode": self.currency,
            "taxesIncluded": self.included,
            "totalPriceSet": self._bag(self.gross),
            "totalTaxSet": self._bag(self.tax),
            "currentTotalPriceSet": self._bag(self.gross),
            "lineItems": {"nodes": self.items},
            "shippingLines": {"nodes": self.freight},
            "transactions": [self.transaction("SALE", self.gross)],
            "refunds": [],
            **changes,
        }

    def transaction(self, kind: str, amount: Decimal | str, **changes: Any) -> dict[str, Any]:
        return {
            "id": f"gid://shopify/OrderTransaction/{kind}",
            "kind": kind,
            "status": "SUCCESS",
            "gateway": "shopify_payments",
            "processedAt": MOMENT,
            "amountSet": self._bag(Decimal(amount)),
            **changes,
        }

    def _taxes(self, shown: Decimal, rates: tuple[str, ...]) -> list[dict[str, Any]]:
        whole = sum((Decimal(rate) for rate in rates), Decimal(0))
        base = shown / (1 + whole / 100) if self.included else shown
        parts = {rate: cents(base * Decimal(rate) / 100, self.unit) for rate in rates}
        self.tax += sum(parts.values(), Decimal(0))
        self.gross += shown + (Decimal(0) if self.included else sum(parts.values(), Decimal(0)))
        return [
            {"title": f"VAT {rate}", "ratePercentage": float(rate), "priceSet": self._bag(part)}
            for rate, part in parts.items()
        ]

    def _bag(self, amount: Decimal) -> dict[str, Any]:
        return bag(amount, self.currency)


# What is in the basket → gross with tax inside the prices, gross with tax on top. Sums by hand.
BASKETS: dict[str, tuple[Callable[[Built], Built], str, str]] = {
    "plain": (lambda built: built.item("24.50", 2).shipping("6.90"), "55.90", "67.08"),
    "a code on everything": (
        lambda built: built.item("24.50", 2, off="9.80").item("10.00", off="2.00").shipping("6.90"),
        "54.10",
        "64.92",
    ),
    "all of it free": (
        lambda built: built.item("24.50", 2, off="49.00").shipping("6.90", "0.00"),
        "0.00",
        "0.00",
    ),
    "a free gift": (
        lambda built: built.item("24.50").item("5.00", off="5.00").shipping("0.00"),
        "24.50",
        "29.40",
    ),
    "two rates": (
        lambda built: built.item("24.50").item("12.00", rates=("5.5",)).shipping("6.90"),
        "43.40",
        "50.34",
    ),
    "two taxes": (lambda built: built.item("100.00", rates=("5", "9.975")), "100.00", "114.98"),
    "two parcels": (
        lambda built: built.item("24.50").shipping("6.90").shipping("3.50", "1.00"),
        "32.40",
        "38.88",
    ),
    "no tax": (lambda built: built.item("24.50", rates=()).shipping("6.90", rates=()), "31.40", "31.40"),
}


def shopping(included: bool, kind: str) -> Built:
    return BASKETS[kind][0](Built(included=included))


@pytest.mark.parametrize("kind", BASKETS)
@pytest.mark.parametrize("included", [True, False])
def test_what_a_basket_costs(kind: str, included: bool) -> None:
    built = shopping(included, kind)

    order = normalize(built.order())

    _, inside, on_top = BASKETS[kind]
    assert order.totals.gross == Decimal(inside if included else on_top)
    assert order.totals.tax == built.tax
    assert order.notices == ()
    assert LineKind.ROUNDING not in {line.kind for line in order.lines}
    assert sum((payment.amount for payment in order.payments), Decimal(0)) == order.totals.gross


@pytest.mark.parametrize(("currency", "unit", "price"), [("JPY", "1", "3200"), ("KWD", "0.001", "7.125")])
@pytest.mark.parametrize("included", [True, False])
def test_currencies_with_other_decimals(currency: str, unit: str, price: str, included: bool) -> None:
    built = Built(included=included, currency=currency, unit=unit).item(price, 3, rates=("10",))

    order = normalize(built.order())

    assert (order.totals.gross, order.totals.tax, order.notices) == (built.gross, built.tax, ())


@pytest.mark.parametrize("tax_off", ["0.00", "0.01", "-0.02"])
def test_cash_is_rounded_and_the_tax_too(tax_off: str) -> None:
    # given a till that rounds 55.90 up to 55.95, and a tax that Shopify rounds once for the order
    built = shopping(True, "plain")

    order = normalize(
        built.order(
            totalPriceSet=bag("55.95"),
            totalTaxSet=bag(built.tax + Decimal(tax_off)),
            totalCashRoundingAdjustment={"paymentSet": bag("0.05"), "refundSet": bag("0.00")},
        )
    )

    assert order.totals.gross == Decimal("55.95")
    assert order.totals.tax == built.tax + Decimal(tax_off)
    assert order.notices == ()


def refund(gross: str, **parts: Any) -> dict[str, Any]:
    return {"id": "gid://shopify/Refund/1", "createdAt": MOMENT, "totalRefundedSet": bag(gross), **parts}


def of_goods(quantity: int, subtotal: str, tax: str, line: int = 1) -> dict[str, Any]:
    entry = {
        "lineItem": {"id": f"gid://shopify/LineItem/{line}"},
        "quantity": quantity,
        "subtotalSet": bag(subtotal),
        "totalTaxSet": bag(tax),
    }
    return {"nodes": [entry]}


def of_freight(subtotal: str, tax: str) -> dict[str, Any]:
    entry = {
        "id": "gid://shopify/RefundShippingLine/1",
        "shippingLine": {"id": "gid://shopify/ShippingLine/1", "title": "Post"},
        "subtotalAmountSet": bag(subtotal),
        "taxAmountSet": bag(tax),
    }
    return {"nodes": [entry]}


def discrepancy(amount: str, tax: str = "0.0") -> dict[str, Any]:
    entry = {"id": "gid://shopify/OrderAdjustment/1", "amountSet": bag(amount), "taxAmountSet": bag(tax)}
    return {"nodes": [entry]}


REFUNDS: dict[str, tuple[bool, dict[str, Any], str, str]] = {
    "a piece, tax inside": (
        True,
        refund("24.50", refundLineItems=of_goods(1, "24.50", "4.08")),
        "4.08",
        "24.50",
    ),
    "a piece, tax on top": (
        False,
        refund("29.40", refundLineItems=of_goods(1, "24.50", "4.90")),
        "4.90",
        "29.40",
    ),
    "freight alone": (True, refund("6.90", refundShippingLines=of_freight("6.90", "1.15")), "1.15", "6.90"),
    "freight alone, tax on top": (
        False,
        refund("8.28", refundShippingLines=of_freight("6.90", "1.38")),
        "1.38",
        "8.28",
    ),
    "goodwill": (True, refund("5.00", orderAdjustments=discrepancy("-5.00")), "0.00", "0.00"),
    "a piece less a fee for its return": (
        True,
        refund(
            "20.00",
            refundLineItems=of_goods(1, "24.50", "4.08"),
            orderAdjustments=discrepancy("-4.50"),
        ),
        "4.08",
        "24.50",
    ),
    "store credit, no list of anything": (True, refund("5.00"), "0.00", "0.00"),
}


LESS: dict[str, tuple[dict[str, Any], str, str]] = {
    # money, what the refund lists → tax, by hand
    "half of a piece": ({"refundLineItems": of_goods(1, "24.50", "4.08")}, "12.25", "2.04"),
    "a piece and freight for less": (
        {"refundLineItems": of_goods(1, "24.50", "4.08"), "refundShippingLines": of_freight("6.90", "1.15")},
        "15.70",
        "2.62",  # 2.04 + 0.58
    ),
}


@pytest.mark.parametrize(("listed", "given", "tax"), LESS.values(), ids=LESS)
def test_of_a_refund_that_lists_more_than_was_given_back_the_money_counts(
    listed: dict[str, Any], given: str, tax: str
) -> None:
    built = shopping(True, "plain")

    order = normalize(built.order(refunds=[refund(given, **listed)], totalRefundedSet=bag(given)))

    (found,) = order.refunds
    assert (found.gross, found.tax) == (Decimal(given), Decimal(tax))
    assert sum((line.gross for line in found.lines), Decimal(0)) == found.gross
    assert order.notices == ()


@pytest.mark.parametrize(("included", "given", "tax", "of_lines"), REFUNDS.values(), ids=REFUNDS)
def test_what_was_given_back(included: bool, given: dict[str, Any], tax: str, of_lines: str) -> None:
    built = shopping(included, "plain")
    gross = given["totalRefundedSet"]["shopMoney"]["amount"]

    order = normalize(
        built.order(refunds=[given], totalRefundedSet=bag(gross), displayFinancialStatus="PARTIALLY_REFUNDED")
    )

    (found,) = order.refunds
    assert (found.gross, found.tax) == (Decimal(gross), Decimal(tax))
    assert sum((line.gross for line in found.lines), Decimal(0)) == Decimal(of_lines)
    assert order.totals.gross == built.gross
    assert order.notices == ()


MONEY: dict[str, tuple[list[tuple[str, str, str]], str]] = {
    "a sale": ([("SALE", "SUCCESS", "55.90")], "55.90"),
    "reserved, then taken in two parts": (
        [
            ("AUTHORIZATION", "SUCCESS", "55.90"),
            ("CAPTURE", "SUCCESS", "40.00"),
            ("CAPTURE", "SUCCESS", "15.90"),
        ],
        "55.90",
    ),
    "refused, then paid": ([("SALE", "FAILURE", "55.90"), ("SALE", "SUCCESS", "55.90")], "55.90"),
    "at the till": ([("EMV_AUTHORIZATION", "SUCCESS", "55.90"), ("CAPTURE", "SUCCESS", "55.90")], "55.90"),
    "on its way": ([("SALE", "PENDING", "55.90")], "0"),
    "reserved and let go": ([("AUTHORIZATION", "SUCCESS", "55.90"), ("VOID", "SUCCESS", "55.90")], "0"),
    "given back": ([("SALE", "SUCCESS", "55.90"), ("REFUND", "SUCCESS", "10.00")], "55.90"),
    "words of next year": ([("SALE", "AWAITING_RESPONSE", "55.90"), ("TRANSFER", "SUCCESS", "55.90")], "0"),
}


@pytest.mark.parametrize(("moves", "received"), MONEY.values(), ids=MONEY)
def test_what_was_received(moves: list[tuple[str, str, str]], received: str) -> None:
    built = shopping(True, "plain")
    transactions = [built.transaction(kind, amount, status=status) for kind, status, amount in moves]

    order = normalize(built.order(transactions=transactions))

    assert sum((payment.amount for payment in order.payments), Decimal(0)) == Decimal(received)


NOBODY: dict[str, dict[str, Any]] = {
    "a till without a customer": {"sourceName": "pos", "customer": None, "billingAddress": None},
    "an erased customer": {"customer": {"id": None, "defaultEmailAddress": None}, "email": None},
    "an empty address": {"billingAddress": dict.fromkeys(("name", "zip", "countryCodeV2")), "note": None},
    "no country at all": {"shippingAddress": {"name": "A", "zip": "1", "countryCodeV2": "ZZ"}},
    "words of next year": {"sourceName": "hologram", "cancelReason": "BOREDOM"},
    "nothing optional": {"transactions": None, "refunds": None, "shippingLines": None, "fulfillments": None},
}


@pytest.mark.parametrize("changes", NOBODY.values(), ids=NOBODY)
def test_an_order_of_whom_little_is_known_is_an_order(changes: dict[str, Any]) -> None:
    built = Built(included=True).item("24.50", 2)

    order = normalize(built.order(**changes))

    assert order.totals.gross == Decimal("49.00")
    assert order.notices == ()


def test_words_that_nobody_knew_are_unknown_and_noticed() -> None:
    order = normalize(
        shopping(True, "plain").order(
            displayFinancialStatus="TOKENIZED", displayFulfillmentStatus="TELEPORTED"
        )
    )

    assert order.payment_status is PaymentStatus.UNKNOWN
    assert order.fulfillment_status is FulfillmentStatus.UNKNOWN
    assert [notice.code for notice in order.notices] == ["unknown_status", "unknown_status"]


def test_a_rate_that_says_zero_but_takes_something_is_derived() -> None:
    built = Built(included=False).item("50.00")
    built.items[0]["taxLines"][0]["ratePercentage"] = 0.0

    (part,) = normalize(built.order()).lines[0].taxes

    assert (part.rate, part.amount) == (Decimal(20), Decimal("10.00"))


def test_what_the_customer_saw_in_yen_has_no_decimals() -> None:
    built = shopping(True, "plain")
    total = {
        "shopMoney": bag("55.90")["shopMoney"],
        "presentmentMoney": {"amount": "9126.0", "currencyCode": "JPY"},
    }

    order = normalize(built.order(presentmentCurrencyCode="JPY", totalPriceSet=total))

    assert order.presentment is not None
    assert (order.presentment.currency, order.presentment.gross) == ("JPY", Decimal(9126))
    assert order.currency == "EUR"
