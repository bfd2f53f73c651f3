"""Every sample order, against the facts that must be read out of it; one table maps their names to ours."""

import json
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from channels.company_numbers import normalized
from channels.wix import channel
from hub.order import Address, Line, Order
from hub.order.document import time_text
from hub.order.money import ZERO, amount_text, number_text
from hub.order.vocabulary import LineKind, Status
from hub.ports import Account

FIXTURES = Path(channel.__file__).parent / "fixtures"
NAMES = sorted(file.name.removesuffix(".facts.json") for file in FIXTURES.glob("*.facts.json"))
GOODS = (LineKind.PRODUCT, LineKind.GIFT_CARD)
FEES = (LineKind.FEE, LineKind.GIFT_WRAP, LineKind.TIP)

_NO_KIND = "the unified order knows no kind for downloads"
_TEXT = "a missing SKU is empty text"
_WITHOUT_TAX = "the facts say discounts with tax, the unified order without"
_PICKUP = "the facts show the place of pick-up; nothing is sent there"

# All differences to the facts: (order, what) → the facts', ours, why. README.md lists them too.
DIFFERENCES: dict[tuple[str, str], tuple[Any, Any, str]] = {
    ("coupon_global", "line 0 discount_total"): ("10.80", "9.00", _WITHOUT_TAX),
    ("coupon_global", "line 1 discount_total"): ("5.90", "4.92", _WITHOUT_TAX),
    ("gift_card_and_ebook_no_shipping", "line 0 sku"): (None, "", _TEXT),
    ("gift_card_and_ebook_no_shipping", "line 1 kind"): ("digital", "product", _NO_KIND),
    ("store_pickup", "shipping"): (
        ("Karim Benali", None, "FR", "FR-13", "13002", "Marseille", "12 rue de la Loge"),
        None,
        _PICKUP,
    ),
}
# Facts without a field of their own in the unified order, with what they follow from.
NOT_OURS = {
    "tax_exempt": "the VAT decision looks at the taxes themselves",
    "balance_due": "total - payments + refunds",
    "pickup": "no shipping address although something is shippable",
}


def load(name: str, kind: str) -> Any:
    return json.loads((FIXTURES / f"{name}.{kind}.json").read_text(encoding="utf-8"))


def understood(name: str) -> Order:
    return channel.Wix().normalize(load(name, "raw"), Account(shop="fixture", credentials={}))


def _sum(order: Order, kinds: tuple[LineKind, ...], part: str) -> str:
    amounts = (getattr(line, part) for line in order.lines if line.kind in kinds)
    return amount_text(sum(amounts, ZERO), order.currency)


def _address(address: Address | None) -> Any:
    if address is None:
        return None
    place = (address.country, address.region, address.postcode, address.city, address.street)
    return (address.name, address.company, *place)


# The facts' name → what the unified order says of it.
TABLE: dict[str, Callable[[Order], Any]] = {
    "channel": lambda order: order.channel,
    "external_id": lambda order: order.external_id,
    "number": lambda order: order.number,
    "created_at": lambda order: time_text(order.placed_at),
    "updated_at": lambda order: time_text(order.updated_at),
    "status": lambda order: order.raw_status["status"],
    "payment_status": lambda order: order.raw_status["paymentStatus"],
    "fulfillment_status": lambda order: order.raw_status["fulfillmentStatus"],
    "cancelled": lambda order: order.status is Status.CANCELLED,
    "currency": lambda order: order.currency,
    "prices_include_tax": lambda order: order.prices_include_tax,
    "email": lambda order: order.customer.email or None,
    "billing": lambda order: _address(order.billing_address),
    "shipping": lambda order: _address(order.shipping_address),
    "shipping_net": lambda order: _sum(order, (LineKind.SHIPPING,), "net"),
    "shipping_tax": lambda order: _sum(order, (LineKind.SHIPPING,), "tax"),
    "shipping_gross": lambda order: _sum(order, (LineKind.SHIPPING,), "gross"),
    "fees_net": lambda order: _sum(order, FEES, "net"),
    "tax_total": lambda order: amount_text(order.totals.tax, order.currency),
    "total": lambda order: amount_text(order.totals.gross, order.currency),
    "paid": lambda order: amount_text(sum((part.amount for part in order.payments), ZERO), order.currency),
    "refunded": lambda order: amount_text(sum((part.gross for part in order.refunds), ZERO), order.currency),
    "coupon_codes": lambda order: list(order.discount_codes),
    "vat_number_candidates": lambda order: [
        (entry.source, normalized(entry.value)) for entry in order.customer.vat_id_candidates
    ],
    "siret_candidates": lambda order: [entry.value for entry in order.customer.registrations],
    "is_company": lambda order: order.customer.company is not None,
}
LINE_TABLE: dict[str, Callable[[Line, Order], Any]] = {
    "sku": lambda line, _: line.sku,
    "title": lambda line, _: line.title,
    "kind": lambda line, _: line.kind.value,
    "ordered_quantity": lambda line, _: number_text(line.quantity),
    "refunded_quantity": lambda line, order: number_text(
        sum(
            (
                part.quantity
                for refund in order.refunds
                for part in refund.lines
                if part.external_id == line.external_id
            ),
            ZERO,
        )
    ),
    "list_unit_price": lambda line, order: amount_text(line.unit_price, order.currency),
    "discount_total": lambda line, order: amount_text(line.discount, order.currency),
    "total_net": lambda line, order: amount_text(line.net, order.currency),
    "total_tax": lambda line, order: amount_text(line.tax, order.currency),
    "total_gross": lambda line, order: amount_text(line.gross, order.currency),
    "tax_rate": lambda line, _: [number_text(tax.rate) for tax in line.taxes if tax.rate is not None],
}


def said(facts: dict[str, Any]) -> dict[str, Any]:
    """What the facts say, one value per name, in the forms of the table."""
    flat = {name: _form(name, value) for name, value in facts.items() if name != "lines"}
    for index, line in enumerate(facts["lines"]):
        flat |= {f"line {index} {name}": _form(name, value) for name, value in line.items()}
    return flat


def _form(name: str, value: Any) -> Any:
    form = FORMS.get(name)
    return value if form is None or value is None else form(value)


def _time(text: str) -> str:
    return time_text(datetime.fromisoformat(text))


def _money(text: str) -> str:
    return amount_text(Decimal(text), "EUR")


def _count(number: int) -> str:
    return number_text(Decimal(number))


def _place(value: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(value[key] for key in ("name", "company", "country", "subdivision", "zip", "city", "street"))


FORMS: dict[str, Callable[[Any], Any]] = {
    "created_at": _time,
    "updated_at": _time,
    "billing": _place,
    "shipping": _place,
    "shipping_net": _money,
    "shipping_tax": _money,
    "shipping_gross": _money,
    "ordered_quantity": _count,
    "refunded_quantity": _count,
    "tax_rate": lambda rate: [rate],
    "vat_number_candidates": lambda entries: [(entry["where"], entry["value"]) for entry in entries],
}


def ours(order: Order) -> dict[str, Any]:
    """What the unified order says, under the same names."""
    flat = {name: read(order) for name, read in TABLE.items()}
    for index, line in enumerate(line for line in order.lines if line.kind in GOODS):
        flat |= {f"line {index} {name}": read(line, order) for name, read in LINE_TABLE.items()}
    return flat


@pytest.mark.parametrize("name", NAMES)
def test_the_unified_order_says_what_the_facts_say(name: str) -> None:
    # given
    facts = said(load(name, "facts"))

    # when
    found = ours(understood(name))

    # then
    different = {
        (name, what): (value, found.get(what))
        for what, value in facts.items()
        if what not in NOT_OURS and value != found.get(what)
    }
    assert different == {key: entry[:2] for key, entry in DIFFERENCES.items() if key[0] == name}


@pytest.mark.parametrize("name", NAMES)
def test_what_has_no_field_follows_from_others(name: str) -> None:
    facts, order = load(name, "facts"), understood(name)

    paid = sum((part.amount for part in order.payments), ZERO)
    if order.status is not Status.CANCELLED:
        assert Decimal(facts["balance_due"]) == order.totals.gross - paid
    shippable = any(line.requires_shipping for line in order.lines)
    picked_up = shippable and order.shipping_address is None and order.origin.value == "web"
    assert facts["pickup"] == picked_up


def test_no_fact_is_left_out() -> None:
    names = {name for file in NAMES for name in load(file, "facts")}
    lines = {name for file in NAMES for line in load(file, "facts")["lines"] for name in line}

    assert names - {"lines"} <= TABLE.keys() | NOT_OURS.keys()
    assert lines <= LINE_TABLE.keys()
    assert len(NAMES) == 15


def test_the_readme_explains_every_difference() -> None:
    readme = (FIXTURES.parent / "README.md").read_text(encoding="utf-8")

    for name, _ in DIFFERENCES:
        assert f"`{name}`" in readme, name
