"""Where an order stands on its way from the shop to the invoice: exactly one part for each order."""

from enum import StrEnum
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When

from hub.models import Delivery, DeliveryState, DeliveryStep
from hub.order.vocabulary import Status

STUCK = (DeliveryState.HELD, DeliveryState.FAILED)
_MOVING = (DeliveryState.WAITING, DeliveryState.RUNNING)


class Part(StrEnum):
    """`waits` goes on by itself, `held` needs a person, `left_out` is not to be delivered."""

    INVOICED = "invoiced"
    DELIVERED = "delivered"
    WAITS = "waits"
    HELD = "held"
    LEFT_OUT = "left_out"
    CANCELLED = "cancelled"


def is_held() -> Q:
    """Orders that need a person: themselves, or one of their deliveries."""
    return Q(error_class__gt="") | Q(_delivery_in(STUCK))


def part_of_order() -> Case:
    """The part as a column of orders. The first that applies counts, so that the parts add up."""
    posted = DeliveryStep.objects.filter(delivery__order=OuterRef("pk"), name="posted")
    return Case(
        When(is_held(), then=_is(Part.HELD)),
        When(Q(_delivery_in(_MOVING)), then=_is(Part.WAITS)),
        When(status=Status.CANCELLED, then=_is(Part.CANCELLED)),
        When(Q(Exists(posted)), then=_is(Part.INVOICED)),
        When(Q(_delivery_in((DeliveryState.DELIVERED,))), then=_is(Part.DELIVERED)),
        When(Q(_delivery_in((DeliveryState.NOT_DUE,))), then=_is(Part.LEFT_OUT)),
        default=_is(Part.WAITS),
        output_field=CharField(),
    )


def _delivery_in(states: tuple[DeliveryState, ...]) -> Exists:
    rows: QuerySet[Delivery] = Delivery.objects.filter(order=OuterRef("pk"), state__in=states)
    return Exists(rows)


def _is(part: Part) -> Any:
    return Value(part.value, output_field=CharField())
