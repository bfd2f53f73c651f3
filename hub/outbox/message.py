"""What goes over the wire: an event that stands alone."""

from collections.abc import Sequence
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


def messages(rows: Sequence[Outbox]) -> list[Message]:
    """The messages of outbox rows, each with the whole order as it was at its revision. One query."""
    numbers = Revision.objects.filter(order__in={row.order_id for row in rows})
    wanted = numbers.filter(number__in={row.revision for row in rows})
    documents = {(found.order_id, found.number): found.document for found in wanted}
    return [message(row, documents[row.order_id, row.revision]) for row in rows]


def message(row: Outbox, document: dict[str, Any]) -> Message:
    """The message of an outbox row, carrying this document."""
    order = row.order
    body = {
        "event_id": str(row.event_id),
        "type": row.type,
        "occurred_at": time_text(row.occurred_at),
        "trace_id": order.trace_id,
        "channel": order.shop.channel,
        "shop": order.shop.slug,
        "order_id": order.pk,
        "revision": row.revision,
        "order": document,
    }
    action = row.type.removeprefix("order.")
    return Message(str(row.event_id), f"order.{order.shop.channel}.{order.shop.slug}.{action}", body)
