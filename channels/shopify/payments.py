"""Money received: SALE and CAPTURE that succeeded. An authorization is none; CHANGE is cash handed back."""

from dataclasses import replace
from decimal import Decimal

from channels.reading import Reading
from channels.shopify.bags import shop_amount
from channels.text import one_line
from hub.order import Notice, Payment
from hub.order.money import ZERO
from hub.sentences import say

_RECEIVED = frozenset({"SALE", "CAPTURE"})
_CASH = "cash"
_KINDS = _RECEIVED | {"AUTHORIZATION", "CHANGE", "EMV_AUTHORIZATION", "REFUND", "SUGGESTED_REFUND", "VOID"}
_STATUSES = frozenset({"AWAITING_RESPONSE", "ERROR", "FAILURE", "PENDING", "SUCCESS", "UNKNOWN"})


def payments(order: Reading, currency: str) -> tuple[Payment, ...]:
    """The payments in the order in which they came; cash is counted without the change given."""
    done = [entry for entry in order.list("transactions") if entry.text("status", "") == "SUCCESS"]
    paid = [_payment(entry, currency) for entry in done if entry.text("kind", "") in _RECEIVED]
    handed = sum((payment.amount for payment in paid), ZERO)
    change = handed - shop_amount(order, "totalReceivedSet", currency)
    if not any(entry.text("kind", "") == "CHANGE" for entry in done) or not order.has("totalReceivedSet"):
        return tuple(paid)
    return tuple(_without(payment, change) for payment in paid)


def unknown_transactions(order: Reading) -> tuple[Notice, ...]:
    """A notice for each word of a transaction that this mapping does not know: it counts as no payment."""
    words = [
        (field, entry.text(field, ""))
        for entry in order.list("transactions")
        for field, known in (("kind", _KINDS), ("status", _STATUSES))
        if entry.text(field, "") not in known
    ]
    return tuple(
        Notice(
            code="unknown_status",
            detail=say("a transaction's {field} is {word}", field=field, word=repr(one_line(word, 60))),
        )
        for field, word in dict.fromkeys(words)
    )


def _payment(entry: Reading, currency: str) -> Payment:
    return Payment(
        method=entry.text("gateway", "") or entry.text("formattedGateway", ""),
        amount=shop_amount(entry, "amountSet", currency),
        paid_at=entry.utc("processedAt", None),
        reference=entry.text("id", ""),
    )


def _without(payment: Payment, change: Decimal) -> Payment:
    """A cash payment less the change, where it was large enough for it."""
    if payment.method != _CASH or not ZERO < change < payment.amount:
        return payment
    return replace(payment, amount=payment.amount - change)
