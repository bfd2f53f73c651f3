"""The words that an invoice must carry when no VAT is charged, by state and day. Pure; data/mentions.csv.

In France they cite the CGI until 2026-12-31 and the CIBS from 2027-01-01 (ordonnance 2026-671 art. 17).
"""

from datetime import date
from enum import StrEnum
from functools import cache

from odoo_bridge.vat.dated import Period, table


class Mention(StrEnum):
    """Why no VAT is charged, as invoices must say it (Directive 2006/112/EC art. 226(11) and (11a))."""

    INTRA_COMMUNITY = "intra_community"
    EXPORT = "export"
    EXPORT_DOM = "export_dom"
    NO_VAT_DOM = "no_vat_dom"
    REVERSE_CHARGE_SERVICE = "reverse_charge_service"
    REVERSE_CHARGE_LOCAL = "reverse_charge_local"
    SERVICE_OUTSIDE = "service_outside"
    DIGITAL_OUTSIDE = "digital_outside"
    SMALL_BUSINESS = "small_business"


def mention(use: Mention, state: str, day: date) -> str:
    """The words in the law of that state on that day; those of the Directive where no others are known."""
    for country in (state, "*"):
        for period, text in _table().get((country, use), ()):
            if period.covers(day):
                return text
    return ""


@cache
def _table() -> dict[tuple[str, str], tuple[tuple[Period, str], ...]]:
    found: dict[tuple[str, str], list[tuple[Period, str]]] = {}
    for row in table("mentions.csv"):
        found.setdefault((row["country"], row["use"]), []).append((Period.of(row), row["text"]))
    return {key: tuple(texts) for key, texts in found.items()}
