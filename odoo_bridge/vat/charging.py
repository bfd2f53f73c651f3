"""Which rate is charged for a product's class at a place, or why it cannot be told. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from hub.sentences import say
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
                say(
                    "The shop's settings say {rate} for {product_class} in {place}, a rate that does not "
                    "exist there on {day}.",
                    rate=percent(chosen),
                    product_class=repr(wanted),
                    place=place,
                    day=day,
                ),
                say("Correct the rate of this product class in the VAT settings."),
            )
        why = say(
            "{rate} for {product_class} in {place}, as the shop's settings say.",
            rate=percent(chosen),
            product_class=repr(wanted),
            place=place,
        )
        return Charged(chosen, why, "the shop's settings")
    found = rates_of_class(country, region, wanted, day)
    if len(found) == 1:
        rate = found[0]
        why = say(
            "{rate} for {product_class} in {place} on {day}.",
            rate=percent(rate.percent),
            product_class=repr(wanted),
            place=place,
            day=day,
        )
        return Charged(rate.percent, why, rate.source)
    return _open(wanted, place, country, sorted({rate.percent for rate in found}))


def percent(rate: Decimal) -> str:
    """As people write it."""
    return f"{rate.normalize():f} %"


def _open(product_class: str, place: str, country: str, several: list[Decimal]) -> Open:
    named = repr(product_class)
    why = (
        say(
            "For {product_class} {place} has several rates ({rates}), which depend on the product.",
            product_class=named,
            place=place,
            rates=", ".join(map(percent, several)),
        )
        if several
        else say(
            "No rate for {product_class} in {place} is known on that day.", product_class=named, place=place
        )
    )
    todo = say(
        "Choose the rate for {product_class} in {country} in the VAT settings.",
        product_class=named,
        country=country,
    )
    return Open(why, todo)
