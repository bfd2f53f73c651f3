"""A person accepts an order as it is, although a notice (its totals differ, for example) holds it."""

from django.db import transaction

from hub import deliveries
from hub.ingest.revising import BLOCKING_NOTICES
from hub.ingest.turn import take_turn
from hub.models import Delivery, DeliveryState, Event, EventKind, Order
from hub.sentences import reasoned, say


def can_be_accepted(order: Order) -> bool:
    """Whether what holds the order is a notice that a person may accept."""
    return order.error_code in BLOCKING_NOTICES and order.accepted_revision < order.revision


def accept(order: Order, *, revision: int, actor: str, reason: str = "") -> bool:
    """Accept this revision and let the deliveries go on that were held for the same notice.

    False when the order changed meanwhile or there is nothing to accept: what nobody has looked at is
    never accepted.
    """
    with transaction.atomic():
        take_turn(order.shop)  # as the ingest does: no change in between
        order = Order.objects.select_related("shop").get(pk=order.pk)
        if order.revision != revision or not can_be_accepted(order):
            return False
        notice = order.error_code
        order.accepted_revision = revision
        order.clear_trouble()
        order.save(update_fields=["accepted_revision", "changed_at", *Order.TROUBLE_FIELDS])
        done = say("Revision {revision} accepted as it is ({notice}).", revision=revision, notice=notice)
        text = reasoned(done, reason)
        Event.objects.create(shop=order.shop, order=order, kind=EventKind.STAFF, actor=actor, text=text)
        _let_go_on(order, notice, actor)
        return True


def _let_go_on(order: Order, notice: str, actor: str) -> None:
    held = Delivery.objects.filter(
        order=order, revision=order.revision, state=DeliveryState.HELD, error_code=notice
    )
    for delivery in held.select_related("order__shop"):
        deliveries.again(delivery, actor=actor, reason=say("accepted as it is"))
