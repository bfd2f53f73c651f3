"""The three axes of an order's state. New versions bring new words: unknown ones are kept and noticed."""

from collections.abc import Sequence

from channels.reading import Reading
from hub.order import Line, Notice
from hub.order.vocabulary import FulfillmentStatus, Origin, PaymentStatus, Status, TaxCollector
from hub.sentences import say

_PAYMENT = {
    "AUTHORIZED": PaymentStatus.AUTHORIZED,
    "EXPIRED": PaymentStatus.VOIDED,  # an authorization that nobody captured in time
    "PAID": PaymentStatus.PAID,
    "PARTIALLY_PAID": PaymentStatus.PARTIALLY_PAID,
    "PARTIALLY_REFUNDED": PaymentStatus.PARTIALLY_REFUNDED,
    "PENDING": PaymentStatus.PENDING,
    "REFUNDED": PaymentStatus.REFUNDED,
    "VOIDED": PaymentStatus.VOIDED,
}
_FULFILLMENT = {
    "FULFILLED": FulfillmentStatus.FULFILLED,
    "FULFILLMENT_NOT_REQUIRED": FulfillmentStatus.NOT_REQUIRED,
    "PARTIALLY_FULFILLED": FulfillmentStatus.PARTIAL,
    "RESTOCKED": FulfillmentStatus.RETURNED,
    **dict.fromkeys(
        (
            "IN_PROGRESS",
            "ON_HOLD",
            "OPEN",
            "PENDING_FULFILLMENT",
            "REQUEST_DECLINED",
            "SCHEDULED",
            "UNFULFILLED",
        ),
        FulfillmentStatus.UNFULFILLED,
    ),
}
_ORIGINS = {
    "web": Origin.WEB,
    "pos": Origin.POS,
    "shopify_draft_order": Origin.DRAFT,
    "subscription_contract": Origin.SUBSCRIPTION,
}
_WORDS = ("displayFinancialStatus", "displayFulfillmentStatus", "cancelReason", "sourceName")
_FLAGS = ("closed", "confirmed")


def status(order: Reading) -> Status:
    """Where the sale stands: `closed` is the archive; unconfirmed orders have no stock reserved yet."""
    if order.has("cancelledAt"):
        return Status.CANCELLED
    if order.flag("closed", False) or order.has("closedAt"):
        return Status.COMPLETED
    return Status.OPEN if order.flag("confirmed", True) else Status.PENDING


def payment_status(order: Reading) -> PaymentStatus:
    """Where the money stands. Shopify leaves it empty at times."""
    return _PAYMENT.get(order.text("displayFinancialStatus", ""), PaymentStatus.UNKNOWN)


def fulfillment_status(order: Reading, lines: Sequence[Line]) -> FulfillmentStatus:
    """Where the goods stand; nothing to send needs no word."""
    if not any(line.requires_shipping for line in lines):
        return FulfillmentStatus.NOT_REQUIRED
    return _FULFILLMENT.get(order.text("displayFulfillmentStatus", ""), FulfillmentStatus.UNKNOWN)


def origin(order: Reading, lines: Sequence[Line]) -> Origin:
    """Through which door the order came in; where a channel remits the tax, a marketplace sold it."""
    liable = any(tax.collected_by is TaxCollector.CHANNEL for line in lines for tax in line.taxes)
    known = _ORIGINS.get(order.text("sourceName", ""), Origin.OTHER)
    return Origin.MARKETPLACE if liable and known in (Origin.WEB, Origin.OTHER) else known


def raw_status(order: Reading) -> dict[str, str | bool | None]:
    """Shopify's own words."""
    words: dict[str, str | bool | None] = {
        name: order.text(name, None) for name in _WORDS if name in order.value
    }
    return words | {name: order.flag(name, None) for name in _FLAGS if name in order.value}


def unknown_words(order: Reading) -> tuple[Notice, ...]:
    """A notice for each word of state that this mapping does not know, or that is missing."""
    found = []
    for field, known in (("displayFinancialStatus", _PAYMENT), ("displayFulfillmentStatus", _FULFILLMENT)):
        word = order.text(field, "")
        if word not in known:
            detail = (
                say("{field} is {word}, which is not known", field=field, word=repr(word))
                if word
                else say("{field} is empty", field=field)
            )
            found.append(Notice(code="unknown_status", detail=detail))
    return tuple(found)
