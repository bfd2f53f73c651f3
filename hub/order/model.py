"""The types of a unified order. Immutable; an `Order` that breaks an identity cannot be built.

Amounts are `Decimal` in the order's currency, times are aware UTC, countries ISO 3166-1 alpha-2,
currencies ISO 4217, ids text. `net` excludes tax, `gross` includes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from hub.order.problems import InvalidOrder, problems
from hub.order.vocabulary import (
    FulfillmentStatus,
    LineKind,
    Origin,
    PaymentStatus,
    Status,
    TaxCollector,
)

SCHEMA = "order/1"

Amount = Annotated[Decimal, "amount"]  # exactly the currency's decimals
Price = Annotated[Decimal, "price"]  # the currency's decimals, up to six
Number = Annotated[Decimal, "number"]  # a rate in per cent, or a quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class VatIdCandidate:
    """A place where the shop held something that may be a VAT id, and what stood there."""

    source: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """A company number that is no VAT id: SIRET, APE, DNI, …"""

    kind: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Who bought. `external_id` is the shop's, null for guests; `vat_id` is the most trusted candidate."""

    external_id: str | None = None
    email: str = ""
    name: str = ""
    phone: str = ""
    company: str | None = None
    vat_id: str | None = None
    vat_id_candidates: tuple[VatIdCandidate, ...] = ()
    registrations: tuple[Registration, ...] = ()
    locale: str | None = None
    guest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A postal address as the shop holds it; text is untouched, only the country is a code."""

    name: str = ""
    company: str | None = None
    street: str = ""
    street2: str = ""
    postcode: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxAmount:
    """One tax of a line. `rate` in per cent, null where the platform hides it."""

    rate: Number | None
    amount: Amount
    label: str = ""
    collected_by: TaxCollector = TaxCollector.MERCHANT


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One part of the total. `net`, `tax` and `gross` are of the whole line, after discounts.

    `unit_price` is the list price as the shop shows it (with tax iff the order's prices include tax);
    `discount` is what was taken off this line, without tax. `quantity` is as ordered, before refunds.
    """

    external_id: str
    kind: LineKind
    sku: str = ""
    title: str
    variant: str = ""
    product_external_id: str | None = None
    quantity: Number
    unit_price: Price
    discount: Price = Decimal(0)
    net: Amount
    tax: Amount
    gross: Amount
    taxes: tuple[TaxAmount, ...] = ()
    requires_shipping: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Sums over the lines. `gross` is what the shop says that the customer owes."""

    net: Amount
    tax: Amount
    gross: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money received. `paid_at` null where the platform does not say when."""

    method: str
    amount: Amount
    paid_at: datetime | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """Money given back, as positive amounts. Lines may be empty: goodwill refunds have none."""

    external_id: str
    created_at: datetime
    reason: str = ""
    lines: tuple[Line, ...] = ()
    net: Amount
    tax: Amount
    gross: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Fulfillment:
    """A parcel on its way."""

    external_id: str
    carrier: str = ""
    tracking_number: str = ""
    shipped_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentment:
    """What the customer saw, where it was another currency than the order's."""

    currency: str
    gross: Annotated[Decimal, "own_amount"]  # in the decimals of its own currency


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something a person should know, for example `totals_mismatch`."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order of one shop. `(shop, external_id)` is the key; `number` is for people and not unique.

    Raises `InvalidOrder`, which lists every problem, when a field or an identity does not hold.
    """

    channel: str
    shop: str
    external_id: str
    number: str
    placed_at: datetime
    updated_at: datetime
    cancelled_at: datetime | None = None
    status: Status
    payment_status: PaymentStatus
    fulfillment_status: FulfillmentStatus
    raw_status: Mapping[str, Any] = field(default_factory=dict)
    test: bool = False
    origin: Origin = Origin.WEB
    currency: str
    prices_include_tax: bool
    customer: Customer
    billing_address: Address | None = None
    shipping_address: Address | None = None
    lines: tuple[Line, ...]
    totals: Totals
    payments: tuple[Payment, ...] = ()
    refunds: tuple[Refund, ...] = ()
    fulfillments: tuple[Fulfillment, ...] = ()
    presentment: Presentment | None = None
    po_number: str = ""
    discount_codes: tuple[str, ...] = ()
    note: str = ""
    tags: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()

    def __post_init__(self) -> None:
        found = problems(self)
        if found:
            raise InvalidOrder(found)
