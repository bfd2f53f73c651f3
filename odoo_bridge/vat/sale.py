"""What a VAT decision needs to know of a sale. Pure; whoever reads orders fills it in.

One `Sale` is what of an order is taxed alike: the lines of one supply and product class. Freight follows the
goods it is for, so it is decided with them.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from odoo_bridge.vat.limits import Consignment
from odoo_bridge.vat.rates import STANDARD
from odoo_bridge.vat.territories import Place


class Supply(StrEnum):
    """What is sold. A digital service is one that is supplied electronically (Reg. 282/2011 art. 7)."""

    GOODS = "goods"
    SERVICE = "service"
    DIGITAL_SERVICE = "digital_service"
    VOUCHER = "voucher"


class VoucherKind(StrEnum):
    """Directive 2006/112/EC art. 30a: single purpose where place and VAT are known when it is sold."""

    MULTI_PURPOSE = "multi_purpose"
    SINGLE_PURPOSE = "single_purpose"


class Regime(StrEnum):
    """How the seller is taxed at home. Franchise is the scheme for small enterprises (art. 284)."""

    NORMAL = "normal"
    FRANCHISE = "franchise"


class Vies(StrEnum):
    """What the EU's register said of the buyer's number; `error`: our question was wrong, so no answer."""

    VALID = "valid"
    INVALID = "invalid"
    UNAVAILABLE = "unavailable"
    ERROR = "error"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """The merchant.

    `country` (ISO 3166) is where the business is established; `established_in` are further states with a
    fixed establishment. `registrations` are the states with a VAT number of the merchant's besides, and
    `uk_registered` and `ioss` likewise; None: not told, then what the law asks for is taken to be done and
    the reasons say so. `over_threshold`: whether this sale has passed €10,000 of cross-border sales to
    consumers (`limits.over_distance_sales`); None: not counted.
    """

    country: str = "FR"
    regime: Regime = Regime.NORMAL
    oss: bool = False
    over_threshold: bool | None = None
    ioss: bool | None = None
    uk_registered: bool | None = None
    registrations: frozenset[str] | None = None
    established_in: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A "valid" of VIES: the day it was given (UTC) and its consultation number, empty without one."""

    day: date
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Who buys. `company`: the shop has a company's name.

    `vies` and `proof` belong to `vat_id`; an older proof counts while VIES does not answer, where the
    policy says so. `other_vat_ids` are further ones of the same order that name another company.
    """

    company: bool = False
    vat_id: str = ""
    vies: Vies = Vies.NOT_ASKED
    proof: Proof | None = None
    other_vat_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """A supply to decide about.

    `day` is the chargeable event's, in the seller's time zone. `ship_from` is where the parcel leaves;
    None: the seller's country. `ship_to` is where it goes; None: the billing address. `picked_up`: the
    buyer takes the goods where they are. `marketplace_collects`: the platform declares the VAT (art. 14a).
    `voucher_for` is what a single-purpose voucher is good for.
    """

    day: date
    supply: Supply = Supply.GOODS
    product_class: str = STANDARD
    seller: Seller = field(default_factory=Seller)
    buyer: Buyer = field(default_factory=Buyer)
    ship_from: Place | None = None
    ship_to: Place | None = None
    bill_to: Place | None = None
    consignment: Consignment | None = None
    picked_up: bool = False
    marketplace_collects: bool = False
    voucher: VoucherKind = VoucherKind.MULTI_PURPOSE
    voucher_for: Supply | None = None
