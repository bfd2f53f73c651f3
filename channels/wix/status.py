"""The three axes of an order's state. A word that nobody knew is `unknown` and noticed, never guessed."""

from collections.abc import Sequence
from decimal import Decimal

from channels.reading import Reading
from channels.text import one_line
from hub.order import Line, Notice
from hub.order.vocabulary import FulfillmentStatus, Origin, PaymentStatus, Status
from hub.sentences import say

_STATUSES = {
    "INITIALIZED": Status.DRAFT,
    "PENDING": Status.PENDING,
    "APPROVED": Status.OPEN,
    "CANCELED": Status.CANCELLED,
    "REJECTED": Status.CANCELLED,
}
_PAYMENTS = {
    "NOT_PAID": PaymentStatus.PENDING,
    "PENDING": PaymentStatus.PENDING,
    "PENDING_MERCHANT": PaymentStatus.PENDING,
    "PARTIALLY_PAID": PaymentStatus.PARTIALLY_PAID,
    "PAID": PaymentStatus.PAID,
    "PARTIALLY_REFUNDED": PaymentStatus.PARTIALLY_REFUNDED,
    "FULLY_REFUNDED": PaymentStatus.REFUNDED,
    "CANCELED": PaymentStatus.VOIDED,
    "DECLINED": PaymentStatus.FAILED,
    "UNSPECIFIED": PaymentStatus.UNKNOWN,
}
_FULFILLMENTS = {
    "NOT_FULFILLED": FulfillmentStatus.UNFULFILLED,
    "PARTIALLY_FULFILLED": FulfillmentStatus.PARTIAL,
    "FULFILLED": FulfillmentStatus.FULFILLED,
}
_ORIGINS = {
    "WEB": Origin.WEB,
    "POS": Origin.POS,
    "BACKOFFICE_MERCHANT": Origin.DRAFT,
    "WIX_INVOICES": Origin.DRAFT,
    **dict.fromkeys(
        (
            "EBAY",
            "AMAZON",
            "ETSY",
            "TIKTOK",
            "WISH",
            "FACEBOOK",
            "WALMART",
            "GLOBAL_E",
            "FAIRE_COM",
            "CLASS_PASS",
        ),
        Origin.MARKETPLACE,
    ),
}


def raw_words(order: Reading) -> dict[str, str]:
    """Wix's own words, by the names of its fields."""
    said = {name: order.text(name, "") for name in ("status", "paymentStatus", "fulfillmentStatus")}
    return {**said, "channelInfo.type": order.text("channelInfo.type", "")}


def status(words: dict[str, str]) -> Status:
    """Where the sale stands. Wix knows no "completed": an approved order that is fulfilled is that."""
    found = _STATUSES.get(words["status"], Status.UNKNOWN)
    done = found is Status.OPEN and words["fulfillmentStatus"] == "FULFILLED"
    return Status.COMPLETED if done else found


def payment_status(words: dict[str, str], authorized: Decimal) -> PaymentStatus:
    """Where the money stands. Money that is only reserved shows in the balance alone."""
    found = _PAYMENTS.get(words["paymentStatus"], PaymentStatus.UNKNOWN)
    return PaymentStatus.AUTHORIZED if found is PaymentStatus.PENDING and authorized > 0 else found


def fulfillment_status(words: dict[str, str], lines: Sequence[Line]) -> FulfillmentStatus:
    """Where the goods stand."""
    if not any(line.requires_shipping for line in lines):
        return FulfillmentStatus.NOT_REQUIRED
    return _FULFILLMENTS.get(words["fulfillmentStatus"], FulfillmentStatus.UNKNOWN)


def origin(words: dict[str, str], order: Reading) -> Origin:
    """Through which door the order came in."""
    if any(line.has("subscriptionInfo") for line in order.list("lineItems")):
        return Origin.SUBSCRIPTION
    return _ORIGINS.get(words["channelInfo.type"], Origin.OTHER)


def notices(words: dict[str, str], found: Origin) -> tuple[Notice, ...]:
    """Words that nobody knew, and what Wix does not tell of a marketplace's orders."""
    known = (("status", _STATUSES), ("paymentStatus", _PAYMENTS), ("fulfillmentStatus", _FULFILLMENTS))
    unknown = [
        Notice(
            code="unknown_status",
            detail=say("Wix says {field} = {word}", field=name, word=repr(one_line(words[name], 60))),
        )
        for name, table in known
        if words[name] not in table
    ]
    if found is Origin.MARKETPLACE:
        detail = say(
            "Wix does not say whether {marketplace} remits the tax of this order itself",
            marketplace=words["channelInfo.type"],
        )
        unknown.append(Notice(code="tax_collector_unknown", detail=detail))
    return tuple(unknown)
