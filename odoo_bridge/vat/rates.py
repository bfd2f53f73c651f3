"""VAT rates by state, region, class of product and day. Pure; the table is data/rates.csv.

A class without an unambiguous rate on that day has none here: then a person names it (`Policy.class_rates`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from odoo_bridge.vat.dated import Period, table

STANDARD = "standard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A line of the table; `percent` is what is charged, 20 for 20 %. `region` "" is the state in general."""

    country: str
    region: str
    product_class: str
    percent: Decimal
    period: Period
    source: str


def rates(country: str, region: str, day: date) -> tuple[Rate, ...]:
    """All rates there on that day. A region that has no rates of its own has those of its state."""
    own = [rate for rate in _table().get((country, region), ()) if rate.period.covers(day)]
    if region and (country, region) not in _table():
        return rates(country, "", day)
    return tuple(own)


def rates_of_class(country: str, region: str, product_class: str, day: date) -> tuple[Rate, ...]:
    """Those of a class: exactly one where it is clear, none where it is unknown, several where it depends."""
    return tuple(rate for rate in rates(country, region, day) if rate.product_class == product_class)


def allowed(country: str, region: str, day: date) -> frozenset[Decimal]:
    """Every percentage that may be charged there on that day."""
    return frozenset(rate.percent for rate in rates(country, region, day))


def states() -> frozenset[str]:
    """Whose rates are known."""
    return frozenset(country for country, _ in _table())


def regions(country: str) -> frozenset[str]:
    """The parts of a state that have rates of their own, and "" for the rest of it."""
    return frozenset(region for state, region in _table() if state == country)


def product_classes() -> frozenset[str]:
    """The classes that the table knows anywhere."""
    return frozenset(rate.product_class for found in _table().values() for rate in found)


@cache
def _table() -> dict[tuple[str, str], tuple[Rate, ...]]:
    found: dict[tuple[str, str], list[Rate]] = {}
    for rate in _read():
        found.setdefault((rate.country, rate.region), []).append(rate)
    return {key: tuple(lines) for key, lines in found.items()}


def _read() -> Iterator[Rate]:
    for row in table("rates.csv"):
        yield Rate(
            country=row["country"],
            region=row["region"],
            product_class=row["class"],
            percent=Decimal(row["rate"]),
            period=Period.of(row),
            source=row["source"],
        )
