"""An order and what becomes of it: decided in memory, written by `hub.ingest.writing`."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import F, Q

from hub.models import Event, EventKind, Line, Order, Outbox, Revision


@dataclass(slots=True)
class History:
    """An order with the contents that count, and what is not written yet.

    `newest` is the content of `order.revision`, `told` the one that the world heard of last. `is_changed`
    when the order's columns have to be written; the lines are those of the newest of `revisions`.
    """

    order: Order
    newest: Revision | None = None
    told: Revision | None = None
    is_changed: bool = False
    revisions: list[Revision] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    messages: list[Outbox] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def tell(self, kind: EventKind, text: str, *, actor: str = "") -> None:
        """Add a line to the order's history."""
        shop_id = self.order.shop_id
        self.events.append(Event(shop_id=shop_id, order=self.order, kind=kind, text=text, actor=actor))


def histories(orders: Sequence[Order]) -> list[History]:
    """Stored orders with their contents, in one query; none for an order that nobody could read yet."""
    counts = Q(number=F("order__revision")) | Q(number=F("order__published_revision"))
    readable = [order.pk for order in orders if order.revision]
    found = Revision.objects.filter(counts, order__in=readable) if readable else ()
    contents = {(content.order_id, content.number): content for content in found}
    return [
        History(
            order,
            newest=contents.get((order.pk, order.revision)),
            told=contents.get((order.pk, order.published_revision)),
        )
        for order in orders
    ]
