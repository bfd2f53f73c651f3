"""Reading orders again from their stored raw content, after a mapping was mended. Calls no shop."""

from django.db import transaction

from hub.ingest.history import histories
from hub.ingest.reading import Unreadable, read
from hub.ingest.revising import hold, revise
from hub.ingest.settling import settle, shop_clock
from hub.ingest.turn import take_turn
from hub.ingest.writing import write
from hub.models import EventKind, Order
from hub.ports import ChannelPort
from hub.sentences import say


def remap(order: Order, channel: ChannelPort, *, actor: str = "") -> bool:
    """Understand the newest raw content anew; True when the order is readable now."""
    with transaction.atomic():
        take_turn(order.shop)
        order = Order.objects.select_related("raw", "shop").get(pk=order.pk)
        if order.raw is None:
            return False
        [history] = histories([order])
        understood = read(channel, order.shop, order.external_id, order.raw.payload)
        if isinstance(understood, Unreadable):
            order.quiet_since = None
            hold(history, understood.error)
        else:
            order.quiet_since = order.quiet_since or order.raw.observed_at
            revise(history, order.raw, understood)
            settle(history, shop_clock(order.raw))
            history.tell(EventKind.RELEASED, say("Read again from the stored raw order."), actor=actor)
        history.is_changed = True
        write([history])
        return not isinstance(understood, Unreadable)
