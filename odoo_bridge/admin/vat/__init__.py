"""VAT in the back office: decisions about orders, answers of VIES with their proof, how the states fare."""

from odoo_bridge.admin.vat.checks import VatCheckAdmin
from odoo_bridge.admin.vat.of_orders import VatRecordAdmin, section
from odoo_bridge.admin.vat.proofs import PartnerProofAdmin
from odoo_bridge.admin.vat.states import MemberStateAdmin
from odoo_bridge.admin.vat.territories import AddressTerritoryAdmin

__all__ = [
    "AddressTerritoryAdmin",
    "MemberStateAdmin",
    "PartnerProofAdmin",
    "VatCheckAdmin",
    "VatRecordAdmin",
    "section",
]
