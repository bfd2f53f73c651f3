"""The addresses of known customers: children of the partner, one for each different address, made once."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from hub.order import Address, Order
from odoo_bridge.customers.drafts import Places, address_draft, contact_draft
from odoo_bridge.customers.identity import address_hash, folded, identity_of
from odoo_bridge.customers.memory import STORED, Memory
from odoo_bridge.customers.names import Likeness, companies
from odoo_bridge.external_ids import ExternalIds
from odoo_bridge.models import Partner, PartnerAddress
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.gateways import partners as gateway
from odoo_bridge.odoo.gateways.partners import PartnerDraft

CONTACT, INVOICE, DELIVERY = "contact", "invoice", "delivery"
Wanted = tuple[int, str, str]  # partner (Odoo's id), kind, hash


@dataclass(frozen=True, slots=True)
class Partners:
    """The ids that a sale order names."""

    customer: int
    invoice: int
    delivery: int


@dataclass(frozen=True, slots=True)
class AddressBook:
    """The children of one batch's customers; `load` makes all that are missing in one call."""

    odoo: Odoo
    places: Places
    ids: ExternalIds
    memory: Memory = STORED

    def of(self, orders: Sequence[tuple[Order, Partner]]) -> list[Partners]:
        """The invoice and delivery partners; where the customer itself has the address, that one.

        A company's buyer becomes its contact. Raises `BusinessError` when Odoo refuses one of them.
        """
        known = _known([partner for _, partner in orders], self.memory)
        rows: dict[Wanted, PartnerDraft] = {}
        for order, partner in orders:
            rows |= {key: row for key, row in self._rows(order, partner).items() if key not in known}
        if rows:
            known |= self._create(rows, {partner.partner_id: partner for _, partner in orders})
        return [_resolved(order, partner, known) for order, partner in orders]

    def _rows(self, order: Order, partner: Partner) -> dict[Wanted, PartnerDraft]:
        wanted = {}
        for kind, address in _places_of(order, partner).items():
            key = (partner.partner_id, kind, address_hash(address))
            name = self.ids.of("addr", str(partner.partner_id), kind, key[2])
            email = order.customer.email
            wanted[key] = address_draft(name, kind, partner.partner_id, address, email, self.places)
        person = _contact_hash(order)
        if person:
            name = self.ids.of("addr", str(partner.partner_id), CONTACT, person)
            key = (partner.partner_id, CONTACT, person)
            wanted[key] = contact_draft(name, partner.partner_id, order, self.places)
        return wanted

    def _create(self, rows: dict[Wanted, PartnerDraft], partners: dict[int, Partner]) -> dict[Wanted, int]:
        ids = gateway.Partners(self.odoo).create(list(rows.values()))
        made = dict(zip(rows, ids, strict=True))
        self.memory.keep(
            [
                PartnerAddress(partner=partners[number], kind=kind, hash=hashed, child_id=child)
                for (number, kind, hashed), child in made.items()
            ]
        )
        return made


def own_address_hash(order: Order) -> str:
    """Of the address that a partner made from this order carries itself."""
    address = order.billing_address or order.shipping_address
    return address_hash(address) if address else ""


def _known(partners: Sequence[Partner], memory: Memory) -> dict[Wanted, int]:
    """Of these customers, and of those that Odoo merged into them, which took their children along."""
    taken_over = Q(partner__merged_into__in=partners, partner__gone=True)
    rows = PartnerAddress.objects.filter(Q(partner__in=partners) | taken_over)
    stored = rows.select_related("partner__merged_into").order_by("-id")
    return {
        (row.partner.stands_for.partner_id, row.kind, row.hash): row.child_id
        for row in (*memory.addresses, *stored)
    }


def _places_of(order: Order, partner: Partner) -> dict[str, Address]:
    """The addresses that need a child of their own."""
    billing, shipping = order.billing_address or order.shipping_address, order.shipping_address
    wanted = {}
    if billing is not None and address_hash(billing) != partner.address_hash:
        wanted[INVOICE] = billing
    if _apart(order) and shipping is not None and address_hash(shipping) != partner.address_hash:
        wanted[DELIVERY] = shipping
    return wanted


def _apart(order: Order) -> bool:
    """Whether it is shipped elsewhere."""
    billing, shipping = order.billing_address or order.shipping_address, order.shipping_address
    if billing is None or shipping is None:
        return False
    return address_hash(shipping) != address_hash(billing)


def _resolved(order: Order, partner: Partner, known: dict[Wanted, int]) -> Partners:
    places = _places_of(order, partner)
    ids = {kind: known[partner.partner_id, kind, address_hash(one)] for kind, one in places.items()}
    invoice = ids.get(INVOICE, partner.partner_id)
    delivery = ids.get(DELIVERY, partner.partner_id) if _apart(order) else invoice
    return Partners(partner.partner_id, invoice, delivery)


def _contact_hash(order: Order) -> str:
    """Who bought for a company; empty for private people and where the name is the company's own."""
    buyer = identity_of(order)
    if not buyer.company or not buyer.name or companies(buyer.company, buyer.name) >= Likeness.UNKNOWN:
        return ""
    return address_hash(Address(name=folded(buyer.name), street=buyer.email))
