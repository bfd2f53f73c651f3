"""Sentences that several rules share. Pure; plain English, for people who keep books."""

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
    "ioss": " The IOSS number is taken for granted: the VAT settings do not tell.",
    "uk": " The registration there is taken for granted: the VAT settings do not tell.",
    "origin": " The registration where the goods leave is taken for granted: the VAT settings do not tell.",
}


def from_to(case: Case) -> str:
    """Where goods leave and go."""
    return f"From {settled(case.origin).name} to {settled(case.destination).name}"


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
    said = {
        Vies.UNAVAILABLE: "VIES did not answer, which means neither valid nor invalid",
        Vies.ERROR: "VIES refused the question",
    }.get(case.sale.buyer.vies, "VIES has not been asked")
    return f"{said}: whether {number_text(case)} exempts is not proven."


def ask_vies(case: Case) -> str:
    """What to do about it."""
    if case.sale.buyer.vies is Vies.ERROR:
        return "Correct the seller's own VAT number or the number's form, then ask VIES again."
    return (
        "Wait: VIES is asked again by itself. Or decide by hand, or change the shop's policy for such times."
    )


def one_number(_: Case) -> str:
    """What to do about several numbers."""
    return "Ask the buyer which VAT number is the right one, and leave only that one in the shop's order."


def presumed(case: Case, what: str) -> str:
    """A warning where a registration was not told and is taken for granted; else nothing."""
    return _PRESUMED[what] if _UNTOLD[what](case) else ""
