"""What goes over the wire: an event that stands alone."""

from dataclasses import dataclass
from typing import Any

from hub.models import Outbox, Revision
from hub.order.document import time_text


@dataclass(frozen=True, slots=True)
class Message:
    """A message ready to be sent. `routing_key` is `order.<channel>.<shop>.<type>`."""

    event_id: str
    routing_key: str
    body: dict[str, Any]


def message(row: Outbox) -> Message:
    """The message of an outbox row, with the whole order as it was at that revision."""
    order = row.order
    revision = Revision.objects.get(order=order, number=row.revision)
    body = {
        "event_id": str(row.event_id),
        "type": row.type,
        "occurred_at": time_text(row.occurred_at),
        "trace_id": order.trace_id,
        "channel": order.shop.channel,
        "shop": order.shop.slug,
        "order_id": order.pk,
        "revision": row.revision,
        "order": revision.document,
    }
    action = row.type.removeprefix("order.")
    return Message(str(row.event_id), f"order.{order.shop.channel}.{order.shop.slug}.{action}", body)
