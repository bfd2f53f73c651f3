"""Which states make the buyer owe the VAT of a foreign seller's local sale of goods. Pure.

Directive 2006/112/EC art. 194 leaves it to them; data/local_reverse_charge.csv holds what is known.
"""

from datetime import date
from enum import StrEnum
from functools import cache

from odoo_bridge.vat.dated import Period, table


class Applies(StrEnum):
    """Whether a sale to a business that is identified there is the buyer's to declare."""

    YES = "yes"
    UNLESS_REGISTERED = "unless_registered"
    NO = "no"
    UNKNOWN = "unknown"


def applies(state: str, day: date) -> Applies:
    """What that state made of art. 194 for goods on that day."""
    return next(
        (verdict for period, verdict in _table().get(state, ()) if period.covers(day)), Applies.UNKNOWN
    )


@cache
def _table() -> dict[str, list[tuple[Period, Applies]]]:
    found: dict[str, list[tuple[Period, Applies]]] = {}
    for row in table("local_reverse_charge.csv"):
        found.setdefault(row["country"], []).append((Period.of(row), Applies(row["applies"])))
    return found
