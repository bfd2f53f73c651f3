"""Whether an order is to be delivered, by its status and the shop's policy."""

from hub.order import Order
from hub.order.vocabulary import PaymentStatus, Status

_SOLD = (Status.OPEN, Status.COMPLETED)
_PAID = (PaymentStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED)


def reason_not_due(order: Order, *, only_paid: bool) -> str:
    """Why the order is not delivered (yet), in words; empty when it is due."""
    if order.test:
        return "It is a test order."
    if order.status not in _SOLD:
        return f"Its status is {order.status.value}."
    if order.payment_status is PaymentStatus.REFUNDED:
        return "It was refunded before it was delivered."
    if only_paid and order.payment_status not in _PAID and order.totals.gross:
        return f"Its payment is {order.payment_status.value}; the policy delivers paid orders."
    return ""
