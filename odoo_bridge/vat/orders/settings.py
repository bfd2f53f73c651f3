"""What a shop's policy says about the VAT of its orders. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from odoo_bridge.vat.orders.einvoicing import EInvoicing
from odoo_bridge.vat.policy import Policy
from odoo_bridge.vat.rates import STANDARD
from odoo_bridge.vat.sale import Seller, Supply
from odoo_bridge.vat.territories import Place, Written


@dataclass(frozen=True, slots=True)
class ProductKind:
    """What a product is for VAT. `mapped`: a person said so; else the class is only presumed."""

    supply: Supply
    product_class: str = STANDARD
    mapped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSettings:
    """`products` by SKU, `unshipped` is what a product is that needs no shipping and has no mapping.

    `ship_from` None: the parcels leave from the seller's country. `einvoicing`: what French
    invoices must say. `places`: the territories that staff named for addresses that do not tell.
    """

    seller: Seller = field(default_factory=Seller)
    policy: Policy = field(default_factory=Policy)
    ship_from: Place | None = None
    unshipped: Supply = Supply.DIGITAL_SERVICE
    einvoicing: EInvoicing = field(default_factory=EInvoicing)
    products: Mapping[str, ProductKind] = field(default_factory=dict)
    places: Mapping[Written, str] = field(default_factory=dict)
