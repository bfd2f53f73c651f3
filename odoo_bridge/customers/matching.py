"""The customer's partner in Odoo: known, adopted by e-mail, or created once."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from hub.errors import BusinessError, TransientError
from hub.order import Address, Order
from odoo_bridge.customers.identity import address_hash, customer_key, normalized_email
from odoo_bridge.customers.rows import CARRIED, FIELDS, Places, address_row, carries, customer_row
from odoo_bridge.external_ids import ExternalIds
from odoo_bridge.models import OdooConnection, PartnerLink
from odoo_bridge.odoo.client import Odoo, Record


@dataclass(frozen=True, slots=True)
class Partners:
    """The ids that a sale order names."""

    customer: int
    invoice: int
    delivery: int


def find_or_create(connection: OdooConnection, odoo: Odoo, order: Order, places: Places) -> PartnerLink:
    """Who bought, as partner of Odoo; remembered, so that it is searched only once.

    The merchant's own partner with that e-mail is adopted; else one is created under our external id,
    which several bridges at once agree on. The caller holds the customer's lease.
    """
    key, address = customer_key(order), order.billing_address or order.shipping_address
    hashed = address_hash(address) if address else ""
    known = PartnerLink.objects.filter(connection=connection, key=key).first()
    if known is not None:
        return known
    adopted = _adopted(odoo, normalized_email(order.customer.email))
    if adopted is not None:
        # Also ours, created by a worker that died before it could remember: then it has the address already.
        return _remember(
            connection, key, int(adopted["id"]), "email", hashed if carries(adopted, order, places) else ""
        )
    ids = ExternalIds(connection.prefix, order.shop)
    partner_id = _created(odoo, ids.of("cust", key), order, places)
    return _remember(connection, key, partner_id, "created", hashed)


def forget_gone(connection: OdooConnection, odoo: Odoo, partners: Partners) -> None:
    """Raise `TransientError` after forgetting a customer that was deleted or merged away in Odoo."""
    asked = [partners.customer]
    if odoo.search_read("res.partner", [["id", "in", asked]], ["id"], context={"active_test": False}):
        return
    PartnerLink.objects.filter(connection=connection, partner_id__in=asked).delete()
    raise TransientError(
        "partner_gone",
        f"The partner {partners.customer} does not exist in Odoo any more.",
        "It is looked up anew.",
    )


def addresses(odoo: Odoo, ids: ExternalIds, link: PartnerLink, order: Order, places: Places) -> Partners:
    """The invoice and delivery partners: children of the customer, one for each different address."""
    billing = order.billing_address or order.shipping_address
    invoice = _child(odoo, ids, link, "invoice", billing, order, places)
    shipping = order.shipping_address
    if shipping is None or (billing is not None and address_hash(shipping) == address_hash(billing)):
        return Partners(link.partner_id, invoice, invoice)
    delivery = _child(odoo, ids, link, "delivery", shipping, order, places)
    return Partners(link.partner_id, invoice, delivery)


def _adopted(odoo: Odoo, email: str) -> Record | None:
    """The oldest own partner of the merchant with that e-mail; contacts of a company do not count."""
    if not email:
        return None
    domain = [["email_normalized", "=", email], ["parent_id", "=", False]]
    rows = odoo.search_read("res.partner", domain, CARRIED, limit=1, order="id")
    return rows[0] if rows else None


def _created(odoo: Odoo, external_id: str, order: Order, places: Places) -> int:
    """Odoo checks VAT ids: one that it refuses must not stop the sale, so it goes to the comment."""
    if order.customer.vat_id:
        try:
            row = customer_row(external_id, order, places, with_vat=True)
            return odoo.load("res.partner", FIELDS, [row])[0]
        except BusinessError:
            row = customer_row(external_id, order, places, with_vat=False)
            return odoo.load("res.partner", FIELDS, [row])[0]
    return odoo.load("res.partner", FIELDS, [customer_row(external_id, order, places, with_vat=False)])[0]


def _child(
    odoo: Odoo,
    ids: ExternalIds,
    link: PartnerLink,
    kind: str,
    address: Address | None,
    order: Order,
    places: Places,
) -> int:
    if address is None or address_hash(address) == link.address_hash:
        return link.partner_id
    external_id = ids.of("addr", str(link.partner_id), kind, address_hash(address))
    row = address_row(external_id, kind, link.partner_id, address, order.customer.email, places)
    return odoo.load("res.partner", FIELDS, [row])[0]


def _remember(connection: OdooConnection, key: str, partner_id: int, rule: str, hashed: str) -> PartnerLink:
    try:
        with transaction.atomic():
            return PartnerLink.objects.create(
                connection=connection, key=key, partner_id=partner_id, rule=rule, address_hash=hashed
            )
    except IntegrityError:
        return PartnerLink.objects.get(connection=connection, key=key)
