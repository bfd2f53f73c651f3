"""Whether an order is to be delivered, by its status and the shop's policy."""

from datetime import date, tzinfo

from hub.order import Order
from hub.order.vocabulary import PaymentStatus, Status
from hub.sentences import say

_SOLD = (Status.OPEN, Status.COMPLETED)
_PAID = (PaymentStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED)


def was_refunded(order: Order) -> bool:
    """Whether all of it was given back."""
    return order.payment_status is PaymentStatus.REFUNDED


def reason_not_due(
    order: Order, *, live: bool, only_paid: bool, placed_from: date | None, zone: tzinfo
) -> str:
    """Why the order is not delivered (yet), in words; empty when it is due. Days begin in that zone."""
    if not live:
        return say("The shop is not live yet: its orders are read, and nothing is delivered.")
    placed = order.placed_at.astimezone(zone).date()
    if placed_from is not None and placed < placed_from:
        return say(
            "It was placed on {placed}; the policy delivers orders placed from {placed_from} on.",
            placed=placed,
            placed_from=placed_from,
        )
    return _reason_in_itself(order, only_paid=only_paid)


def _reason_in_itself(order: Order, *, only_paid: bool) -> str:
    if order.test:
        return say("It is a test order.")
    if order.status not in _SOLD:
        return say("Its status is {status}.", status=order.status.value)
    if was_refunded(order):
        return say("It was refunded before it was delivered.")
    if only_paid and order.payment_status not in _PAID and order.totals.gross:
        return say(
            "Its payment is {payment_status}; the policy delivers paid orders.",
            payment_status=order.payment_status.value,
        )
    return ""
