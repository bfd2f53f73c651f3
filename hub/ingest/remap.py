"""Reading orders again from their stored raw content, after a mapping was mended. Calls no shop."""

from django.db import transaction

from hub.ingest.reading import Unreadable, read
from hub.ingest.revising import INGESTED, hold, revise
from hub.ingest.settling import settle, shop_clock
from hub.ingest.turn import take_turn
from hub.models import Event, EventKind, Order
from hub.ports import ChannelPort


def remap(order: Order, channel: ChannelPort, *, actor: str = "") -> bool:
    """Understand the newest raw content anew; True when the order is readable now."""
    with transaction.atomic():
        take_turn(order.shop)
        order = Order.objects.select_related("raw", "shop").get(pk=order.pk)
        if order.raw is None:
            return False
        understood = read(channel, order.raw, order.shop)
        if isinstance(understood, Unreadable):
            order.quiet_since = None
            hold(order, understood.error)
        else:
            order.quiet_since = order.quiet_since or order.raw.observed_at
            revise(order, order.raw, understood)
            settle(order, shop_clock(order.raw))
            Event.objects.create(
                shop=order.shop,
                order=order,
                kind=EventKind.RELEASED,
                actor=actor,
                text="Read again from the stored raw order.",
            )
        order.save(update_fields=INGESTED)
        return not isinstance(understood, Unreadable)
