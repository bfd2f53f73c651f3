"""Amounts at which a rule begins or ends. Pure; data/limits.toml.

A value in another currency needs the rate of that day, unless it lies clear of the limit at any rate that
the currency ever had.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

from odoo_bridge.vat.dated import document


class Limit(StrEnum):
    """Which amount."""

    DISTANCE_SALES = "distance_sales"
    IOSS = "ioss"
    UK_LOW_VALUE = "uk_low_value"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consignment:
    """What is sent at once: its intrinsic value, which is the goods without freight, insurance and VAT.

    `eur_rate` is how many EUR one unit of `currency` is worth that day, `gbp_rate` how many GBP; None:
    not known.
    """

    value: Decimal
    currency: str
    eur_rate: Decimal | None = None
    gbp_rate: Decimal | None = None

    def rate_to(self, currency: str) -> Decimal | None:
        """Units of `currency` for one of its own, where it was told."""
        if self.currency == currency:
            return Decimal(1)
        return {"EUR": self.eur_rate, "GBP": self.gbp_rate}.get(currency)


def amount(limit: Limit) -> tuple[Decimal, str]:
    """The limit and its currency."""
    entry = _data()[limit]
    return Decimal(entry["amount"]), entry["currency"]


def within(consignment: Consignment | None, limit: Limit) -> bool | None:
    """Whether the value is at most the limit; None: value or rate of exchange is missing to tell it."""
    if consignment is None:
        return None
    most, currency = amount(limit)
    rate = consignment.rate_to(currency)
    if rate is not None:
        return consignment.value * rate <= most
    bounds = _bounds(consignment.currency, currency)
    if bounds is None:
        return None
    lowest, highest = (consignment.value * bound <= most for bound in bounds)
    return lowest if lowest == highest else None


def over_distance_sales(last_year: Decimal, this_year: Decimal, sale: Decimal) -> bool:
    """Whether a cross-border sale to a consumer has the VAT of the buyer's state (art. 59c).

    All net, in EUR: the whole of last calendar year, what was sold this year before this sale, and the sale
    itself, for the one that crosses the limit is already taxed where it goes.
    """
    most, _ = amount(Limit.DISTANCE_SALES)
    return last_year > most or this_year + sale > most


def most_eur(net: Decimal, currency: str) -> Decimal | None:
    """The most that an amount was ever worth in EUR; None for a currency that the table does not know."""
    bounds = _eur_bounds(currency)
    return net * bounds[1] if bounds else None


def _bounds(currency: str, into: str) -> tuple[Decimal, Decimal] | None:
    """The fewest and the most units of `into` that one of `currency` was worth."""
    own, other = _eur_bounds(currency), _eur_bounds(into)
    return (own[0] / other[1], own[1] / other[0]) if own and other else None


def _eur_bounds(currency: str) -> tuple[Decimal, Decimal] | None:
    if currency == "EUR":
        return Decimal(1), Decimal(1)
    found = _data()["eur_per"].get(currency)
    return (Decimal(found[0]), Decimal(found[1])) if found else None


@cache
def _data() -> dict[str, Any]:
    return document("limits.toml")
