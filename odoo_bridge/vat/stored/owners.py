"""Whether the owner of a VAT id, as VIES tells it, is the buyer of the order: kept with the decision.

A difference is shown and holds nothing: companies buy for branches and under trade names.
"""

from collections.abc import Iterator
from typing import Any

from hub.order import Address, Order
from odoo_bridge.models import VatCheck, VatOutcome
from odoo_bridge.models.vat_record import OwnerFit
from odoo_bridge.vat.vies.comparing import Comparison, Fit, Owner, compare

_LONGEST = 300


def compared(order: Order, answer: VatCheck | None) -> tuple[OwnerFit, dict[str, Any]]:
    """What fits, and both texts of name and address; nothing without an answer "valid"."""
    if answer is None or answer.outcome != VatOutcome.VALID:
        return OwnerFit.NOT_COMPARED, {}
    owner = Owner(name=answer.name, address=answer.address, name_match=answer.trader_name_match)
    names, places = tuple(dict.fromkeys(_names(order))), (order.billing_address, order.shipping_address)
    found = compare(owner, names, places)
    given = dict.fromkeys(_line(place) for place in places if place is not None)
    return fit_of(found), {
        "name": _both(found.name, owner.name, " / ".join(names)),
        "address": _both(found.address, ", ".join(owner.address.splitlines()), " / ".join(given)),
    }


def fit_of(found: Comparison) -> OwnerFit:
    """Both in a word: one that differs is enough."""
    if Fit.DIFFERENT in (found.name, found.address):
        return OwnerFit.DIFFERENT
    return OwnerFit.SAME if Fit.SAME in (found.name, found.address) else OwnerFit.UNKNOWN


def _names(order: Order) -> Iterator[str]:
    """Those of companies; without any, the person's, who may have a business of their own."""
    places = [place for place in (order.billing_address, order.shipping_address) if place is not None]
    companies = [order.customer.company, *(place.company for place in places)]
    named = [name.strip() for name in companies if name and name.strip()]
    yield from named or [name.strip() for name in (order.customer.name,) if name.strip()]


def _line(place: Address) -> str:
    parts = (place.street, place.street2, f"{place.postcode} {place.city}".strip(), place.country)
    return ", ".join(part.strip() for part in parts if part.strip())


def _both(fit: Fit, told: str, given: str) -> dict[str, str]:
    return {"fit": fit.value, "vies": told[:_LONGEST], "order": given[:_LONGEST]}
