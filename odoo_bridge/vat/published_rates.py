"""Our rates beside a public source: eu-vat-rates-data, which copies the European Commission's TEDB every day.

A difference is for people to judge: nothing here changes a rate. What was judged stands in
data/known_differences.csv. Pure, but for reading an installed package.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

import eu_vat_rates_data

from hub.sentences import say
from odoo_bridge.vat.dated import table
from odoo_bridge.vat.rates import STANDARD, rates, regions, states

STALE_DAYS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A percentage that only one of the two has for a country. `kind` is standard, reduced or all."""

    country: str
    kind: str
    ours: frozenset[Decimal]
    published: frozenset[Decimal]

    @property
    def texts(self) -> tuple[str, str]:
        """What is only ours, and what only they have, as people write it."""
        return _text(self.ours), _text(self.published)

    @property
    def words(self) -> str:
        """Both, for people."""
        ours, published = self.texts
        facts = {"country": self.country, "ours": ours, "published": published}
        if self.kind == "standard":
            return say("{country} standard: here {ours}, published {published}", **facts)
        if self.kind == "reduced":
            return say("{country} reduced: here {ours}, published {published}", **facts)
        return say("{country} all: here {ours}, published {published}", **facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All differences on the day of the public source, which is `day`."""

    day: date
    countries: int
    differences: tuple[Difference, ...]

    def is_stale(self, today: date) -> bool:
        """Whether the installed source is too old to say anything about today."""
        return (today - self.day).days > STALE_DAYS


def compare() -> Comparison:
    """Every state whose rates are known here with the installed source, on that source's own day."""
    day = date.fromisoformat(eu_vat_rates_data.data_version)
    compared = sorted(states())
    found = tuple(difference for country in compared for difference in _differences(country, day))
    return Comparison(day=day, countries=len(compared), differences=found)


def _differences(country: str, day: date) -> Iterator[Difference]:
    published = eu_vat_rates_data.get_rate(country)
    if published is None:
        yield Difference(country=country, kind="all", ours=_ours(country, day), published=frozenset())
        return
    standard = frozenset({_decimal(published["standard"])})
    ours = frozenset(rate.percent for rate in rates(country, "", day) if rate.product_class == STANDARD)
    if ours != standard:
        yield Difference(country=country, kind="standard", ours=ours, published=standard)
    extra = [published["super_reduced"], published["parking"]]
    reduced = {_decimal(rate) for rate in [*published["reduced"], *extra] if rate is not None}
    only_ours = _ours(country, day) - reduced - standard - _known(country)
    only_published = frozenset(reduced - _ours(country, day) - _known(country))
    if only_ours or only_published:
        yield Difference(country=country, kind="reduced", ours=only_ours, published=only_published)


def _ours(country: str, day: date) -> frozenset[Decimal]:
    """All percentages of a country and its regions but zero, which the source does not list."""
    everywhere = (rates(country, region, day) for region in regions(country))
    return frozenset(rate.percent for found in everywhere for rate in found if rate.percent)


@cache
def _judged() -> dict[str, frozenset[Decimal]]:
    found: dict[str, set[Decimal]] = {}
    for row in table("known_differences.csv"):
        found.setdefault(row["country"], set()).add(Decimal(row["rate"]))
    return {country: frozenset(rates) for country, rates in found.items()}


def _known(country: str) -> frozenset[Decimal]:
    return _judged().get(country, frozenset())


def _decimal(rate: float) -> Decimal:
    return Decimal(str(rate)).normalize()


def _text(rates: frozenset[Decimal]) -> str:
    return ", ".join(f"{rate.normalize():f} %" for rate in sorted(rates)) or say("nothing")
