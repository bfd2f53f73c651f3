"""The orders of a site with their payments and refunds. Every change moves ``updatedDate``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sandbox.shops.clock import Clock
from sandbox.shops.copying import copied
from sandbox.shops.wix.errors import no_order

Document = dict[str, Any]


class Store:
    """Orders by id. Documents handed out are copies."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.orders: dict[str, Document] = {}
        self.transactions: dict[str, Document] = {}

    def load(self, order: Document, transactions: Document | None = None) -> str:
        """Take over an order as it is, dates included. Returns its id."""
        order_id = str(order["id"])
        self.orders[order_id] = copied(order)
        if transactions is not None:
            self.transactions[order_id] = copied(transactions)
        return order_id

    def order(self, order_id: str) -> Document:
        """One order. Raises ``ApiError``."""
        if order_id not in self.orders:
            raise no_order(order_id)
        return copied(self.orders[order_id])

    def payments(self, order_id: str) -> Document:
        """Payments and refunds of an order, empty where nothing was paid. Raises ``ApiError``."""
        if order_id not in self.orders:
            raise no_order(order_id)
        nothing: Document = {"orderId": order_id, "payments": [], "refunds": []}
        return copied(self.transactions.get(order_id, nothing))

    def change(self, order_id: str, changes: Document) -> Document:
        """Change fields of an order, nested ones by objects, now. Returns the order."""
        if order_id not in self.orders:
            raise no_order(order_id)
        order = self.orders[order_id]
        _merge(order, changes)
        order["updatedDate"] = self.now()
        return self.order(order_id)

    def cancel(self, order_id: str) -> Document:
        """Cancel an order; what was paid stays paid."""
        order = self.order(order_id)
        entry = {"createdDate": self.now(), "type": "ORDER_CANCELED", "activityType": "ORDER_CANCELED"}
        changes: Document = {"status": "CANCELED", "activities": [*order.get("activities", []), entry]}
        if order.get("paymentStatus") == "NOT_PAID":
            changes["paymentStatus"] = "CANCELED"
        return self.change(order_id, changes)

    def delete(self, order_id: str) -> None:
        """Delete an order for good."""
        self.order(order_id)
        del self.orders[order_id]
        self.transactions.pop(order_id, None)

    def now(self) -> str:
        """The clock, as Wix writes moments."""
        return timestamp(self._clock.now())


def timestamp(moment: datetime) -> str:
    """``2026-11-16T09:15:03.118Z``."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03}Z"


def _merge(document: Document, changes: Document) -> None:
    for name, value in changes.items():
        if isinstance(value, dict) and isinstance(document.get(name), dict):
            _merge(document[name], value)
        else:
            document[name] = copied(value)
