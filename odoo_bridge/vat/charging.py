"""Which rate is charged for a product's class at a place, or why it cannot be told. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from odoo_bridge.vat.case import Case
from odoo_bridge.vat.rates import allowed, rates_of_class
from odoo_bridge.vat.sale import Supply

_DIGITAL_CLASSES = {"book": "ebook"}


@dataclass(frozen=True, slots=True)
class Charged:
    """A percentage with its reason and its source."""

    percent: Decimal
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class Open:
    """No rate: why, and what to do."""

    why: str
    todo: str


def rate_for(case: Case, country: str, region: str) -> Charged | Open:
    """The shop's own choice if that state has such a rate on that day, else the table's only one."""
    named = case.sale.product_class.strip().lower()
    wanted = _DIGITAL_CLASSES.get(named, named) if case.supply is Supply.DIGITAL_SERVICE else named
    place, day = f"{country} {region}".strip(), case.sale.day
    chosen = case.policy.class_rates.get((country, wanted))
    if chosen is not None:
        if chosen not in allowed(country, region, day):
            return Open(
                f"The shop's settings say {percent(chosen)} for {wanted!r} in {place}, a rate that does not "
                f"exist there on {day}.",
                "Correct the rate of this product class in the VAT settings.",
            )
        why = f"{percent(chosen)} for {wanted!r} in {place}, as the shop's settings say."
        return Charged(chosen, why, "the shop's settings")
    found = rates_of_class(country, region, wanted, day)
    if len(found) == 1:
        rate = found[0]
        return Charged(
            rate.percent, f"{percent(rate.percent)} for {wanted!r} in {place} on {day}.", rate.source
        )
    return _open(wanted, place, country, sorted({rate.percent for rate in found}))


def percent(rate: Decimal) -> str:
    """As people write it."""
    return f"{rate.normalize():f} %"


def _open(product_class: str, place: str, country: str, several: list[Decimal]) -> Open:
    rates = ", ".join(map(percent, several))
    why = (
        f"For {product_class!r} {place} has several rates ({rates}), which depend on the product."
        if several
        else f"No rate for {product_class!r} in {place} is known on that day."
    )
    return Open(why, f"Choose the rate for {product_class!r} in {country} in the VAT settings.")
