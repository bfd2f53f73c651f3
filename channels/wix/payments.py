"""Money received, from the transactions of an order, or from its balance where there are none."""

from decimal import Decimal

from channels.reading import Reading
from channels.text import one_line
from channels.wix.amounts import Money
from hub.order import Notice, Payment
from hub.order.money import ZERO, amount_text
from hub.sentences import say

# What was refunded later had been received: a refund is an entry of its own.
_RECEIVED = frozenset({"APPROVED", "REFUNDED", "PARTIALLY_REFUNDED"})
_OTHERS = frozenset({"AUTHORIZED", "CANCELED", "DECLINED", "PENDING", "PENDING_MERCHANT", "VOIDED"})


def payments(order: Reading, transactions: Reading | None, money: Money) -> tuple[Payment, ...]:
    """What was received. Wix counts gift cards and memberships as payments; so do we."""
    if transactions is None:
        paid = balance(order, "paid", money)
        return (Payment(method="", amount=paid),) if paid else ()
    return tuple(
        _payment(entry, money) for entry in transactions.list("payments") if _status(entry) in _RECEIVED
    )


def unknown_payments(transactions: Reading | None) -> tuple[Notice, ...]:
    """A notice for each state of a payment that this mapping does not know: it counts as not received."""
    entries = transactions.list("payments") if transactions is not None else []
    words = dict.fromkeys(word for entry in entries if (word := _status(entry)) not in _RECEIVED | _OTHERS)
    return tuple(
        Notice(
            code="unknown_status",
            detail=say("the state of a payment is {word}", word=repr(one_line(word, 60))),
        )
        for word in words
    )


def balance(order: Reading, name: str, money: Money) -> Decimal:
    """A sum of the order's `balanceSummary`; zero where it is not told."""
    return money.or_else(order, f"balanceSummary.{name}", ZERO)


def chargebacks(order: Reading, money: Money) -> tuple[Notice, ...]:
    """A bank took money back: no refund of the merchant's, but somebody should know."""
    taken = balance(order, "chargeback", money) - balance(order, "chargebackReversal", money)
    if taken <= 0:
        return ()
    detail = say(
        "the buyer's bank took back {amount} {currency}",
        amount=amount_text(taken, money.currency),
        currency=money.currency,
    )
    return (Notice(code="chargeback", detail=detail),)


def _payment(entry: Reading, money: Money) -> Payment:
    details = entry.optional("regularPaymentDetails")
    return Payment(
        method=_method(entry, details),
        amount=money.at(entry, "amount"),
        paid_at=entry.utc("createdDate", None),
        reference=details.text("providerTransactionId", "")
        or details.text("gatewayTransactionId", "")
        or entry.text("giftcardPaymentDetails.giftCardPaymentId", ""),
    )


def _method(entry: Reading, details: Reading) -> str:
    """`paymentMethod` was announced to leave in 2026; its name in the site's language stays."""
    if entry.has("giftcardPaymentDetails"):
        return "gift card"
    if entry.has("membershipPaymentDetails"):
        return "membership"
    return details.text("paymentMethod", "") or details.text("paymentMethodName.siteLanguageName", "")


def _status(entry: Reading) -> str:
    """On the payment itself, or on its details, which lose it in November 2026."""
    return entry.text("status", "") or entry.text("regularPaymentDetails.status", "")
