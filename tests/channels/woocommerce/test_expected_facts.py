"""Every recorded order, against what the shop's own PHP objects said of it at the same moment."""

import html
import json
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from channels.woocommerce import channel
from channels.woocommerce.vat_ids import VAT_KEYS
from hub.order import Address, Line, Order
from hub.order.document import time_text
from hub.order.money import ZERO, quantize
from hub.order.vocabulary import LineKind, Origin
from hub.ports import Account
from tests.channels.facts import paths
from tests.channels.woocommerce.named_facts import COMPARED, NOT_OURS

FIXTURES = Path(channel.__file__).parent / "fixtures"
NAMES = sorted(file.name.removesuffix(".facts.json") for file in FIXTURES.glob("*.facts.json"))

_NO_PARCEL = "the shop holds an address, but nothing is sent to it"
_BILLING = "the shop's shipping form is empty, goods go to the billing address"
_CENTS = "the shop rounds the tax of a rate once, its lines one by one: the difference is the rounding line"
_STALE = "the shop keeps the difference of the day the order was made; its lines have none any more"
_NET_CENTS = "from figures of two decimals each; the shop subtracts first and rounds then"

ORIGINS = {
    "": Origin.OTHER,
    "admin": Origin.DRAFT,
    "checkout": Origin.WEB,
    "rest-api": Origin.OTHER,
    "store-api": Origin.WEB,
}
KINDS = {"line_item": LineKind.PRODUCT, "shipping": LineKind.SHIPPING, "fee": LineKind.FEE}
# All differences to the shop's own figures: (order, what) → the shop's, ours, why. README.md lists them too.
DIFFERENCES: dict[tuple[str, str], tuple[Any, Any, str]] = {
    ("b2c_fr_virtual_only", "has shipping address"): (True, False, _NO_PARCEL),
    ("local_pickup", "has shipping address"): (True, False, _NO_PARCEL),
    **{
        (name, "has shipping address"): (False, True, _BILLING)
        for name in (
            "php_custom_status",
            "php_dst_first",
            "php_dst_second",
            "php_dst_spring",
            "php_fractional_qty",
            "php_new_year_local_2026",
            "php_order_number_plugin",
        )
    },
    ("excl_round_at_subtotal", "tax at 20 %"): ("5.86", "5.85", _CENTS),
    ("incl_b2c_fr", "tax at 20 %"): ("13.75", "13.76", _CENTS),
    ("incl_coupon_percent", "tax at 20 %"): ("9.97", "9.98", _CENTS),
    ("incl_de_rate_differs", "tax at 19 %"): ("11.87", "11.88", _CENTS),
    ("incl_rounding_mix", "tax at 20 %"): ("5.04", "5.05", _CENTS),
    ("store_incl_de", "tax at 19 %"): ("11.87", "11.88", _CENTS),
    ("store_incl_fr", "tax at 20 %"): ("14.85", "14.87", _CENTS),
    ("incl_coupon_fixed_cart", "line 1 discount"): ("1.18", "1.19", _NET_CENTS),
    ("incl_b2c_fr", "tax of goods and fees"): ("12.77", "12.78", _CENTS),
    ("incl_coupon_percent", "tax of goods and fees"): ("9.66", "9.67", _CENTS),
    ("incl_round_at_subtotal", "tax of goods and fees"): ("10.25", "10.26", _CENTS),
    ("incl_rounding_mix", "tax of goods and fees"): ("10.25", "10.26", _CENTS),
    ("store_incl_fr", "tax of goods and fees"): ("16.09", "16.11", _CENTS),
    ("incl_de_rate_differs", "freight"): (("12.50", "2.37"), ("12.50", "2.38"), _CENTS),
    ("store_incl_de", "freight"): (("12.50", "2.37"), ("12.50", "2.38"), _CENTS),
    ("store_incl_de", "line 1 price"): ("8.84", "8.85", _NET_CENTS),
    ("line_total_above_subtotal", "taken off"): ("-5.01", "0.00", _STALE),
}


def load(name: str, kind: str) -> Any:
    return json.loads((FIXTURES / f"{name}.{kind}.json").read_text(encoding="utf-8"))


def understood(name: str) -> Order:
    return channel.WooCommerce().normalize(load(name, "raw"), Account(shop="fixture", credentials={}))


def cents(amount: Any, currency: str) -> str:
    """An amount of the shop's objects in the two decimals of its API, then in those of the currency."""
    two = Decimal(str(amount)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return str(quantize(two, currency))


def flat(facts: dict[str, Any]) -> dict[str, Any]:
    """What the shop says, one value per name."""
    currency = facts["currency"]
    paid = facts["date_paid_utc"] is not None
    said = {
        "id": str(facts["id"]),
        "origin": ORIGINS[facts["created_via"]],
        "method": (facts["payment_method"] or facts["payment_method_title"]) if paid else None,
        "transaction": facts["transaction_id"] if paid else None,
        "goods before discounts": cents(facts["items_subtotal_excl_tax"], currency),
        "taken off": cents(facts["discount_excl_tax"], currency),
        "freight": (cents(facts["shipping_excl_tax"], currency), cents(facts["shipping_tax"], currency)),
        "fees without tax": cents(facts["fees_excl_tax"], currency),
        "tax of goods and fees": cents(facts["cart_tax"], currency),
        "tax given back": cents(facts["tax_refunded"], currency),
        "left to give back": cents(facts["remaining_refundable"], currency),
        "gross": cents(facts["total"], currency),
        "tax": cents(facts["total_tax"], currency),
        "number": facts["number"],
        "status": facts["status"],
        "currency": currency,
        "prices include tax": facts["prices_include_tax"],
        "placed": facts["date_created_utc"],
        "paid": facts["date_paid_utc"],
        "customer": str(facts["customer_id"]),
        "email": facts["billing_email"],
        "note": facts["customer_note"],
        "has shipping address": facts["has_shipping_address"],
        "coupons": sorted(coupon["code"] for coupon in facts["coupons"]),
        "refunded": cents(facts["total_refunded"], currency),
        "shipping": [_extra(entry, "title", currency) for entry in facts["shipping_lines"]],
        "fees": [_extra(entry, "name", currency) for entry in facts["fees"]],
        "refunds": [_refund(entry, currency) for entry in facts["refunds"]],
    }
    for total in facts["tax_totals"]:
        said[f"tax at {total['rate_percent']} %"] = cents(total["amount"], currency)
        said[f"label of {total['rate_percent']} %"] = total["label"]
    shown = "incl" if facts["prices_include_tax"] else "excl"
    for index, item in enumerate(facts["items"] if isinstance(facts["items"], list) else []):
        said |= _item(index, item, currency)
        said[f"line {index} price"] = cents(item[f"unit_subtotal_{shown}_tax_rounded"], currency)
    return said


def _item(index: int, item: dict[str, Any], currency: str) -> dict[str, Any]:
    taxes = item["taxes_by_rate_id"] or {}
    discount = Decimal(item["subtotal_excl_tax"]) - Decimal(item["total_excl_tax"])
    return {
        f"line {index} name": item["name"],
        f"line {index} sku": item["sku"] or "",
        f"line {index} product": str(item["variation_id"] or item["product_id"] or None),
        f"line {index} quantity": Decimal(str(item["quantity"])),
        f"line {index} net": cents(item["total_excl_tax"], currency),
        f"line {index} tax": cents(item["total_tax"], currency),
        f"line {index} discount": cents(discount, currency),
        f"line {index} taxes": [cents(amount, currency) for amount in taxes.values()],
        f"line {index} given back": (
            abs(Decimal(str(item["qty_refunded"]))),
            cents(abs(Decimal(str(item["total_refunded"]))), currency),
        ),
    }


def _extra(entry: dict[str, Any], title: str, currency: str) -> tuple[str, str, str]:
    return entry[title], cents(entry["total"], currency), cents(entry["tax"], currency)


def _refund(entry: dict[str, Any], currency: str) -> dict[str, Any]:
    return {
        "id": str(entry["id"]),
        "gross": cents(entry["amount"], currency),
        "tax": cents(-Decimal(entry["total_tax"]), currency),
        "reason": entry["reason"],
        "date": entry["date"],
        "lines": [
            (
                line["refunded_item_id"],
                line["name"],
                KINDS[line["type"]],
                abs(Decimal(str(line["qty"]))) if line["type"] == "line_item" else 1,
                cents(-Decimal(line["total"]), currency),
                cents(-Decimal(line["tax"]), currency),
            )
            for line in entry["lines"]
        ],
    }


def ours(order: Order) -> dict[str, Any]:
    """What the unified order says, under the same names."""
    lines = [line for line in order.lines if line.kind is LineKind.PRODUCT]
    (payment,) = order.payments or (None,)
    said = {
        "id": order.external_id,
        "origin": order.origin,
        "method": payment.method if payment else None,
        "transaction": payment.reference if payment else None,
        "goods before discounts": _sum(order, "net", LineKind.PRODUCT, "discount"),
        "taken off": _sum(order, "discount", LineKind.PRODUCT),
        "freight": (_sum(order, "net", LineKind.SHIPPING), _sum(order, "tax", LineKind.SHIPPING)),
        "fees without tax": _sum(order, "net", LineKind.FEE),
        "tax of goods and fees": _text(
            sum((line.tax for line in order.lines if line.kind in (LineKind.PRODUCT, LineKind.FEE)), ZERO),
            order,
        ),
        "tax given back": _text(sum((refund.tax for refund in order.refunds), ZERO), order),
        "left to give back": _text(
            order.totals.gross - sum((refund.gross for refund in order.refunds), ZERO), order
        ),
        "gross": _text(order.totals.gross, order),
        "tax": _text(order.totals.tax, order),
        "number": order.number,
        "status": order.raw_status["status"],
        "currency": order.currency,
        "prices include tax": order.prices_include_tax,
        "placed": time_text(order.placed_at),
        "paid": time_text(order.payments[0].paid_at)
        if order.payments and order.payments[0].paid_at
        else None,
        "customer": order.customer.external_id or "0",
        "email": order.customer.email,
        "note": order.note,
        "has shipping address": order.shipping_address is not None,
        "coupons": sorted(order.discount_codes),
        "refunded": _text(sum((refund.gross for refund in order.refunds), Decimal(0)), order),
        "shipping": [_line(line, order) for line in order.lines if line.kind is LineKind.SHIPPING],
        "fees": [_line(line, order) for line in order.lines if line.kind is LineKind.FEE],
        "refunds": [
            {
                "id": refund.external_id,
                "gross": _text(refund.gross, order),
                "tax": _text(refund.tax, order),
                "reason": refund.reason,
                "date": time_text(refund.created_at),
                "lines": [
                    (line.external_id, line.title, line.kind, line.quantity, *_line(line, order)[1:])
                    for line in refund.lines
                ],
            }
            for refund in order.refunds
        ],
    }
    for rate, amount in _by_rate(order).items():
        said[f"tax at {rate.normalize():f} %"] = _text(amount, order)
    for tax in (tax for line in order.lines for tax in line.taxes if tax.rate is not None):
        said[f"label of {tax.rate:f} %"] = tax.label
    for index, line in enumerate(lines):
        said |= {
            f"line {index} name": line.title,
            f"line {index} sku": line.sku,
            f"line {index} product": str(line.product_external_id),
            f"line {index} quantity": line.quantity,
            f"line {index} net": _text(line.net, order),
            f"line {index} tax": _text(line.tax, order),
            f"line {index} discount": _text(line.discount, order),
            f"line {index} taxes": [_text(tax.amount, order) for tax in line.taxes],
            f"line {index} given back": _given_back(line, order),
            f"line {index} price": _text(line.unit_price, order),
        }
    return said


def _given_back(line: Line, order: Order) -> tuple[Decimal, str]:
    back = [part for refund in order.refunds for part in refund.lines if part.external_id == line.external_id]
    net = sum((part.net for part in back), ZERO)
    return sum((part.quantity for part in back), ZERO), _text(net, order)


def _sum(order: Order, part: str, kind: LineKind, *more: str) -> str:
    lines = [line for line in order.lines if line.kind is kind]
    return _text(sum((getattr(line, name) for line in lines for name in (part, *more)), ZERO), order)


def _text(amount: Decimal, order: Order) -> str:
    return str(quantize(amount, order.currency)) if amount else str(quantize(Decimal(0), order.currency))


def _line(line: Line, order: Order) -> tuple[str, str, str]:
    return line.title, _text(line.net, order), _text(line.tax, order)


def _by_rate(order: Order) -> dict[Decimal, Decimal]:
    found: defaultdict[Decimal, Decimal] = defaultdict(Decimal)
    for line in order.lines:
        for tax in line.taxes:
            if tax.rate is not None:
                found[tax.rate] += tax.amount
    return found


@pytest.mark.parametrize("name", NAMES)
def test_the_unified_order_says_what_the_shop_says(name: str) -> None:
    # given
    facts = load(name, "facts")

    # when
    said, found = flat(facts), ours(understood(name))

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

    assert_printed(order.billing_address, facts["admin_billing_address_lines"])
    if facts["has_shipping_address"] and order.shipping_address:
        assert_printed(order.shipping_address, facts["admin_shipping_address_lines"])


def assert_printed(address: Address | None, printed: list[str]) -> None:
    """Every field of ours stands in the shop's label, which capitalises towns and names countries."""
    label = html.unescape(" ".join(printed)).casefold()
    if address is None:
        assert label.strip() == ""
        return
    for field in (
        address.name,
        address.company or "",
        address.street,
        address.street2,
        address.postcode,
        address.city,
    ):
        for word in field.casefold().split():
            assert word in label


@pytest.mark.parametrize("name", NAMES)
def test_vat_id_candidates_are_all_that_the_order_holds(name: str) -> None:
    # given what is written in the order's meta data under any of the known keys
    held = {
        f"meta:{entry['key']}": entry["value"]
        for entry in load(name, "raw")["order"]["meta_data"]
        if entry["key"] in VAT_KEYS or (entry["key"].startswith("_wc_") and "vat" in entry["key"])
    }
    written = {
        source: (value["vat_number"] if isinstance(value, dict) else value).strip()
        for source, value in held.items()
    }

    # when
    customer = understood(name).customer

    # then
    assert {entry.source: entry.value for entry in customer.vat_id_candidates} == written
    normalized = {value.replace(" ", "").replace(".", "").upper() for value in written.values()}
    assert customer.vat_id in normalized if normalized else customer.vat_id is None
