"""The SIREN and SIRET of a French buyer, for e-invoicing. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from stdnum.fr import siren as siren_number
from stdnum.fr import siret as siret_number

from hub.order import Order, Registration
from hub.sentences import say
from odoo_bridge.vat.numbers import VatNumber, parse


@dataclass(frozen=True, slots=True, kw_only=True)
class FrenchCompany:
    """`siren` names the company, `siret` one of its places; empty where unknown.

    `reason` is set where the order contradicts itself: then the SIREN of the VAT id is kept, which VIES
    confirms.
    """

    siren: str = ""
    siret: str = ""
    reason: str = ""


def company_of(order: Order) -> FrenchCompany:
    """The French company that bought: by its VAT id, else by the numbers that the shop asked for."""
    place = order.billing_address or order.shipping_address
    number = parse(order.customer.vat_id or "", place.country if place else "")
    return french_company(number, order.customer.registrations)


def french_company(number: VatNumber | None, registrations: Iterable[Registration] = ()) -> FrenchCompany:
    """From the VAT id, and from what the shop asked for beside it (kinds `siren` and `siret`)."""
    proven = number.siren if number else ""
    typed = [(entry.kind, re.sub(r"\D", "", entry.value)) for entry in registrations]
    sirets = [value for kind, value in typed if kind == "siret" and siret_number.is_valid(value)]
    sirens = [value for kind, value in typed if kind == "siren" and siren_number.is_valid(value)]
    siren = proven or next(iter([*(siret_number.to_siren(value) for value in sirets), *sirens]), "")
    others = [value for value in (*sirets, *sirens) if not value.startswith(siren)]
    reason = say(
        "{numbers} is of another company than SIREN {siren}.", numbers=", ".join(others), siren=siren
    )
    siret = next((value for value in sirets if value.startswith(siren)), "")
    return FrenchCompany(siren=siren, siret=siret, reason=reason if others else "")
