"""Books for tests that ask no Odoo: the French chart as 17 and 19 have it, and what may stand beside it."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from odoo_bridge.odoo.gateways.fiscal import BookPosition, Books, BookTax
from odoo_bridge.vat.territories import members

UNION = frozenset(members())


def tax(number: int, name: str, rate: str, **changes: Any) -> BookTax:
    values = {
        "record_id": number,
        "name": name,
        "words": name,
        "rate": Decimal(rate),
        "price_included": False,
        "services": None,
        "cash_basis": False,
        "active": True,
        "country": "FR",
        "category": "",
    }
    return BookTax(**{**values, **changes})


def goods(number: int, name: str, rate: str, **changes: Any) -> BookTax:
    return tax(number, name, rate, services=False, **changes)


def services(number: int, name: str, rate: str, **changes: Any) -> BookTax:
    return tax(number, name, rate, services=True, cash_basis=True, **changes)


def position(number: int, name: str, **changes: Any) -> BookPosition:
    values = {
        "record_id": number,
        "name": name,
        "automatic": True,
        "vat_required": False,
        "foreign": False,
        "country": "",
        "countries": frozenset(),
        "taxes": frozenset(),
    }
    return BookPosition(**{**values, **changes})


TAXES = (
    goods(1, "20% G", "20"),
    goods(2, "20% G INC", "20", price_included=True),
    goods(3, "5.5% G INC", "5.5", price_included=True, active=False),
    services(4, "20% S", "20"),
    services(5, "20% S INC", "20", price_included=True),
    goods(10, "0% EXEMPT G", "0"),
    goods(11, "0% EX G", "0"),
    goods(12, "0% EU G", "0"),
    services(13, "0% EXEMPT S", "0"),
    services(14, "0% EX S", "0"),
    services(15, "0% EU S", "0"),
)
CATEGORIES = {10: "E", 11: "G", 12: "K", 13: "O", 14: "O", 15: "AE"}
POSITIONS = (
    position(1, "Domestic - France", country="FR"),
    position(2, "Domestic - Monaco", country="MC"),
    position(3, "EU private", countries=UNION),
    position(4, "Intra-EU B2B", countries=UNION, vat_required=True, taxes=frozenset({12, 15})),
    position(5, "Import/Export Outside Europe + DOM-TOM", taxes=frozenset({11, 14})),
)


def books(*more: BookTax | BookPosition, **changes: Any) -> Books:
    """The chart, and more."""
    values = {
        "home": "FR",
        "default_tax": 1,
        "taxes": (*TAXES, *(one for one in more if isinstance(one, BookTax))),
        "positions": (*POSITIONS, *(one for one in more if isinstance(one, BookPosition))),
    }
    return Books(**{**values, **changes})


def coded() -> Books:
    """With the letters that Odoo 19 keeps for electronic invoices."""
    chart = books()
    return replace(
        chart,
        taxes=tuple(replace(one, category=CATEGORIES.get(one.record_id, "S")) for one in chart.taxes),
    )


def nameless() -> Books:
    """In a language that nobody foresaw: only the positions tell what a tax is for."""
    chart = books()
    return replace(chart, taxes=tuple(replace(one, words=f"T{one.record_id}") for one in chart.taxes))
