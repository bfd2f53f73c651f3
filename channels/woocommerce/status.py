"""The three axes of an order's state, from WooCommerce's one status word, the payment date and refunds."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from channels.woocommerce.options import Options
from hub.order import Fulfillment, Line, Refund
from hub.order.money import ZERO
from hub.order.vocabulary import FulfillmentStatus, Origin, PaymentStatus, Status

DRAFTS = frozenset({"auto-draft", "checkout-draft", "draft"})
PARTLY_PAID = "partially-paid"  # the word of deposit plugins, and of shops that take instalments
_STATUSES = {
    **dict.fromkeys(DRAFTS, Status.DRAFT),
    "pending": Status.PENDING,
    "on-hold": Status.PENDING,
    "failed": Status.PENDING,
    "processing": Status.OPEN,
    PARTLY_PAID: Status.OPEN,
    "completed": Status.COMPLETED,
    "refunded": Status.COMPLETED,
    "cancelled": Status.CANCELLED,
    "trash": Status.CANCELLED,
}
_NOT_PAID = {
    PARTLY_PAID: PaymentStatus.PARTIALLY_PAID,
    "cancelled": PaymentStatus.VOIDED,
    "trash": PaymentStatus.VOIDED,
    "failed": PaymentStatus.FAILED,
}
_ORIGINS = {
    "checkout": Origin.WEB,
    "store-api": Origin.WEB,
    "admin": Origin.DRAFT,
    "subscription": Origin.SUBSCRIPTION,
    "pos-rest-api": Origin.POS,
}


def standard(word: str, options: Options) -> str:
    """The standard status that a custom one is treated like; the word itself where nobody said."""
    return options.status_map.get(word.removeprefix("wc-"), word.removeprefix("wc-"))


def status(word: str, paid_at: datetime | None) -> Status:
    """Where the sale stands. A custom status nobody explained: open once it is paid."""
    return _STATUSES.get(word, Status.OPEN if paid_at else Status.PENDING)


def payment_status(
    word: str, paid_at: datetime | None, refunds: Sequence[Refund], gross: Decimal
) -> PaymentStatus:
    """Where the money stands. `processing` without a date is cash on delivery: not paid yet."""
    refunded = sum((refund.gross for refund in refunds), ZERO)
    if word == "refunded" or (refunded and refunded >= gross):
        return PaymentStatus.REFUNDED
    if refunded:
        return PaymentStatus.PARTIALLY_REFUNDED
    if word == "completed" or (paid_at and word != PARTLY_PAID):
        return PaymentStatus.PAID
    return _NOT_PAID.get(word, PaymentStatus.PENDING if word in _STATUSES else PaymentStatus.UNKNOWN)


def fulfillment_status(word: str, lines: Sequence[Line], parcels: Sequence[Fulfillment]) -> FulfillmentStatus:
    """Where the goods stand. WooCommerce knows no partial shipment: a parcel before `completed` is one."""
    if not any(line.requires_shipping for line in lines):
        return FulfillmentStatus.NOT_REQUIRED
    if word == "completed":
        return FulfillmentStatus.FULFILLED
    if parcels:
        return FulfillmentStatus.PARTIAL
    return FulfillmentStatus.UNKNOWN if word == "refunded" else FulfillmentStatus.UNFULFILLED


def origin(created_via: str) -> Origin:
    """Through which door the order came in."""
    return _ORIGINS.get(created_via, Origin.OTHER)
