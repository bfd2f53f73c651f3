"""What mends a difference. Deliveries are made or let go; it is the bridge that writes to Odoo."""

from hub import deliveries
from hub.errors import BusinessError
from hub.models import Delivery, DeliveryState, Order
from hub.reconciliation.findings import Finding
from hub.reconciliation.sides import Request
from hub.sentences import say
from odoo_bridge.bridge.feed import plan
from odoo_bridge.reconciliation import kinds

_BY_ITSELF = "reconciliation"


def by_itself(order: Order, target: str, finding: Finding) -> str:
    """What is safe at any time; empty when it was done meanwhile."""
    if finding.kind == kinds.NOT_PLANNED:
        return _plan(order, target)
    newest = _newest(order, target)
    if newest is None:
        return ""
    if finding.kind == kinds.OVERDUE:
        return say("It is tried at once.") if deliveries.hurry(newest) else ""
    if finding.kind == kinds.FAILED and newest.state == DeliveryState.FAILED:
        return _again(newest, _BY_ITSELF, say("Found by the reconciliation."))
    return ""


def for_a_person(request: Request) -> str:
    """What a person asked for; raises `BusinessError` when there is nothing to do any more."""
    row = request.difference
    done = ""
    newest = _newest(row.order, row.side)
    if row.kind == kinds.NOT_PLANNED:
        done = _plan(row.order, row.side)
    elif newest is not None and row.kind == kinds.SALE_GONE:
        started = deliveries.start_over(
            row.order, row.side, actor=request.actor, reason=request.reason, steps=_OF_THE_SALE
        )
        done = say("It is written to Odoo again.") if started else ""
    elif newest is not None and row.kind == kinds.OVERDUE:
        done = say("It is tried at once.") if deliveries.hurry(newest) else ""
    elif newest is not None:
        done = _again(newest, request.actor, request.reason)
    if not done:
        raise BusinessError(
            "nothing_to_heal",
            say("The delivery of order {order} is running or done.", order=row.order),
            say("Reconcile again to see how it stands."),
        )
    return done


_OF_THE_SALE = ("order", "confirmed", "invoice", "posted", "repaired", "rewriting", "rewritten")


def _newest(order: Order, target: str) -> Delivery | None:
    rows = Delivery.objects.filter(order=order, target=target, revision=order.published_revision)
    return rows.select_related("order__shop").first()


def _plan(order: Order, target: str) -> str:
    planned = plan(order)
    if planned is None or planned.target != target or planned.state != DeliveryState.WAITING:
        return ""
    return say("Its delivery was made.")


def _again(delivery: Delivery, actor: str, reason: str) -> str:
    return say("It is delivered again.") if deliveries.again(delivery, actor=actor, reason=reason) else ""
