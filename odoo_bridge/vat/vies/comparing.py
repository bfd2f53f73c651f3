"""Whether the owner that VIES tells is the buyer of an order. Pure; a difference is a note, never a refusal.

Companies buy for branches and under trade names, so that only a person can tell what a difference means.
"""

from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

from hub.order import Address
from hub.sentences import say
from odoo_bridge.customers.names import Likeness, companies
from odoo_bridge.customers.normalization import normalized_postcode, words_of_company

_STREET_ALIKE = 85  # of 100


class Fit(StrEnum):
    """What a comparison found."""

    SAME = "same"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How name and address fit; `notes` are for people, empty where nothing differs."""

    name: Fit
    address: Fit
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Who owns a VAT id, as far as VIES tells; `name_match` is VIES' own word on a name sent to it."""

    name: str = ""
    address: str = ""
    name_match: str = ""


def compare(owner: Owner, names: tuple[str, ...], addresses: tuple[Address | None, ...]) -> Comparison:
    """`names` are those under which the buyer may be registered, `addresses` where it may have its seat."""
    given = [name for name in names if name.strip()]
    name = _name(owner, given)
    address = _address(owner.address, [known for known in addresses if known is not None])
    notes = []
    if name is Fit.DIFFERENT:
        notes.append(_other_name(owner.name, " / ".join(given)))
    if address is Fit.DIFFERENT:
        notes.append(
            say(
                "VIES has the address “{address}”, the order another one.",
                address=", ".join(owner.address.splitlines()),
            )
        )
    return Comparison(name=name, address=address, notes=tuple(notes))


def _other_name(known: str, given: str) -> str:
    if not known:
        return say("VIES knows the owner as another name, the order says “{given}”.", given=given)
    return say("VIES knows the owner as “{known}”, the order says “{given}”.", known=known, given=given)


def _name(owner: Owner, names: list[str]) -> Fit:
    if not owner.name or not names:
        return {"VALID": Fit.SAME, "INVALID": Fit.DIFFERENT}.get(owner.name_match, Fit.UNKNOWN)
    likeness = [companies(owner.name, name) for name in names]
    if Likeness.UNKNOWN in likeness and max(likeness) is Likeness.UNKNOWN:
        return Fit.UNKNOWN
    return Fit.SAME if {Likeness.UNSURE, Likeness.ALIKE, Likeness.EQUAL} & set(likeness) else Fit.DIFFERENT


def _address(told: str, addresses: list[Address]) -> Fit:
    typed = [address for address in addresses if address.postcode.strip() or address.street.strip()]
    if not told or not typed:
        return Fit.UNKNOWN
    return Fit.SAME if any(_is_there(told, address) for address in typed) else Fit.DIFFERENT


def _is_there(told: str, address: Address) -> bool:
    """By the postcode; where the address has none or VIES tells another, by street and town."""
    words = words_of_company(told)
    postcode = normalized_postcode(address.postcode)
    if postcode and postcode in "".join(words):
        return True
    street = " ".join(words_of_company(f"{address.street} {address.city}"))
    return fuzz.token_set_ratio(street, " ".join(words)) >= _STREET_ALIKE
