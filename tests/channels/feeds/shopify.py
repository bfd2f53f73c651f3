"""Feeds of Shopify: a connection sorted by (updatedAt, id), paged by its own cursor."""

from collections.abc import Mapping
from datetime import datetime
from random import Random
from typing import Any

from channels.base import Channel
from channels.shopify.poll import OVERLAP
from sandbox.network.http import Request
from sandbox.shops.clock import Clock
from sandbox.shops.shopify import ShopifySandbox
from sandbox.shops.shopify.store import stamp
from tests.channels.feeds.shop import Content, Fault, Shop

_FEW, _MANY = 1, 60  # lines of an order; a page of orders shows fifty


class ShopifyShop(Shop):
    """Edits, cancellations and refunds; fixed tokens, and fetched ones that die."""

    overlap = OVERLAP
    faults = (
        Fault("status", status=500),
        Fault("html_200"),
        Fault("truncated_json"),
        Fault("partial"),
        Fault("rate_limited", retry_after=9),
        Fault("throttled", wait=5),
        Fault("unauthorized"),
        Fault("internal_error", retried=True),
        Fault("throttled", retried=True, wait=0),
        Fault("cut", retried=True),
        Fault("reset", retried=True),
        Fault("reset_after", retried=True),
        Fault("status", retried=True, status=502),
    )

    def __init__(self, channel: Channel, chance: Random, clock: Clock, zone: str, seed: int) -> None:
        self._fixed_token = chance.random() < 0.5
        super().__init__(channel, chance, clock, zone, seed)
        self.sandbox: ShopifySandbox = ShopifySandbox(clock=clock)
        self._store = self.sandbox.store
        self._numbers = chance.sample(range(10_000, 99_999), 60)

    def credentials(self, url: str) -> Mapping[str, str]:
        if self._fixed_token:
            return {"url": url, "access_token": "shpat_sandbox"}
        return {"url": url, "client_id": "client-sandbox", "client_secret": "shpss_sandbox"}

    def is_listing(self, request: Request) -> bool:
        return b'"HubOrders"' in request.body

    def meanwhile(self) -> str:
        self.sandbox.fetched.clear()
        return "every fetched token dies"

    def put(self, at: datetime, mark: str) -> str:
        lines = _MANY if self.chance.random() < 0.05 else _FEW
        order: dict[str, Any] = {
            "id": f"gid://shopify/Order/{self._numbers.pop()}",
            "name": "#42",
            **dict.fromkeys(("createdAt", "updatedAt"), stamp(at)),
            "cancelledAt": None,
            "note": mark,
            "lineItems": {"nodes": [{"id": f"gid://shopify/LineItem/{n}"} for n in range(lines)]},
            "shippingLines": {"nodes": []},
            "refunds": [],
            "transactions": [],
        }
        return self._store.load(order)

    def change(self, key: str, mark: str) -> str:
        done = self.chance.choice(("edit", "edit", "cancel", "refund"))
        order = self._store.order(key)
        if done == "refund":
            refund = {"id": f"{key}/{len(order['refunds'])}", "refundLineItems": {"nodes": []}}
            self._store.edit(key, {"refunds": [*order["refunds"], refund], "note": mark})
        elif done == "cancel":
            order["note"] = mark
            self._store.cancel(key)
        else:
            self._store.edit(key, {"note": mark})
        return done

    def remove(self, key: str) -> None:
        self._store.delete(key)

    def shown(self) -> Mapping[str, Content]:
        return {key: self.content(order) for key, order in self._store.orders.items()}

    def content(self, raw: Any) -> Content:
        lines, refunds = len(raw["lineItems"]["nodes"]), (refund["id"] for refund in raw["refunds"])
        return raw["note"], raw["cancelledAt"], lines, *refunds

    def updated_at(self, raw: Any) -> datetime | None:
        return datetime.fromisoformat(raw["updatedAt"])
