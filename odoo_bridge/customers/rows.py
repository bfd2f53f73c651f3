"""The rows that `res.partner.load` gets. Pure: countries and languages are given as ids and codes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from hub.order import Address, Order
from odoo_bridge.customers.identity import folded

FIELDS = (
    "id", "name", "email", "phone", "type", "street", "street2", "zip", "city",
    "country_id/.id", "parent_id/.id", "is_company", "vat", "lang", "comment",
)  # fmt: skip


CARRIED = ("name", "street", "street2", "zip", "city", "country_id")


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


def customer_row(external_id: str, order: Order, places: Places, *, with_vat: bool) -> list[str]:
    """The customer: a company where the shop knows one, with the billing address as its own."""
    customer, address = order.customer, order.billing_address or order.shipping_address or Address()
    company = (customer.company or address.company or "").strip()
    name = company or customer.name or address.name or customer.email or f"Customer of {order.number}"
    vat = customer.vat_id or ""
    return _row(
        external_id,
        address,
        places,
        name=name,
        email=customer.email,
        phone=customer.phone or address.phone,
        type="contact",
        is_company="True" if company else "",
        vat=vat if with_vat else "",
        lang=places.language(customer.locale),
        comment="" if with_vat or not vat else f"VAT id given at the shop, refused by Odoo: {vat}",
    )


def carries(partner: Mapping[str, Any], order: Order, places: Places) -> bool:
    """Whether a partner (as read with `CARRIED`) says already what `customer_row` would write."""
    said = dict(zip(FIELDS, customer_row("", order, places, with_vat=False), strict=True))
    country = partner["country_id"][0] if partner["country_id"] else ""
    texts = ("name", "street", "street2", "zip", "city")
    return str(country) == said["country_id/.id"] and all(
        folded(str(partner[name] or "")) == folded(said[name]) for name in texts
    )


def address_row(
    external_id: str, kind: str, parent_id: int, address: Address, email: str, places: Places
) -> list[str]:
    """A child address; `kind` is `invoice` or `delivery`."""
    name = ", ".join(part for part in (address.company, address.name) if part) or "–"
    return _row(
        external_id,
        address,
        places,
        name=name,
        email=email if kind == "invoice" else "",
        phone=address.phone,
        type=kind,
        parent=str(parent_id),
    )


def _row(external_id: str, address: Address, places: Places, **values: str) -> list[str]:
    country = places.countries.get(address.country)
    cells = {
        "id": external_id,
        "street": address.street,
        "street2": address.street2,
        "zip": address.postcode,
        "city": address.city,
        "country_id/.id": str(country) if country else "",
        "parent_id/.id": values.pop("parent", ""),
        **values,
    }
    return [cells.get(name, "") for name in FIELDS]
