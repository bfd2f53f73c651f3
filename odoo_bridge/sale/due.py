"""Whether an order is to be delivered, by its status and the shop's policy."""

from datetime import date, tzinfo

from hub.order import Order
from hub.order.vocabulary import PaymentStatus, Status

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
        return "The shop is not live yet: its orders are read, and nothing is delivered."
    placed = order.placed_at.astimezone(zone).date()
    if placed_from is not None and placed < placed_from:
        return f"It was placed on {placed}; the policy delivers orders placed from {placed_from} on."
    return _reason_in_itself(order, only_paid=only_paid)


def _reason_in_itself(order: Order, *, only_paid: bool) -> str:
    if order.test:
        return "It is a test order."
    if order.status not in _SOLD:
        return f"Its status is {order.status.value}."
    if was_refunded(order):
        return "It was refunded before it was delivered."
    if only_paid and order.payment_status not in _PAID and order.totals.gross:
        return f"Its payment is {order.payment_status.value}; the policy delivers paid orders."
    return ""
