"""Known customers: their list and pages, merging and moving keys, and choosing one for a held order."""

from odoo_bridge.admin.customers.admin import PartnerAdmin
from odoo_bridge.admin.customers.keys import PartnerLinkAdmin

__all__ = ["PartnerAdmin", "PartnerLinkAdmin"]
