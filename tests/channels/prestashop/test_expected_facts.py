"""Every recorded order, against what the shop's own PHP objects said of it at the same moment."""

import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from channels.prestashop import channel
from hub.order import Address, Line, Order
from hub.order.document import time_text
from hub.order.money import ZERO, quantize
from hub.order.vocabulary import LineKind
from hub.ports import Account
from tests.channels.facts import paths
from tests.channels.prestashop.named_facts import COMPARED, NOT_OURS

FIXTURES = Path(channel.__file__).parent / "fixtures"
NAMES = sorted(file.name.removesuffix(".facts.json") for file in FIXTURES.glob("*.facts.json"))

_PER_PIECE = "rounded per piece: the price that was charged, not the one that was calculated with"
_SPLIT = "one cart, two orders: they share reference and payment, and each has its part"
_LAST_CENT = "the cent that rounding leaves of a voucher's tax falls to another rate"
_CONTRADICTS = "the invoice's tax per rate contradicts the net and gross amounts of its lines"
_PAID = "2026-11-21T22:09:32Z"

# All differences to the shop's own figures: (order, what) → the shop's, ours, why. README.md lists them too.
# `taxes[].total_amount` of the facts is not compared: it is what is left of a line's tax after cart rules,
# and contradicts the net and gross amounts beside it.
DIFFERENCES: dict[tuple[str, str], tuple[Any, Any, str]] = {
    ("b2c_fr_virtual", "delivery country"): ("FR", None, "the shop holds an address, nothing is sent to it"),
    ("rounding_item", "line 52 prices"): ({Decimal("3.33"), Decimal("3.996")}, Decimal(4), _PER_PIECE),
    ("rounding_item", "line 53 prices"): ({Decimal("0.0825"), Decimal("0.099")}, Decimal("0.1"), _PER_PIECE),
    ("split_two_carriers__1", "number"): ("HCNQUZUSS", "HCNQUZUSS-41", _SPLIT),
    ("split_two_carriers__2", "number"): ("HCNQUZUSS", "HCNQUZUSS-42", _SPLIT),
    ("split_two_carriers__1", "received"): ("0.00", "122.28", _SPLIT),
    ("split_two_carriers__2", "received"): ("166.68", "44.40", _SPLIT),
    **{
        (f"split_two_carriers__{part}", "payments"): (
            [("166.68", "Bank transfer", "", _PAID)],
            [(share, "Bank transfer", "", _PAID)],
            _SPLIT,
        )
        for part, share in ((1, "122.28"), (2, "44.40"))
    },
    ("coupon_amount_ttc", "tax at 20 %"): ("4.35", "4.36", _LAST_CENT),
    ("coupon_amount_ttc", "tax at 5.5 %"): ("0.70", "0.69", _LAST_CENT),
    ("many_lines_15", "tax at 20 %"): ("98.64", "97.97", _CONTRADICTS),
    ("many_lines_15", "tax at 10 %"): ("3.30", "3.64", _CONTRADICTS),
    ("many_lines_15", "tax at 5.5 %"): ("2.02", "2.35", _CONTRADICTS),
    ("to_product_added_later", "tax at 20 %"): ("9.46", "8.06", "the freight stands on both invoices"),
    ("to_amount_choosen_refund", "slip 4 net"): ("13.88", "6.47", "the amount was typed by hand: 7.77"),
    ("to_amount_choosen_refund", "slip 4 lines"): (
        [("85", Decimal(1), "13.88", "16.66")],
        [("85", Decimal(1), "6.47", "7.77")],
        "the lines are worth what was given back",
    ),
}


def load(name: str, kind: str) -> Any:
    return json.loads((FIXTURES / f"{name}.{kind}.json").read_text(encoding="utf-8"))


def understood(name: str) -> Order:
    return channel.PrestaShop().normalize(load(name, "raw"), Account(shop="fixture", credentials={}))


def cents(amount: Any, currency: str) -> str:
    """An amount of six decimals in those of the currency."""
    rounded = quantize(Decimal(str(amount)), currency)
    return str(rounded if rounded else abs(rounded))


def flat(facts: dict[str, Any]) -> dict[str, Any]:
    """What the shop says, one value per name."""
    currency = facts["currency"]

    def amount(name: str) -> str:
        return cents(facts[name], currency)

    customer = facts["customer"] or {}
    numbers = {kind: customer.get(kind) for kind in ("siret", "ape")} | {"dni": facts["invoice_dni"]}
    gross, net = Decimal(facts["total_paid_tax_incl"]), Decimal(facts["total_paid_tax_excl"])
    said = {
        "id": str(facts["id"]),
        "number": facts["reference"],
        "state": facts["state_name"],
        "state id": str(facts["state_id"]),
        "gift": facts["gift"],
        "freight rate": _freight_rate(facts),
        "shipped": facts["state_shipped"],
        "currency": currency,
        "placed": facts["date_add_utc"],
        "gross": cents(gross, currency),
        "tax": cents(gross - net, currency),
        "goods": (amount("total_products_tax_excl"), amount("total_products_tax_incl")),
        "discounts": (amount("total_discounts_tax_excl"), amount("total_discounts_tax_incl")),
        "shipping": (amount("total_shipping_tax_excl"), amount("total_shipping_tax_incl")),
        "wrapping": (amount("total_wrapping_tax_excl"), amount("total_wrapping_tax_incl")),
        "received": amount("total_paid_real"),
        "gift message": facts["gift_message"],
        "recyclable": facts["recyclable"],
        "carrier": facts["carrier"] if Decimal(facts["total_shipping_tax_incl"]) else None,
        "vat number": facts["invoice_vat_number"] or None,
        "company numbers": {kind: value for kind, value in numbers.items() if value},
        "billing country": facts["invoice_country"],
        "delivery country": facts["delivery_country"],
        "coupons": [rule["name"] for rule in facts["cart_rules"]],
        "note": facts["first_message"] or "",
        "payments": [
            (cents(entry["amount"], currency), entry["method"], entry["transaction_id"], entry["date_utc"])
            for entry in facts["payments"]
            if Decimal(entry["amount"])
        ],
    }
    if customer:
        said |= {
            "customer": None if customer["is_guest"] else str(customer["id"]),
            "guest": customer["is_guest"],
            "email": customer["email"],
            "name": f"{customer['firstname']} {customer['lastname']}",
            "company": facts["invoice_company"] or customer["company"] or None,
        }
    for rate, tax in _invoiced(facts).items():
        said[f"tax at {rate} %"] = cents(tax, currency)
    if facts["invoices"]:
        said["invoiced"] = tuple(
            cents(
                sum((Decimal(entry[f"total_paid_tax_{kind}"]) for entry in facts["invoices"]), ZERO), currency
            )
            for kind in ("excl", "incl")
        )
    for item in facts["items"]:
        said |= _item(item, currency)
    for rule, discount in enumerate(facts["cart_rules"]):
        said[f"discount {rule}"] = (
            cents(discount["value_tax_excl"], currency),
            cents(discount["value_tax_incl"], currency),
        )
    for slip in facts["credit_slips"]:
        said |= _slip(slip, currency)
    return said


def _freight_rate(facts: dict[str, Any]) -> Decimal | None:
    rate = Decimal(facts["carrier_tax_rate"] or 0)
    return rate if rate and Decimal(facts["total_shipping_tax_incl"]) else None


def _invoiced(facts: dict[str, Any]) -> dict[str, Decimal]:
    """The tax per rate as the invoices print it: goods after discounts, ecotax, freight, gift wrapping."""
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for invoice in facts["invoices"]:
        goods = invoice["product_taxes"]
        taxes = [*(goods.values() if goods else ()), *invoice["shipping_taxes"], *invoice["wrapping_taxes"]]
        for entry in taxes:
            found[f"{Decimal(entry['rate']).normalize():f}"] += Decimal(str(entry["total_amount"]))
        for entry in invoice["ecotax_taxes"]:
            tax = Decimal(str(entry["ecotax_tax_incl"])) - Decimal(str(entry["ecotax_tax_excl"]))
            found[f"{Decimal(entry['rate']).normalize():f}"] += tax
    return {rate: tax for rate, tax in found.items() if rate != "0"}


def _item(item: dict[str, Any], currency: str) -> dict[str, Any]:
    here = f"line {item['order_detail']}"
    net, gross = (Decimal(cents(item[f"total_price_tax_{kind}"], currency)) for kind in ("excl", "incl"))
    product = str(item["product_id"])
    return {
        f"{here} name": item["name"].strip(),
        f"{here} sku": item["reference"],
        f"{here} product": f"{product}-{item['attribute_id']}" if item["attribute_id"] else product,
        f"{here} quantity": Decimal(item["quantity"]),
        f"{here} prices": {Decimal(item["unit_price_tax_excl"]), Decimal(item["unit_price_tax_incl"])},
        f"{here} net": str(net),
        f"{here} tax": cents(gross - net, currency),
        f"{here} rates": [(Decimal(tax["rate"]), tax["name"]) for tax in item["taxes"]],
        f"{here} given back": Decimal(item["quantity_refunded"]) + Decimal(item["quantity_returned"]),
    }


def _slip(slip: dict[str, Any], currency: str) -> dict[str, Any]:
    here = f"slip {slip['id']}"
    given_back = Decimal(slip["amount"]) + Decimal(slip["shipping_cost_amount"])
    net = Decimal(slip["total_products_tax_excl"]) + Decimal(slip["total_shipping_tax_excl"])
    return {
        f"{here} date": slip["date_utc"],
        f"{here} gross": cents(given_back, currency),
        f"{here} net": cents(net, currency),
        f"{here} shipping": cents(slip["total_shipping_tax_incl"], currency),
        f"{here} lines": [
            (
                str(line["order_detail"]),
                Decimal(line["quantity"]),
                cents(line["tax_excl"], currency),
                cents(line["tax_incl"], currency),
            )
            for line in slip["lines"]
        ],
    }


def ours(order: Order, facts: dict[str, Any]) -> dict[str, Any]:
    """What the unified order says, under the same names."""
    wrapped = [line for line in order.lines if line.kind is LineKind.GIFT_WRAP]
    shipping = [line for line in order.lines if line.kind is LineKind.SHIPPING]
    found: dict[str, Any] = {
        "id": order.external_id,
        "number": order.number,
        "state": order.raw_status["name"],
        "state id": order.raw_status["current_state"],
        "gift": bool(wrapped),
        "freight rate": sum((tax.rate or ZERO for tax in shipping[0].taxes), ZERO) or None
        if shipping and shipping[0].gross
        else None,
        "invoiced": tuple(cents(amount, order.currency) for amount in (order.totals.net, order.totals.gross)),
        "shipped": order.fulfillment_status.value == "fulfilled",
        "currency": order.currency,
        "placed": time_text(order.placed_at),
        "gross": cents(order.totals.gross, order.currency),
        "tax": cents(order.totals.tax, order.currency),
        "goods": _sums(order, LineKind.PRODUCT),
        "discounts": _sums(order, LineKind.DISCOUNT, -1),
        "shipping": _sums(order, LineKind.SHIPPING),
        "wrapping": _sums(order, LineKind.GIFT_WRAP),
        "received": cents(sum((payment.amount for payment in order.payments), Decimal(0)), order.currency),
        "gift message": wrapped[0].variant if wrapped else "",
        "recyclable": "recyclable" in order.tags,
        "carrier": shipping[0].title if shipping and shipping[0].gross else None,
        "vat number": order.customer.vat_id,
        "company numbers": {entry.kind: entry.value for entry in order.customer.registrations},
        "billing country": order.billing_address.country if order.billing_address else None,
        "delivery country": order.shipping_address.country if order.shipping_address else None,
        "coupons": list(order.discount_codes),
        "note": order.note,
        "payments": [
            (
                cents(payment.amount, order.currency),
                payment.method,
                payment.reference,
                time_text(payment.paid_at) if payment.paid_at else None,
            )
            for payment in order.payments
        ],
        "customer": order.customer.external_id,
        "guest": order.customer.guest,
        "email": order.customer.email,
        "name": order.customer.name,
        "company": order.customer.company,
    }
    prices = {f"line {item['order_detail']} prices": _item(item, order.currency) for item in facts["items"]}
    for line in (line for line in order.lines if line.kind is LineKind.PRODUCT):
        found |= _line(line, order, prices)
    for rate, tax in _by_rate(order).items():
        found[f"tax at {rate} %"] = cents(tax, order.currency)
    for rule, line in enumerate(line for line in order.lines if line.kind is LineKind.DISCOUNT):
        found[f"discount {rule}"] = (cents(-line.net, order.currency), cents(-line.gross, order.currency))
    for refund in order.refunds:
        here = f"slip {refund.external_id}"
        sent = [line.gross for line in refund.lines if line.kind is LineKind.SHIPPING]
        found |= {
            f"{here} date": time_text(refund.created_at),
            f"{here} gross": cents(refund.gross, order.currency),
            f"{here} net": cents(refund.net, order.currency),
            f"{here} shipping": cents(sum(sent, Decimal(0)), order.currency),
            f"{here} lines": [
                (
                    line.external_id,
                    line.quantity,
                    cents(line.net, order.currency),
                    cents(line.gross, order.currency),
                )
                for line in refund.lines
                if line.kind is LineKind.PRODUCT
            ],
        }
    return found


def _by_rate(order: Order) -> dict[str, Decimal]:
    """The tax per rate; PrestaShop's invoices name several taxes on one line by their sum."""
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for line in order.lines:
        if line.taxes:
            rate = sum((tax.rate or ZERO for tax in line.taxes), ZERO)
            if line.kind is LineKind.DISCOUNT:
                for tax in line.taxes:
                    found[f"{(tax.rate or ZERO).normalize():f}"] += tax.amount
            else:
                found[f"{rate.normalize():f}"] += line.tax
    return found


def _line(line: Line, order: Order, prices: dict[str, Any]) -> dict[str, Any]:
    here = f"line {line.external_id}"
    said = prices[f"{here} prices"][f"{here} prices"]
    return {
        f"{here} name": line.title,
        f"{here} sku": line.sku,
        f"{here} product": line.product_external_id,
        f"{here} quantity": line.quantity,
        # ours is one of the two: with tax or without, as the shop shows it
        f"{here} prices": said if line.unit_price in said else line.unit_price,
        f"{here} net": cents(line.net, order.currency),
        f"{here} tax": cents(line.tax, order.currency),
        f"{here} rates": [(tax.rate, tax.label) for tax in line.taxes],
        f"{here} given back": sum(
            (
                part.quantity
                for refund in order.refunds
                for part in refund.lines
                if part.external_id == line.external_id
            ),
            ZERO,
        ),
    }


def _sums(order: Order, kind: LineKind, sign: int = 1) -> tuple[str, str]:
    lines = [line for line in order.lines if line.kind is kind]
    net = sum((line.net for line in lines), Decimal(0))
    gross = sum((line.gross for line in lines), Decimal(0))
    return cents(sign * net, order.currency), cents(sign * gross, order.currency)


@pytest.mark.parametrize("name", NAMES)
def test_the_unified_order_says_what_the_shop_says(name: str) -> None:
    # given
    facts = load(name, "facts")

    # when
    said, found = flat(facts), ours(understood(name), facts)

    # then
    different = {
        (name, what): (said[what], found.get(what)) for what in said if said[what] != found.get(what)
    }
    explained = {key: entry[:2] for key, entry in DIFFERENCES.items() if key[0] == name}
    assert different == explained


def test_no_fact_is_left_out() -> None:
    named = {path for name in NAMES for path in paths(load(name, "facts"))}

    assert named == COMPARED | NOT_OURS.keys()
    assert COMPARED & NOT_OURS.keys() == set()


def test_the_readme_explains_every_difference() -> None:
    readme = (FIXTURES.parent / "README.md").read_text(encoding="utf-8")

    for name, _ in DIFFERENCES:
        assert f"`{name}`" in readme, name


@pytest.mark.parametrize("name", NAMES)
def test_addresses_are_those_that_the_shop_prints(name: str) -> None:
    facts, order = load(name, "facts"), understood(name)

    assert_printed(order.billing_address, facts["admin_invoice_address"])
    if order.shipping_address:
        assert_printed(order.shipping_address, facts["admin_delivery_address"])


def assert_printed(address: Address | None, printed: str) -> None:
    """Every field of ours stands in the shop's label."""
    assert address is not None
    label = " ".join(printed.split())
    for field in (
        address.name,
        address.company or "",
        address.street,
        address.street2,
        address.postcode,
        address.city,
        address.phone,
    ):
        for word in field.split():
            assert word in label


@pytest.mark.parametrize("name", NAMES)
def test_the_states_flags_mean_paid(name: str) -> None:
    facts, order = load(name, "facts"), understood(name)

    if facts["state_paid"] and not order.refunds:
        assert order.payment_status.value in ("paid", "partially_paid")
    if not facts["has_been_paid"] and not facts["payments"] and order.raw_status["current_state"] != "7":
        assert order.payment_status.value in ("pending", "voided")
