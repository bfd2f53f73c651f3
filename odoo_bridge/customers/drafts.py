"""What a customer and its addresses are made of. Pure: countries and languages are given as ids and codes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain

from hub.order import Address, Order
from odoo_bridge.customers.identity import folded
from odoo_bridge.odoo.gateways.partners import PartnerDraft, PartnerRecord
from odoo_bridge.vat.companies import company_of


@dataclass(frozen=True, slots=True)
class Places:
    """What this Odoo knows: country codes to ids, installed languages."""

    countries: Mapping[str, int]
    languages: tuple[str, ...]

    def language(self, locale: str | None) -> str:
        """Odoo's code of the locale ("fr" → "fr_FR"), empty when that language is not installed."""
        wanted = (locale or "").replace("-", "_").lower()
        whole = (code for code in self.languages if code.lower() == wanted)
        of_it = (code for code in self.languages if re.match(rf"{re.escape(wanted)}[_@]", code.lower()))
        return next(chain(whole, of_it), "") if wanted else ""


def customer_draft(external_id: str, order: Order, places: Places) -> PartnerDraft:
    """The customer: a company where the shop knows one, with the billing address as its own."""
    customer, address = order.customer, order.billing_address or order.shipping_address or Address()
    company = (customer.company or address.company or "").strip()
    name = company or customer.name or address.name or customer.email or f"Customer of {order.number}"
    french = company_of(order)
    draft = PartnerDraft(
        external_id=external_id,
        name=name,
        email=customer.email,
        phone=customer.phone or address.phone,
        is_company=bool(company),
        vat_id=customer.vat_id or "",
        siren=french.siren,
        siret=french.siret,
        language=places.language(customer.locale),
    )
    return _at(address, draft, places)


def without_vat(draft: PartnerDraft) -> PartnerDraft:
    """The same customer with the VAT id as a remark."""
    return replace(draft, vat_id="", remark=f"VAT id given at the shop, refused by Odoo: {draft.vat_id}")


def carries(partner: PartnerRecord, order: Order, places: Places) -> bool:
    """Whether a partner says already what `customer_draft` would write."""
    said = customer_draft("", order, places)
    texts = ("name", "street", "street2", "postcode", "city")
    return partner.country_id == said.country_id and all(
        folded(getattr(partner, name)) == folded(getattr(said, name)) for name in texts
    )


def address_draft(
    external_id: str, kind: str, parent_id: int, address: Address, email: str, places: Places
) -> PartnerDraft:
    """A child address; `kind` is `invoice` or `delivery`."""
    draft = PartnerDraft(
        external_id=external_id,
        name=", ".join(part for part in (address.company, address.name) if part) or "–",
        kind=kind,
        email=email if kind == "invoice" else "",
        phone=address.phone,
        parent_id=parent_id,
    )
    return _at(address, draft, places)


def contact_draft(external_id: str, parent_id: int, order: Order, places: Places) -> PartnerDraft:
    """The person who bought for a company."""
    customer, address = order.customer, order.billing_address or order.shipping_address or Address()
    return PartnerDraft(
        external_id=external_id,
        name=customer.name or address.name,
        email=customer.email,
        phone=customer.phone or address.phone,
        parent_id=parent_id,
        language=places.language(customer.locale),
    )


def _at(address: Address, draft: PartnerDraft, places: Places) -> PartnerDraft:
    return replace(
        draft,
        street=address.street,
        street2=address.street2,
        postcode=address.postcode,
        city=address.city,
        country_id=places.countries.get(address.country),
    )
