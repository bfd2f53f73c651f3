"""Partners that people merged or deleted in Odoo: our external id leads to the one that is left.

Measured on 19: merging deletes a partner and lets its external ids, orders and children lead to the other.
"""

from hub.errors import TransientError
from hub.sentences import say
from odoo_bridge.customers.addresses import own_address_hash
from odoo_bridge.customers.drafts import Places, carries, customer_draft
from odoo_bridge.customers.identity import Buyer
from odoo_bridge.customers.newcomers import create_customers
from odoo_bridge.models import Partner
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.gateways.partners import Partners


def mend_gone(odoo: Odoo, places: Places, buyer: Buyer, partner: Partner) -> None:
    """Nothing when the partner exists (archived counts); else raise `TransientError` after mending.

    One of the merchant's own has no external id of ours: it is forgotten and looked for anew.
    """
    gone = partner.partner_id
    if Partners(odoo).exists(gone):
        return
    if partner.external_id:
        draft = customer_draft(partner.external_id, buyer.order, places)
        [survivor] = create_customers(odoo, [draft])
        _keep_children(odoo, partner, survivor)
        _lead_to(odoo, places, buyer, partner, survivor)
    else:
        partner.delete()
    raise TransientError(
        "partner_gone",
        say("The partner {gone} does not exist in Odoo any more.", gone=gone),
        say("It is looked up anew."),
    )


def _keep_children(odoo: Odoo, partner: Partner, survivor: int) -> None:
    """The addresses that were taken along; the others belong to nobody any more."""
    ids = list(partner.addresses.values_list("child_id", flat=True))
    kept = Partners(odoo).children_of(survivor, ids)
    partner.addresses.exclude(child_id__in=kept).delete()


def _lead_to(odoo: Odoo, places: Places, buyer: Buyer, partner: Partner, survivor: int) -> None:
    known = Partner.objects.filter(connection=partner.connection, partner_id=survivor).first()
    if known is not None:
        partner.merged_into, partner.gone = known.stands_for, True
        partner.save(update_fields=["merged_into", "gone"])
        return
    record = Partners(odoo).read(survivor)
    partner.partner_id = survivor
    partner.address_hash = own_address_hash(buyer.order) if carries(record, buyer.order, places) else ""
    partner.ours = record.made_by is not None and record.made_by == partner.connection.uid
    partner.save(update_fields=["partner_id", "address_hash", "ours"])
