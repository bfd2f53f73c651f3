"""The site: one object that holds orders, listens on a socket and answers Wix's REST API."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, ClassVar

from sandbox.network.http import Request, Response
from sandbox.shops.clock import Clock
from sandbox.shops.control import Controls
from sandbox.shops.faults import FaultKind
from sandbox.shops.server import PlatformSandbox
from sandbox.shops.wix.access import ORDERS, PAYMENTS, Access
from sandbox.shops.wix.controls import controls_of
from sandbox.shops.wix.errors import FAULTS
from sandbox.shops.wix.generator import generate
from sandbox.shops.wix.routes import Routes
from sandbox.shops.wix.store import Document, Store

SITE_ID = "7f3a1c52-0d2b-4b5e-9a77-2a6f4a1f9e10"
APP = {
    "client_id": "2d2c1f8c-0d9f-4f0e-9a77-111111111111",
    "client_secret": "sandbox-app-secret",
    "instance_id": "9a1d4b1e-7a0b-4a6e-8c3b-222222222222",
}
FIRST_NUMBER = 10_001


class WixSandbox(PlatformSandbox):
    """A Wix site on ``http://host:port`` (port 0: a free one). Everything is in memory.

    It takes ``api_key`` with ``site_id``, and the tokens that it gives to the installed ``app``.
    """

    platform: ClassVar[str] = "wix"
    fault_kinds: ClassVar[Mapping[str, FaultKind]] = FAULTS

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Clock | None = None,
        api_key: str = "IST.sandbox-key",
        site_id: str = SITE_ID,
    ) -> None:
        shop_clock = clock or Clock()
        self.api_key = api_key
        self.site_id = site_id
        self.app = dict(APP)
        self.store = Store(shop_clock)
        self.access = Access(shop_clock, site_id, self.app)
        self.add_key(api_key)
        self._next_number = FIRST_NUMBER
        self._routes = Routes(self.store, self.access)
        super().__init__(host, port, shop_clock, None)

    def add_key(self, key: str, rights: Iterable[str] = (ORDERS, PAYMENTS)) -> None:
        """Register one more API key that may read ``orders``, ``payments`` or both."""
        self.access.keys[key] = frozenset(rights)

    def answer(self, request: Request) -> Response:
        """Answer one request of the REST API."""
        return self._routes.answer(request)

    def controls(self) -> Controls:
        """The control calls of this platform."""
        return controls_of(self)

    def state(self) -> dict[str, Any]:
        """Counts and ids of orders."""
        statuses = Counter(str(order.get("status")) for order in self.store.orders.values())
        return {
            "orders": len(self.store.orders),
            "by_status": dict(sorted(statuses.items())),
            "order_ids": sorted(self.store.orders),
        }

    def load(self, order: Document, transactions: Document | None = None) -> str:
        """Take over a raw order with its payments and refunds. Returns its id."""
        with self.lock:
            return self.store.load(order, transactions)

    def generate(self, n: int, seed: int = 1) -> list[str]:
        """Add ``n`` generated orders, one a minute, the newest a minute old. Returns their ids."""
        with self.lock:
            start = self.clock.now() - timedelta(minutes=n)
            return [self._add(seed, start + timedelta(minutes=index)) for index in range(n)]

    def place(self, seed: int | None = None) -> str:
        """Let a customer buy now. Returns the order's id."""
        with self.lock:
            return self._add(self._next_number if seed is None else seed, self.clock.now())

    def expire_cursors(self) -> int:
        """Make every position within a listing stale."""
        with self.lock:
            self._routes.epoch += 1
            return self._routes.epoch

    def _add(self, seed: int, placed_at: Any) -> str:
        number = self._next_number
        self._next_number += 1
        return self.store.load(*generate(seed, number, placed_at))
