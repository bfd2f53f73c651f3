"""What a decision stands on, as names and texts that can be kept with the order. Pure."""

from collections.abc import Iterator

from hub.sentences import say
from odoo_bridge.vat.case import Case
from odoo_bridge.vat.rules import Rule
from odoo_bridge.vat.sale import Supply
from odoo_bridge.vat.territories import Territory, Unclear


def evidence(case: Case, rule: Rule) -> dict[str, str]:
    """Only what there is: source of the rule, places with their sources, number, verdict and proof."""
    return {name: text for name, text in _all(case, rule) if text}


def _all(case: Case, rule: Rule) -> Iterator[tuple[str, str]]:
    sale = case.sale
    yield "source", rule.source
    yield "day", sale.day.isoformat()
    yield "supply", case.supply.value
    yield "product_class", sale.product_class
    if case.supply is Supply.GOODS:
        yield "from", _place(case.origin)
        yield "to", _place(case.destination)
    else:
        yield "customer", _place(case.customer_place)
    yield "vat_number", str(case.number or "")
    yield "number_proves", case.standing.value if case.number else ""
    yield "vies", sale.buyer.vies.value if case.number else ""
    if sale.buyer.proof is not None:
        yield "vies_day", sale.buyer.proof.day.isoformat()
        yield "vies_reference", sale.buyer.proof.reference
    if sale.consignment is not None:
        yield "consignment", f"{sale.consignment.value} {sale.consignment.currency}"


def _place(place: Territory | Unclear) -> str:
    if isinstance(place, Unclear):
        return say("unclear: {problem}", problem=place.why)
    return say("{place} ({source})", place=place.name, source=place.source)
