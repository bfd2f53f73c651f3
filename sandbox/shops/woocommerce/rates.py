"""Tax rates of the shop: its table, and the answer of ``/taxes``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

STANDARD, REDUCED, SUPER_REDUCED, PARTICULAR = "", "reduced-rate", "super-reduced", "particular"


@dataclass(frozen=True, slots=True)
class TaxRate:
    """One row of the tax table; ``percent`` is 20 for 20 %, ``tax_class`` is "" for the standard one."""

    id: int
    country: str
    percent: Decimal
    name: str
    tax_class: str = STANDARD
    state: str = ""
    priority: int = 1
    compound: bool = False
    shipping: bool = True

    @property
    def code(self) -> str:
        """The ``rate_code`` of tax lines."""
        place = f"{self.country}-{self.state}" if self.state else self.country
        return f"{place}-{self.name.upper()}-{self.priority}"

    @property
    def percent_number(self) -> int | float:
        """``rate_percent`` as JSON shows it: 20 or 5.5."""
        return int(self.percent) if self.percent == self.percent.to_integral() else float(self.percent)


def _rate(
    number: int, country: str, percent: str, name: str, tax_class: str = STANDARD, **more: Any
) -> TaxRate:
    return TaxRate(number, country, Decimal(percent), name, tax_class, **more)


RATES: tuple[TaxRate, ...] = (
    _rate(1, "FR", "20", "TVA 20%"),
    _rate(2, "FR", "10", "TVA 10%", REDUCED),
    _rate(3, "FR", "5.5", "TVA 5,5%", SUPER_REDUCED),
    _rate(4, "DE", "19", "MwSt 19%"),
    _rate(5, "FR", "2.1", "TVA 2,1%", PARTICULAR),
)


class RateTable:
    """Finds the rate for a country and a tax class; ``base`` is the country whose tax catalogue prices
    contain.
    """

    def __init__(self, rates: Iterable[TaxRate] = RATES, base: str = "FR") -> None:
        self.rates = tuple(rates)
        self.base = base
        self._by_place = {(rate.country, rate.tax_class): rate for rate in self.rates}
        self.by_id: Mapping[int, TaxRate] = {rate.id: rate for rate in self.rates}

    def find(self, country: str, tax_class: str) -> TaxRate | None:
        """Return the rate charged there, None when the table has none (then nothing is charged)."""
        return self._by_place.get((country, tax_class))

    def base_percent(self, tax_class: str) -> Decimal:
        """Percent that a catalogue price contains."""
        rate = self.find(self.base, tax_class)
        return rate.percent if rate else Decimal(0)

    def documents(self) -> list[dict[str, Any]]:
        """Return the rows of ``/taxes``, without links."""
        return [_document(rate, order) for order, rate in enumerate(self.rates)]


def _document(rate: TaxRate, order: int) -> dict[str, Any]:
    return {
        "id": rate.id,
        "country": rate.country,
        "state": rate.state,
        "postcode": "",
        "city": "",
        "rate": f"{rate.percent:.4f}",
        "name": rate.name,
        "priority": rate.priority,
        "compound": rate.compound,
        "shipping": rate.shipping,
        "order": order,
        "class": rate.tax_class or "standard",
        "postcodes": [],
        "cities": [],
    }
