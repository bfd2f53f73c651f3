"""Sentences that several rules share. Pure; plain English, for people who keep books."""

from hub.sentences import say
from odoo_bridge.vat.case import Case
from odoo_bridge.vat.rules.rule import settled
from odoo_bridge.vat.sale import Vies
from odoo_bridge.vat.territories import Territory, Unclear

_UNTOLD = {
    "ioss": lambda c: c.sale.seller.ioss is None,
    "uk": lambda c: c.sale.seller.uk_registered is None,
    "origin": lambda c: c.registered_in(settled(c.origin).state) is None,
}
_PRESUMED = {
    "ioss": say("The IOSS number is taken for granted: the VAT settings do not tell."),
    "uk": say("The registration there is taken for granted: the VAT settings do not tell."),
    "origin": say(
        "The registration where the goods leave is taken for granted: the VAT settings do not tell."
    ),
}


def from_to(case: Case) -> str:
    """Where goods leave and go."""
    origin, destination = settled(case.origin), settled(case.destination)
    return say("From {origin} to {destination}", origin=origin.name, destination=destination.name)


def place_problem(place: Territory | Unclear) -> str:
    """Why a place is unclear."""
    return place.why if isinstance(place, Unclear) else place.name


def place_todo(place: Territory | Unclear) -> str:
    """What to do about an unclear place."""
    return place.todo if isinstance(place, Unclear) else ""


def number_text(case: Case) -> str:
    """The buyer's numbers, as invoices print them."""
    first = str(case.number) if case.number else ""
    return ", ".join(filter(None, (first, *case.sale.buyer.other_vat_ids)))


def no_answer(case: Case) -> str:
    """Why a number proves nothing yet."""
    number = number_text(case)
    if case.sale.buyer.vies is Vies.UNAVAILABLE:
        return say(
            "VIES did not answer, which means neither valid nor invalid: whether {number} exempts is not "
            "proven.",
            number=number,
        )
    if case.sale.buyer.vies is Vies.ERROR:
        return say("VIES refused the question: whether {number} exempts is not proven.", number=number)
    return say("VIES has not been asked: whether {number} exempts is not proven.", number=number)


def ask_vies(case: Case) -> str:
    """What to do about it."""
    if case.sale.buyer.vies is Vies.ERROR:
        return say("Correct the seller's own VAT number or the number's form, then ask VIES again.")
    return say(
        "Wait: VIES is asked again by itself. Or decide by hand, or change the shop's policy for such times."
    )


def several_numbers(case: Case) -> str:
    """Why nobody can say which number is the buyer's."""
    return say("The order names several VAT numbers: {numbers}.", numbers=number_text(case))


def one_number(_: Case) -> str:
    """What to do about several numbers."""
    return say(
        "Ask the buyer which VAT number is the right one, and leave only that one in the shop's order."
    )


def register_at_origin(case: Case) -> str:
    """What to do where the seller lacks a VAT number."""
    return say(
        "Register for VAT in {state}, or correct the registrations in the VAT settings.",
        state=settled(case.origin).state,
    )


def presumed(case: Case, what: str) -> str:
    """A warning where a registration was not told and is taken for granted; else nothing."""
    return _PRESUMED[what] if _UNTOLD[what](case) else ""
