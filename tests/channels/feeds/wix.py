"""Feeds of Wix: a search with a cursor, dates to the millisecond."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

import requests

from channels.base import Channel
from channels.wix.poll import OVERLAP
from sandbox.network.http import Request
from sandbox.shops.clock import Clock
from sandbox.shops.wix import WixSandbox
from sandbox.shops.wix.sandbox import APP, SITE_ID
from sandbox.shops.wix.store import timestamp
from tests.channels.feeds.shop import Content, Fault, Shop, Walk


class WixShop(Shop):
    """Edits, cancellations and refunds; API keys and tokens that die; cursors that go stale."""

    overlap = OVERLAP
    step = timedelta(milliseconds=1)
    faults = (
        Fault("status", status=500),
        Fault("html_200"),
        Fault("truncated_json"),
        Fault("rate_limited", retry_after=9),
        Fault("status", status=401),
        Fault("cut", retried=True),
        Fault("reset", retried=True),
        Fault("reset_after", retried=True),
        Fault("status", retried=True, status=504),
    )

    def __init__(self, channel: Channel, chance: Random, clock: Clock, zone: str, seed: int) -> None:
        self._is_app = chance.random() < 0.5
        super().__init__(channel, chance, clock, zone, seed)
        self.sandbox: WixSandbox = WixSandbox(clock=clock)
        self._store = self.sandbox.store

    def credentials(self, url: str) -> Mapping[str, str]:
        key = {"api_key": "IST.sandbox-key", "site_id": SITE_ID}
        return {"url": url, **(APP if self._is_app else key)}

    def pages(self, session: requests.Session, since: str | None) -> Walk:
        poll, api = self.module("poll"), self.module("api")
        yield from poll.pages(api.Api(self.http(session)), since, self.size)

    def is_listing(self, request: Request) -> bool:
        return request.path.endswith("/orders/search")

    def meanwhile(self) -> str:
        if self.chance.random() < 0.5:
            self.sandbox.access.tokens.clear()
            return "the app's tokens die"
        self.sandbox.expire_cursors()
        return "cursors go stale"

    def put(self, at: datetime, mark: str) -> str:
        order_id = str(uuid.UUID(int=self.chance.getrandbits(128), version=4))
        order: dict[str, Any] = {
            "id": order_id,
            "number": "42",
            **dict.fromkeys(("createdDate", "updatedDate", "purchasedDate"), timestamp(at)),
            "status": self.chance.choice(("APPROVED", "APPROVED", "APPROVED", "INITIALIZED")),
            "buyerNote": mark,
            "priceSummary": {"total": {"amount": "100.00"}},
            "balanceSummary": {"refunded": {"amount": "0.00"}},
        }
        return self._store.load(order, {"orderId": order_id, "payments": [{"id": "paid"}], "refunds": []})

    def change(self, key: str, mark: str) -> str:
        done = self.chance.choice(("edit", "edit", "cancel", "refund"))
        self._store.orders[key]["buyerNote"] = mark
        if done == "refund":
            self.sandbox.call("orders/refund", id=key, amount="1.00")
        elif done == "cancel":
            self._store.cancel(key)
        else:
            self._store.change(key, {"status": "APPROVED"})
        return done

    def remove(self, key: str) -> None:
        self._store.delete(key)

    def shown(self) -> Mapping[str, Content]:
        orders = [order for order in self._store.orders.values() if order["status"] != "INITIALIZED"]
        return {
            order["id"]: _content(order, self._store.transactions[order["id"]]["refunds"]) for order in orders
        }

    def content(self, raw: Any) -> Content:
        found = raw["transactions"]
        return _content(raw["order"], found["refunds"] if found else [])

    def updated_at(self, raw: Any) -> datetime | None:
        return datetime.fromisoformat(raw["order"]["updatedDate"])


def _content(order: dict[str, Any], refunds: list[Any]) -> Content:
    return order["status"], order["buyerNote"], *(refund["id"] for refund in refunds)
