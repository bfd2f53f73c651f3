"""The shop: one object that holds the store, listens on a socket and answers the webservice."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from sandbox.network.http import Request, Response
from sandbox.shops.clock import Clock
from sandbox.shops.control import Controls
from sandbox.shops.faults import FaultKind
from sandbox.shops.prestashop.errors import FAULTS
from sandbox.shops.prestashop.generator import place
from sandbox.shops.prestashop.rest import RestApi
from sandbox.shops.prestashop.store import NODES, RESOURCES, Store
from sandbox.shops.server import PlatformSandbox

KEY = "SANDBOXSANDBOXSANDBOXSANDBOXSAND"


class PrestaShopSandbox(PlatformSandbox):
    """A PrestaShop 8 on ``http://host:port`` (port 0: a free one); ``zone`` is its time zone. In memory.

    Without ``knows_json`` it answers as XML, whatever it is asked for.
    """

    platform: ClassVar[str] = "prestashop"
    fault_kinds: ClassVar[Mapping[str, FaultKind]] = FAULTS

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Clock | None = None,
        zone: str = "Europe/Paris",
        key: str = KEY,
        knows_json: bool = True,
    ) -> None:
        self.key = key
        shop_clock = clock or Clock()
        self.store = Store(shop_clock, ZoneInfo(zone))
        self.rest = RestApi(self.store, knows_json=knows_json)
        self.add_key(key)
        self._chance = random.Random(1)  # noqa: S311 - makes demonstration orders
        super().__init__(host, port, shop_clock, None)
        self.rest.url = self.url

    def add_key(self, key: str, resources: Iterable[str] = RESOURCES) -> None:
        """Register a key of 32 characters that may read the resources."""
        self.rest.keys[key] = frozenset(resources)

    def answer(self, request: Request) -> Response:
        """Answer one request of the webservice."""
        return self.rest.answer(request)

    def load(self, bundle: Mapping[str, Any]) -> int:
        """Take over rows by resource, as the webservice names them, with an order under ``order``. Its id."""
        resources = {node: name for name, node in NODES.items()}
        with self.lock:
            for name, rows in bundle.items():
                resource = resources.get(name, name)
                if resource in RESOURCES and isinstance(rows, list):
                    self.store.put(resource, rows)
            self.store.put("orders", [bundle["order"]])
        return int(bundle["order"]["id"])

    def generate(self, n: int, seed: int = 1) -> list[int]:
        """Add ``n`` generated orders, the newest a minute old. Returns their ids."""
        chance = random.Random(seed)  # noqa: S311 - makes demonstration orders
        with self.lock:
            start = self.clock.now() - timedelta(minutes=n)
            return [place(self.store, chance, start + timedelta(minutes=step)) for step in range(n)]

    def place(self) -> int:
        """Let a customer check out now. Returns the order's id."""
        with self.lock:
            return place(self.store, self._chance, self.clock.now(), "2")

    def controls(self) -> Controls:
        """``POST orders/place|state|refund|track|delete``: what people do to orders."""

        def edit(body: dict[str, Any]) -> object:
            self.store.set_state(int(body["id"]), str(body["state"]))
            return {"id": body["id"]}

        def track(body: dict[str, Any]) -> object:
            self.store.track(int(body["id"]), str(body["number"]))
            return {"id": body["id"]}

        def delete(body: dict[str, Any]) -> object:
            self.store.delete(int(body["id"]))
            return {"id": body["id"]}

        return {
            "POST orders/place": lambda _: {"id": self.place()},
            "POST orders/generate": lambda body: {
                "ids": self.generate(int(body["count"]), int(body.get("seed", 1)))
            },
            "POST orders/state": edit,
            "POST orders/refund": lambda body: {"slip": self.store.refund(int(body["id"]))},
            "POST orders/track": track,
            "POST orders/delete": delete,
        }

    def state(self) -> dict[str, Any]:
        """Counts and ids of orders and credit slips."""
        states = [str(order["current_state"]) for order in self.store.tables["orders"].values()]
        return {
            "orders": len(states),
            "by_state": {state: states.count(state) for state in sorted(set(states))},
            "order_ids": sorted(self.store.tables["orders"]),
            "slip_ids": sorted(self.store.tables["order_slip"]),
        }
