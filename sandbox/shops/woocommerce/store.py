"""The shop's database in memory: orders, refunds, customers, webhooks, and what each operation does to
them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.shops.clock import Clock
from sandbox.shops.control import ControlError
from sandbox.shops.copying import copied
from sandbox.shops.woocommerce.dates import stamp
from sandbox.shops.woocommerce.ids import Ids
from sandbox.shops.woocommerce.money import plain, total
from sandbox.shops.woocommerce.rates import RateTable
from sandbox.shops.woocommerce.storage import DRAFT, STATUSES, TOLD, Operation, Storage
from sandbox.shops.woocommerce.webhooks import Webhooks

Document = dict[str, Any]

PAID = frozenset({"processing", "completed"})


class Store:
    """Orders by id as stored documents (amounts unrounded, no links). Not thread-safe: the caller holds
    the lock. ``told`` is called with topic and order id for whatever webhooks tell.
    """

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        zone: ZoneInfo,
        rates: RateTable,
        custom_statuses: Mapping[str, str],
    ) -> None:
        self.storage = storage
        self.clock = clock
        self.zone = zone
        self.rates = rates
        self.statuses = {**STATUSES, **custom_statuses, **DRAFT}
        self.ids = Ids()
        self.orders: dict[int, Document] = {}
        self.refunds: dict[int, Document] = {}
        self.customers: dict[int, Document] = {}
        self.webhooks = Webhooks(clock, zone)
        self.told: Callable[[str, int], None] = lambda _topic, _order_id: None
        self.unfinished: dict[int, Document] = {}
        self.unreadable: set[int] = set()
        self.deleted: list[int] = []
        self.changes: dict[int, int] = {}
        self._before_trash: dict[int, str] = {}

    def order(self, order_id: int) -> Document:
        """Return a stored order. Raises ``ControlError``."""
        if order_id not in self.orders:
            raise ControlError(f"no order {order_id}")
        return self.orders[order_id]

    def load(self, order: Document, refunds: Iterable[Document] = ()) -> int:
        """Take over a raw order as the REST API shows it, with its refunds; the ids are kept. Returns
        the id.
        """
        stored = copied(order)
        stored.pop("_links", None)
        order_id = int(stored["id"])
        self.orders[order_id] = stored
        self.ids.reserve(stored)
        self.touched(order_id)
        for refund in refunds:
            kept = {"id": refund["id"], "parent_id": order_id, **copied(refund)}
            kept.pop("_links", None)
            self.refunds[int(kept["id"])] = kept
            self.ids.reserve(kept)
        return order_id

    def touched(self, order_id: int) -> None:
        """Note that an order's content changed (what was rendered of it is out of date)."""
        self.changes[order_id] = self.changes.get(order_id, 0) + 1

    def bump(self, order: Document, operation: Operation, at: datetime | None = None) -> None:
        """Note a change, tell the webhooks, and move ``date_modified`` if the storage does so for it."""
        if self.storage.moves_date_modified(operation):
            stamp(order, "modified", at or self.clock.now(), self.zone)
        self.touched(int(order["id"]))
        for topic in TOLD.get(operation, ()):
            self.told(topic, int(order["id"]))

    def set_status(self, order_id: int, status: str) -> None:
        """Change the status; paid and completed dates follow. Raises ``ControlError`` for an unknown
        status.
        """
        order = self.order(order_id)
        if status not in self.statuses:
            raise ControlError(f"unknown status {status!r}; known: {', '.join(self.statuses)}")
        same = order["status"] == status
        order["status"] = status
        now = self.clock.now()
        if status in PAID and not order["date_paid_gmt"] and _paid_on_arrival(order, status):
            stamp(order, "paid", now, self.zone)
        if status == "completed" and not order["date_completed_gmt"]:
            stamp(order, "completed", now, self.zone)
        order["needs_payment"] = status in {"pending", "failed"} and order["total"] != "0"
        order["is_editable"] = status in {"pending", "on-hold", "auto-draft"}
        self.bump(order, Operation.SAVE if same else Operation.STATUS)

    def edit(self, order_id: int, changes: Document, operation: Operation = Operation.SAVE) -> None:
        """Change fields: objects are merged, ``meta_data`` by key, everything else replaced."""
        order = self.order(order_id)
        for name, value in changes.items():
            if name == "meta_data":
                self._set_meta(order, value)
            elif isinstance(value, dict) and isinstance(order.get(name), dict):
                order[name] = {**order[name], **value}
            else:
                order[name] = value
        self.bump(order, operation)

    def _set_meta(self, order: Document, rows: Iterable[Document]) -> None:
        for row in rows:
            held = next((meta for meta in order["meta_data"] if meta["key"] == row["key"]), None)
            if held is None:
                order["meta_data"].append({"id": self.ids.meta(), "key": row["key"], "value": row["value"]})
            else:
                held["value"] = row["value"]

    def trash(self, order_id: int) -> None:
        """Move an order to the trash."""
        order = self.order(order_id)
        self._before_trash[order_id] = order["status"]
        order["status"] = "trash"
        self.bump(order, Operation.TRASH)

    def untrash(self, order_id: int) -> None:
        """Take an order out of the trash, with the status it had. Raises ``ControlError``."""
        order = self.order(order_id)
        if order["status"] != "trash":
            raise ControlError(f"order {order_id} is not in the trash")
        order["status"] = self._before_trash.pop(order_id, "pending")
        self.bump(order, Operation.UNTRASH)

    def delete(self, order_id: int) -> None:
        """Delete for good, with its refunds: the id answers 404 from now on."""
        self.order(order_id)
        del self.orders[order_id]
        self.changes.pop(order_id, None)
        self.deleted.append(order_id)
        for refund in self.refunds_of(order_id):
            del self.refunds[refund["id"]]

    def refunds_of(self, order_id: int) -> list[Document]:
        """Refunds of one order, newest first."""
        rows = [refund for refund in self.refunds.values() if refund["parent_id"] == order_id]
        return sorted(rows, key=lambda refund: int(refund["id"]), reverse=True)

    def add_refund(self, refund: Document) -> None:
        """Attach a made refund to its order, whose ``total`` stays as it is."""
        order = self.order(int(refund["parent_id"]))
        self.refunds[int(refund["id"])] = refund
        order["refunds"].append(refund_summary(refund))
        self.bump(order, Operation.REFUND)

    def delete_refund(self, refund_id: int) -> None:
        """Delete a refund: it goes from the order too, and ``date_modified`` stays. Raises
        ``ControlError``.
        """
        refund = self.refunds.pop(refund_id, None)
        if refund is None:
            raise ControlError(f"no refund {refund_id}")
        order = self.order(int(refund["parent_id"]))
        order["refunds"] = [row for row in order["refunds"] if row["id"] != refund_id]
        self.bump(order, Operation.REFUND_DELETED)


def refund_summary(refund: Document) -> Document:
    """Return what the order itself shows of a refund."""
    rows = [row for name in ("line_items", "shipping_lines", "fee_lines") for row in refund[name]]
    return {
        "id": refund["id"],
        "reason": refund["reason"],
        "total": f"-{refund['amount']}",
        "total_tax": plain(total(Decimal(row["total_tax"]) for row in rows)),
    }


def _paid_on_arrival(order: Document, status: str) -> bool:
    return status == "completed" or order["payment_method"] != "cod"
