"""The bridge's own tables: Odoo databases, policies per shop, mappings, known partners, VAT checks."""

from odoo_bridge.models.booking import SupplyKind, VatPositionMapping, VatTaxMapping
from odoo_bridge.models.choice import ChoiceKind, OdooChoice
from odoo_bridge.models.connection import OdooConnection
from odoo_bridge.models.mapping import ProductMapping, ServiceMapping, TaxMapping
from odoo_bridge.models.partner import Partner, PartnerAddress, PartnerLink
from odoo_bridge.models.payment import PaymentMapping
from odoo_bridge.models.policy import InvoicePolicy, PricelistChoice, ShopPolicy, WithoutVies
from odoo_bridge.models.proof import PartnerProof
from odoo_bridge.models.rate_check import VatRateCheck
from odoo_bridge.models.territory import AddressTerritory
from odoo_bridge.models.vat_class import ProductVat, VatClassRate
from odoo_bridge.models.vat_policy import ChargedDiffers
from odoo_bridge.models.vat_record import VatPart, VatRecord, VatRefundPart, VatState
from odoo_bridge.models.vies import MemberState, VatCheck, VatOutcome, VatQuestion

__all__ = [
    "AddressTerritory",
    "ChargedDiffers",
    "ChoiceKind",
    "InvoicePolicy",
    "MemberState",
    "OdooChoice",
    "OdooConnection",
    "Partner",
    "PartnerAddress",
    "PartnerLink",
    "PartnerProof",
    "PaymentMapping",
    "PricelistChoice",
    "ProductMapping",
    "ProductVat",
    "ServiceMapping",
    "ShopPolicy",
    "SupplyKind",
    "TaxMapping",
    "VatCheck",
    "VatClassRate",
    "VatOutcome",
    "VatPart",
    "VatPositionMapping",
    "VatQuestion",
    "VatRateCheck",
    "VatRecord",
    "VatRefundPart",
    "VatState",
    "VatTaxMapping",
    "WithoutVies",
]
