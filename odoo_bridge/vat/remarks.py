"""What a reader should know besides the rule's own reason. Pure."""

from collections.abc import Iterator

from hub.sentences import say
from odoo_bridge.vat.case import Case, Standing
from odoo_bridge.vat.policy import WhileUnavailable
from odoo_bridge.vat.rules import Rule
from odoo_bridge.vat.sale import Supply, Vies
from odoo_bridge.vat.territories import Area, Territory

_NUMBER_COUNTS = frozenset({"OSS_DESTINATION", "ORIGIN_BELOW_THRESHOLD", "IOSS", "UK_LOW_VALUE"})


def remarks(case: Case, rule: Rule) -> tuple[str, ...]:
    """Sentences, in the order in which the facts matter."""
    return (*_address(case), *_buyer(case, rule), *_number(case))


def _address(case: Case) -> Iterator[str]:
    sale = case.sale
    if (
        case.supply is Supply.GOODS
        and sale.ship_to is None
        and sale.bill_to is not None
        and not sale.picked_up
    ):
        yield say("The order has no delivery address: the billing address counts as it.")
    place = case.destination if case.supply is Supply.GOODS else case.customer_place
    first, second = (
        (sale.ship_to, sale.bill_to) if case.supply is Supply.GOODS else (sale.bill_to, sale.ship_to)
    )
    written = first or second
    if written is not None and written.territory and isinstance(place, Territory) and not sale.picked_up:
        yield say(
            "The address leaves its territory open; staff said that it lies in {place}.", place=place.name
        )
    if isinstance(place, Territory) and place.id == "monaco":
        yield say("Monaco is France for VAT.")
    if isinstance(place, Territory) and place.id == "northern-ireland" and case.supply is Supply.GOODS:
        yield say("For goods, Northern Ireland follows the EU's rules (XI).")
    if isinstance(place, Territory) and place.area is Area.MEMBER and place.region and place.id not in _TOLD:
        yield say("{place} has rules of its own ({source}).", place=place.name, source=place.source)


_TOLD = frozenset({"monaco", "northern-ireland"})


def _buyer(case: Case, rule: Rule) -> Iterator[str]:
    treatment = getattr(rule.outcome, "treatment", "")
    if treatment not in _NUMBER_COUNTS or not case.unproven:
        return
    if case.standing is Standing.INVALID:
        yield _why_invalid(case)
    elif case.standing is Standing.FOREIGN:
        yield say("{number} is no number of the EU and exempts from nothing here.", number=case.number)
    elif case.sale.buyer.company:
        yield say("A company that gives no VAT number is not exempt.")


def _why_invalid(case: Case) -> str:
    number, vies = case.number, case.sale.buyer.vies
    if vies is Vies.UNAVAILABLE and number is not None and number.is_good:
        return say(
            "VIES does not answer about {number}, and the shop's policy is to charge VAT meanwhile.",
            number=number,
        )
    if vies is Vies.INVALID:
        return say("VIES says that {number} is not valid, so it exempts from nothing.", number=number)
    return say("The number exempts from nothing: {reason}", reason=number.reason if number else "")


def _number(case: Case) -> Iterator[str]:
    if case.standing is not Standing.VALID:
        return
    buyer, number = case.sale.buyer, case.number
    if not buyer.company:
        yield say(
            "No company is named, but {number} is valid: who gives a number buys as a taxable person.",
            number=number,
        )
    if number is not None and not number.is_good:
        yield say("VIES knows the number although its form is unusual: {reason}", reason=number.reason)
    if buyer.vies is not Vies.VALID and case.policy.while_unavailable is WhileUnavailable.ACCEPT_PROOF:
        day = buyer.proof.day if buyer.proof else ""
        yield say("VIES does not answer; its proof of {day} counts, as the shop's policy says.", day=day)
    place = case.destination if case.supply is Supply.GOODS else case.customer_place
    if isinstance(place, Territory) and place.state and case.number_state != place.state:
        yield say(
            "{number} is a number of {state}, and the place is {place}.",
            number=number,
            state=case.number_state,
            place=place.name,
        )
