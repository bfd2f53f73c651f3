"""The closed word lists of a unified order. A platform's own words are kept beside them in `raw_status`."""

from enum import StrEnum


class Status(StrEnum):
    """Where the sale as a whole stands."""

    DRAFT = "draft"
    PENDING = "pending"
    OPEN = "open"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class PaymentStatus(StrEnum):
    """Where the money stands."""

    PENDING = "pending"
    AUTHORIZED = "authorized"
    PARTIALLY_PAID = "partially_paid"
    PAID = "paid"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    VOIDED = "voided"
    FAILED = "failed"
    UNKNOWN = "unknown"


class FulfillmentStatus(StrEnum):
    """Where the goods stand."""

    UNFULFILLED = "unfulfilled"
    PARTIAL = "partial"
    FULFILLED = "fulfilled"
    RETURNED = "returned"
    NOT_REQUIRED = "not_required"
    UNKNOWN = "unknown"


class Origin(StrEnum):
    """Through which door the order came in."""

    WEB = "web"
    POS = "pos"
    DRAFT = "draft"
    SUBSCRIPTION = "subscription"
    MARKETPLACE = "marketplace"
    OTHER = "other"


class LineKind(StrEnum):
    """What a line stands for. Everything that is part of the total is a line."""

    PRODUCT = "product"
    SHIPPING = "shipping"
    FEE = "fee"
    DISCOUNT = "discount"
    GIFT_WRAP = "gift_wrap"
    GIFT_CARD = "gift_card"
    TIP = "tip"
    ROUNDING = "rounding"


class TaxCollector(StrEnum):
    """Who remits a tax: the merchant, or the marketplace that sold on the merchant's behalf."""

    MERCHANT = "merchant"
    CHANNEL = "channel"
