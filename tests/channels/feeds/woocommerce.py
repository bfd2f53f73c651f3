"""Feeds of WooCommerce: `modified_after` and `exclude`, on both storages."""

from collections.abc import Mapping
from datetime import UTC, datetime
from random import Random
from typing import Any

from channels.base import Channel
from channels.woocommerce.poll import OVERLAP
from sandbox.network.http import Request
from sandbox.shops.clock import Clock
from sandbox.shops.woocommerce import Storage, WooCommerceSandbox
from sandbox.shops.woocommerce.dates import stamp
from sandbox.shops.woocommerce.storage import Operation
from tests.channels.feeds.shop import Content, Fault, Shop

_HIDDEN = ("checkout-draft", "auto-draft")


class WooCommerceShop(Shop):
    """Statuses, refunds, trash and drafts: all that moves `date_modified` on both storages."""

    overlap = OVERLAP
    faults = (
        Fault("unauthorized"),
        Fault("server_error"),
        Fault("database_down"),
        Fault("php_warning"),
        Fault("html_200"),
        Fault("truncated_json"),
        Fault("rate_limited", retry_after=9),
        Fault("cut", retried=True),
        Fault("reset", retried=True),
        Fault("reset_after", retried=True),
        Fault("status", retried=True, status=503),
    )

    def __init__(self, channel: Channel, chance: Random, clock: Clock, zone: str, seed: int) -> None:
        super().__init__(channel, chance, clock, zone, seed)
        self.sandbox: WooCommerceSandbox = WooCommerceSandbox(
            storage=chance.choice(list(Storage)), clock=clock, zone=zone, rates=()
        )
        self._store = self.sandbox.store

    def credentials(self, url: str) -> Mapping[str, str]:
        return {"url": url, "consumer_key": "ck_sandbox", "consumer_secret": "cs_sandbox"}

    def is_listing(self, request: Request) -> bool:
        return request.path.endswith("/orders")

    def put(self, at: datetime, mark: str) -> str:
        order_id = self._store.ids.order()
        order: dict[str, Any] = {
            "id": order_id,
            "number": "42",  # plugins number orders as they like
            "status": self.chance.choice(("processing", "processing", "on-hold", "checkout-draft")),
            "currency": "KWD" if self.chance.random() < 0.03 else "EUR",
            "customer_note": mark,
            "total": "100.00",
            "refunds": [],
        }
        for name in ("created", "modified"):
            stamp(order, name, at, self._store.zone)
        return str(self._store.load(order))

    def change(self, key: str, mark: str) -> str:
        order = self._store.order(int(key))
        done = self.chance.choice(("edit", "edit", "cancel", "refund", "trash"))
        if order["status"] == "trash":
            self._store.untrash(int(key))
            done = "untrash"
        order["customer_note"] = mark
        if done == "trash":
            self._store.trash(int(key))
        elif done == "refund" and len(order["refunds"]) < 3:
            self.sandbox.call("orders/refund", id=int(key), amount="1.00")
        else:
            status = "cancelled" if done == "cancel" else self.chance.choice(("processing", "completed"))
            self._store.edit(int(key), {"status": status}, Operation.STATUS)
        return done

    def remove(self, key: str) -> None:
        self._store.delete(int(key))

    def shown(self) -> Mapping[str, Content]:
        orders = self._store.orders.values()
        return {str(order["id"]): _content(order) for order in orders if order["status"] not in _HIDDEN}

    def content(self, raw: Any) -> Content:
        details = {refund["id"] for refund in raw["refunds"]}
        told = [refund["id"] for refund in raw["order"]["refunds"]]
        return _content(raw["order"]) if details >= set(told) else ("without its refunds", tuple(told))

    def updated_at(self, raw: Any) -> datetime | None:
        return datetime.fromisoformat(raw["order"]["date_modified_gmt"]).replace(tzinfo=UTC)


def _content(order: dict[str, Any]) -> Content:
    return order["status"], order["customer_note"], *(refund["id"] for refund in order["refunds"])
