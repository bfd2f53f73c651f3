"""The bridge's own tables: Odoo databases, policies per shop, mappings, and known partners."""

from odoo_bridge.models.connection import OdooConnection
from odoo_bridge.models.mapping import TaxMapping
from odoo_bridge.models.partner import PartnerLink
from odoo_bridge.models.policy import InvoicePolicy, ShopPolicy

__all__ = ["InvoicePolicy", "OdooConnection", "PartnerLink", "ShopPolicy", "TaxMapping"]
