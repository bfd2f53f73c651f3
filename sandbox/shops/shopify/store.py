"""The shop's orders in memory, whole: all lines in one list. What a change does to ``updatedAt``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sandbox.shops.clock import Clock
from sandbox.shops.control import ControlError
from sandbox.shops.copying import copied
from sandbox.shops.shopify.events import edit_body, order_body, part_body

Document = dict[str, Any]


def stamp(moment: datetime) -> str:
    """A moment as Shopify writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def number(gid: str) -> int:
    """The number at the end of a global id."""
    return int(gid.rpartition("/")[2])


class Store:
    """Orders by global id; ``tell`` hears of each change. Not thread-safe: the caller holds the lock."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.tell: Callable[[str, Callable[[], Document]], None] = lambda _topic, _body: None
        self.orders: dict[str, Document] = {}
        self._by_change: list[Document] | None = None

    def load(self, order: Document) -> str:
        """Take over an ``Order`` object; returns its id."""
        self.orders[order["id"]] = copied(order)
        self._by_change = None
        return str(order["id"])

    def order(self, gid: str) -> Document:
        """A stored order; raises ``ControlError``."""
        if gid not in self.orders:
            raise ControlError(f"no order {gid}")
        return self.orders[gid]

    def changed(self, after: Callable[[str], bool]) -> list[Document]:
        """The orders whose ``updatedAt`` the function accepts, oldest change first, then by id."""
        if self._by_change is None:
            self._by_change = sorted(
                self.orders.values(), key=lambda order: (order["updatedAt"], number(order["id"]))
            )
        return [order for order in self._by_change if after(order["updatedAt"])]

    def edit(self, gid: str, changes: Document) -> None:
        """Change fields of an order; it moves behind all others."""
        order = self.order(gid)
        known = {part["id"] for name in ("refunds", "transactions") for part in order.get(name, ())}
        order.update(copied(changes))
        self.touch(gid)
        for topic, name in (("refunds/create", "refunds"), ("order_transactions/create", "transactions")):
            for part in order.get(name, ()):
                if part["id"] not in known:
                    self.tell(topic, partial(part_body, part, order))
        if "lineItems" in changes:
            self.tell("orders/edited", partial(edit_body, order))

    def touch(self, gid: str) -> None:
        """Save an order without a change."""
        order = self.order(gid)
        order["updatedAt"] = stamp(self.clock.now())
        self._by_change = None
        self.tell("orders/updated", partial(order_body, order))

    def cancel(self, gid: str) -> None:
        """Cancel and archive an order."""
        now = stamp(self.clock.now())
        self.edit(gid, {"cancelledAt": now, "cancelReason": "CUSTOMER", "closed": True, "closedAt": now})
        self.tell("orders/cancelled", partial(order_body, self.order(gid)))

    def delete(self, gid: str) -> None:
        """Delete an order for good: no list names it any more."""
        gone = {"id": number(self.order(gid)["id"])}
        self.tell("orders/delete", lambda: gone)
        del self.orders[gid]
        self._by_change = None
