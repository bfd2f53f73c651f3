"""Every recorded order, against the figures it was recorded with: one table maps their names to ours."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from channels.shopify import channel
from hub.order import Address, Line, Order
from hub.order.document import time_text
from hub.order.money import ZERO, amount_text, number_text
from hub.order.vocabulary import LineKind
from hub.ports import Account

FIXTURES = Path(channel.__file__).parent / "fixtures"
NAMES = sorted(file.name.removesuffix(".facts.json") for file in FIXTURES.glob("*.facts.json"))
GOODS = frozenset({LineKind.PRODUCT, LineKind.GIFT_CARD, LineKind.TIP})


def load(name: str, kind: str) -> Any:
    return json.loads((FIXTURES / f"{name}.{kind}.json").read_text(encoding="utf-8"))


def understood(name: str) -> Order:
    return channel.Shopify().normalize(load(name, "raw"), Account(shop="fixture", credentials={}))


def money(amount: Decimal, order: Order) -> str:
    return amount_text(amount, order.currency)


def goods(order: Order) -> list[Line]:
    return [line for line in order.lines if line.kind in GOODS]


def of_kind(order: Order, kind: LineKind) -> list[Line]:
    return [line for line in order.lines if line.kind is kind]


def gross_of(kind: LineKind, title: str = "") -> Callable[[Order], str]:
    def sum_up(order: Order) -> str:
        found = [line.gross for line in of_kind(order, kind) if not title or line.title == title]
        return money(sum(found, ZERO), order)

    return sum_up


def taken_off(line: Line, order: Order) -> Decimal:
    """The discount as the shop shows it: with tax iff its prices contain tax."""
    return line.unit_price * line.quantity - (line.gross if order.prices_include_tax else line.net)


def line_facts(line: Line, order: Order) -> dict[str, Any]:
    return {
        "sku": line.sku,
        "title": line.title,
        "kind": line.kind.value,
        "ordered_quantity": int(line.quantity),
        "current_quantity": int(line.quantity) - given_back(line, order),
        "list_unit_price": money(line.unit_price, order),
        "discount_total": money(taken_off(line, order), order),
        "total_net": money(line.net, order),
        "total_tax": money(line.tax, order),
        "total_gross": money(line.gross, order),
        "tax_rates": [number_text(tax.rate) for tax in line.taxes if tax.rate is not None],
        "requires_shipping": line.requires_shipping,
        "variant_known": (line.product_external_id or "").startswith("gid://shopify/ProductVariant/"),
    }


def given_back(line: Line, order: Order) -> int:
    back = (part for refund in order.refunds for part in refund.lines)
    return sum(int(part.quantity) for part in back if part.external_id == line.external_id)


def address_facts(address: Address | None) -> dict[str, Any] | None:
    if address is None:
        return None
    return {
        "name": address.name,
        "company": address.company,
        "country": address.country,
        "zip": address.postcode,
        "province": address.region or None,
        "city": address.city,
    }


def refund_facts(order: Order) -> list[dict[str, Any]]:
    places = [line.external_id for line in goods(order)]
    return [
        {
            "external_id": refund.external_id,
            "amount": money(refund.gross, order),
            "lines": [
                {"line": places.index(line.external_id), "quantity": int(line.quantity)}
                for line in refund.lines
                if line.external_id in places
            ],
            "shipping": money(
                sum((line.gross for line in refund.lines if line.kind is LineKind.SHIPPING), ZERO), order
            ),
        }
        for refund in order.refunds
    ]


def received(order: Order) -> Decimal:
    return sum((payment.amount for payment in order.payments), ZERO)


def refunded(order: Order) -> Decimal:
    return sum((refund.gross for refund in order.refunds), ZERO)


# The recorded names → what the unified order says to each.
TABLE: dict[str, Callable[[Order], Any]] = {
    "channel": lambda order: order.channel,
    "external_id": lambda order: order.external_id,
    "number": lambda order: order.number,
    "created_at": lambda order: time_text(order.placed_at),
    "updated_at": lambda order: time_text(order.updated_at),
    "test": lambda order: order.test,
    "cancelled_at": lambda order: time_text(order.cancelled_at) if order.cancelled_at else None,
    "cancel_reason": lambda order: order.raw_status["cancelReason"],
    "financial_status": lambda order: order.raw_status["displayFinancialStatus"],
    "fulfillment_status": lambda order: order.raw_status["displayFulfillmentStatus"],
    "currency": lambda order: order.currency,
    "presentment_currency": lambda order: order.presentment.currency if order.presentment else order.currency,
    "prices_include_tax": lambda order: order.prices_include_tax,
    "email": lambda order: order.customer.email or None,
    "customer_ref": lambda order: order.customer.external_id,
    "billing": lambda order: address_facts(order.billing_address),
    "shipping": lambda order: address_facts(order.shipping_address),
    "lines": lambda order: [line_facts(line, order) for line in goods(order)],
    "line_count": lambda order: len(goods(order)),
    "shipping_gross": gross_of(LineKind.SHIPPING),
    "shipping_tax": lambda order: money(
        sum((line.tax for line in of_kind(order, LineKind.SHIPPING)), ZERO), order
    ),
    "discount_codes": lambda order: list(order.discount_codes),
    "tip": gross_of(LineKind.TIP),
    "fees": gross_of(LineKind.FEE),
    "duties": gross_of(LineKind.FEE, "Duties"),
    "total": lambda order: money(order.totals.gross, order),
    "total_now": lambda order: money(order.totals.gross - refunded(order), order),
    "tax_total": lambda order: money(order.totals.tax, order),
    "discount_total": lambda order: money(
        sum((taken_off(line, order) for line in order.lines if line.kind is not LineKind.ROUNDING), ZERO),
        order,
    ),
    "received": lambda order: money(received(order), order),
    "refunded": lambda order: money(refunded(order), order),
    "outstanding": lambda order: money(order.totals.gross - received(order), order),
    "presentment_total": lambda order: (
        amount_text(order.presentment.gross, order.presentment.currency)
        if order.presentment
        else money(order.totals.gross, order)
    ),
    "payments": lambda order: [
        {"gateway": payment.method, "amount": money(payment.amount, order)} for payment in order.payments
    ],
    "refunds": refund_facts,
    "is_company": lambda order: order.customer.company is not None,
    "vat_number_candidates": lambda order: [
        {"value": entry.value, "where": entry.source} for entry in order.customer.vat_id_candidates
    ],
    "company_name": lambda order: order.customer.company,
}
# Recorded facts that the unified order does not hold, and why.
NOT_OURS = {
    "tax_exempt": "the VAT rules decide, not the shop's flag",
    "lines_need_more_pages": "says how the answer was paged; the raw order holds all pages",
    "total_at_creation": "an earlier state; each state seen is a revision",
    "refunds.adjustment": "what a refund gave back beyond its lines is the rest of its amount",
}
# Units that an edit took away and no refund names: (order, line) → left by the facts, not given back by ours.
REMOVED = {("17_edited_quantity_reduced", 0): (3, 5)}


def comparable(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts in the words that both have: an empty SKU is none, received money is SALE and CAPTURE."""
    said = {name: value for name, value in facts.items() if name not in NOT_OURS}
    said["lines"] = [line | {"sku": line["sku"] or ""} for line in facts["lines"]]
    said["refunds"] = [
        {name: value for name, value in refund.items() if f"refunds.{name}" not in NOT_OURS}
        for refund in facts["refunds"]
    ]
    said["payments"] = [
        {"gateway": entry["gateway"], "amount": entry["amount"]}
        for entry in facts["payments"]
        if entry["kind"] in ("SALE", "CAPTURE") and entry["status"] == "SUCCESS"
    ]
    return said


def test_all_recorded_orders_have_figures() -> None:
    assert len(NAMES) == 22


@pytest.mark.parametrize("name", NAMES)
def test_the_unified_order_says_what_was_recorded(name: str) -> None:
    # given
    said, order = comparable(load(name, "facts")), understood(name)

    # when
    found = {fact: TABLE[fact](order) for fact in said}
    for (edited, place), (left, kept) in REMOVED.items():
        if edited == name:
            assert found["lines"][place]["current_quantity"] == kept
            found["lines"][place]["current_quantity"] = left

    # then
    assert found == said


@pytest.mark.parametrize("name", NAMES)
def test_nothing_recorded_is_left_out(name: str) -> None:
    assert set(load(name, "facts")) == {fact for fact in (*TABLE, *NOT_OURS) if "." not in fact}


@pytest.mark.parametrize("name", NAMES)
def test_a_whole_recording_needs_no_rounding_and_no_notice(name: str) -> None:
    order = understood(name)

    assert order.notices == ()
    assert of_kind(order, LineKind.ROUNDING) == []


def test_an_order_cut_short_is_held_for_a_person() -> None:
    order = understood("13_65_lines_page1")

    assert {notice.code for notice in order.notices} == {"lines_incomplete", "totals_mismatch"}
    assert [line.gross for line in of_kind(order, LineKind.ROUNDING)] == [Decimal("689.75")]


def test_the_order_with_all_its_pages_adds_up() -> None:
    whole, cut = understood("13_65_lines"), understood("13_65_lines_page1")

    assert len(goods(whole)) == 65
    assert whole.notices == ()
    assert whole.totals == cut.totals
