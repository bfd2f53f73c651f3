"""Who bought, where it goes, and every company number that may be a VAT id.

Addresses are never filtered by `deleted`: an edited one gets a new id, and the order keeps the old.
"""

import re
from collections.abc import Mapping, Sequence

from channels.company_numbers import most_trusted
from channels.countries import iso_country
from channels.prestashop.fields import key, on, text
from channels.reading import Reading
from hub.order import Address, Customer, Registration, VatIdCandidate
from hub.sentences import say

# Where a company's tax number is its VAT number without the country's letters, and stands in the field DNI.
_DNI_IS_VAT = frozenset({"ES", "IT", "PT"})
_COUNTRY = re.compile(r"[A-Z]{2}\Z")


def country(address: Reading, countries: Mapping[str, Reading]) -> str:
    """The ISO code of an address' country; raises `ContractError` for one that the shop does not tell."""
    country_id = address.identifier("id_country")
    if country_id == "0":
        return ""
    if country_id not in countries:
        raise address.error("id_country", say("countries has no entry with the id {id}", id=repr(country_id)))
    code = iso_country(text(countries[country_id], "iso_code"))
    if not _COUNTRY.match(code):
        raise countries[country_id].error(
            "iso_code", say("{code} is not an ISO 3166-1 code", code=repr(code))
        )
    return code


def address(
    row: Reading | None, countries: Mapping[str, Reading], states: Mapping[str, Reading]
) -> Address | None:
    """The address as the unified order holds it; null where the order has none."""
    if row is None:
        return None
    state = states.get(key(row, "id_state"))
    return Address(
        name=name(row),
        company=text(row, "company") or None,
        street=text(row, "address1"),
        street2=text(row, "address2"),
        postcode=text(row, "postcode"),
        city=text(row, "city"),
        region=(text(state, "iso_code") or text(state, "name")) if state else "",
        country=country(row, countries),
        phone=text(row, "phone") or text(row, "phone_mobile"),
    )


def name(row: Reading) -> str:
    """First and last name in one."""
    return " ".join(part for part in (text(row, "firstname"), text(row, "lastname")) if part)


def customer(
    order: Reading,
    row: Reading | None,
    invoice: Reading | None,
    delivery: Reading | None,
    countries: Mapping[str, Reading],
    locale: str | None,
) -> Customer:
    """Who bought. A deleted customer keeps the id; name and company are then those of the invoice address."""
    guest = on(row, "is_guest") if row else not key(order, "id_customer")
    payer = invoice or delivery
    company = (text(payer, "company") if payer else "") or (text(row, "company") if row else "")
    candidates = tuple(_candidates(invoice, delivery, countries, company))
    return Customer(
        external_id=None if guest else key(order, "id_customer"),
        email=row.text("email") if row else "",
        name=(name(row) if row else "") or (name(payer) if payer else ""),
        phone=(text(payer, "phone") or text(payer, "phone_mobile")) if payer else "",
        company=company or None,
        vat_id=most_trusted(entry.value for entry in candidates),
        vat_id_candidates=candidates,
        registrations=tuple(_registrations(row, invoice)),
        locale=locale,
        guest=guest,
    )


def _candidates(
    invoice: Reading | None, delivery: Reading | None, countries: Mapping[str, Reading], company: str
) -> list[VatIdCandidate]:
    """Most trusted first: the invoice address decides, then the delivery address, then a company's DNI."""
    found: dict[str, str] = {}
    if invoice:
        found["invoice_address.vat_number"] = text(invoice, "vat_number")
    if delivery and (invoice is None or text(delivery, "id") != text(invoice, "id")):
        found["delivery_address.vat_number"] = text(delivery, "vat_number")
    if invoice and company and country(invoice, countries) in _DNI_IS_VAT:
        found["invoice_address.dni"] = text(invoice, "dni")
    return [VatIdCandidate(source=source, value=value) for source, value in found.items() if value]


def _registrations(row: Reading | None, invoice: Reading | None) -> Sequence[Registration]:
    holders = (("siret", row), ("ape", row), ("dni", invoice))
    return [
        Registration(kind=kind, value=text(holder, kind))
        for kind, holder in holders
        if holder and text(holder, kind)
    ]
