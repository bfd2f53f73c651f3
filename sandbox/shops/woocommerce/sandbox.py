"""The shop: one object that holds the store, listens on a socket and answers REST API v3."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from sandbox.network.http import Request, Response
from sandbox.shops.clock import Clock
from sandbox.shops.control import Controls
from sandbox.shops.faults import FaultKind
from sandbox.shops.server import PlatformSandbox
from sandbox.shops.woocommerce.auth import ApiKey, Authenticator
from sandbox.shops.woocommerce.checkout import begin_checkout, finish_checkout
from sandbox.shops.woocommerce.controls import controls_of
from sandbox.shops.woocommerce.deliveries import Deliveries
from sandbox.shops.woocommerce.errors import FAULTS
from sandbox.shops.woocommerce.generator import Mix, generate
from sandbox.shops.woocommerce.rates import RATES, RateTable, TaxRate
from sandbox.shops.woocommerce.rest import RestApi
from sandbox.shops.woocommerce.storage import Storage
from sandbox.shops.woocommerce.store import Document, Store


class WooCommerceSandbox(PlatformSandbox):
    """A WooCommerce shop on ``http://host:port`` (port 0: a free one).

    ``https_seen``: the shop believes it is called over HTTPS, so Basic auth works although the sandbox
    speaks plain HTTP; with False it wants OAuth 1.0a signed requests. ``home_url`` is the address the shop
    believes to have (links, OAuth signatures). ``zone`` is the site's time zone. Everything is in memory.
    """

    platform: ClassVar[str] = "woocommerce"
    fault_kinds: ClassVar[Mapping[str, FaultKind]] = FAULTS

    def __init__(  # noqa: PLR0913 - settings of a shop, all by name and all with a default
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        storage: Storage | str = Storage.HPOS,
        https_seen: bool = True,
        home_url: str | None = None,
        clock: Clock | None = None,
        zone: str = "Europe/Paris",
        custom_statuses: Mapping[str, str] | None = None,
        rates: Iterable[TaxRate] = RATES,
        consumer_key: str = "ck_sandbox",
        consumer_secret: str = "cs_sandbox",  # noqa: S107 - a made-up key of a made-up shop
    ) -> None:
        self.consumer_key = consumer_key
        self.consumer_secret = consumer_secret
        shop_clock = clock or Clock()
        custom = {"expediee": "Expédiée"} if custom_statuses is None else custom_statuses
        self.store = Store(Storage(storage), shop_clock, ZoneInfo(zone), RateTable(rates), custom)
        self.auth = Authenticator(shop_clock, https_seen=https_seen)
        self.add_key(consumer_key, consumer_secret)
        self._timers: list[threading.Timer] = []
        self._placed = 0
        super().__init__(host, port, shop_clock, home_url)
        self._rest = RestApi(self.store, self.auth, self.home_url)
        self.deliveries = Deliveries(
            self.store.webhooks,
            self.lock,
            self._rest.told,
            f"WooCommerce/{self.store.storage.version} Hookshot (WordPress/7.1)",
            f"{self.home_url}/",
        )
        self.store.told, self.store.webhooks.pinged = self.deliveries.tell, self.deliveries.ping

    def add_key(
        self,
        consumer_key: str,
        consumer_secret: str,
        permissions: str = "read_write",
        *,
        shop_rights: bool = True,
    ) -> None:
        """Register one more API key. ``permissions``: ``read``, ``write`` or ``read_write``."""
        self.auth.keys[consumer_key] = ApiKey(consumer_key, consumer_secret, permissions, shop_rights)

    def answer(self, request: Request) -> Response:
        """Answer one request of the REST API."""
        return self._rest.answer(request)

    def controls(self) -> Controls:
        """The control calls of this platform."""
        return controls_of(self)

    def state(self) -> dict[str, Any]:
        """Counts and ids of orders and refunds."""
        statuses = [str(order.get("status")) for order in self.store.orders.values()]
        return {
            "storage": self.store.storage.value,
            "orders": len(statuses),
            "by_status": {status: statuses.count(status) for status in sorted(set(statuses))},
            "order_ids": sorted(self.store.orders),
            "refund_ids": sorted(self.store.refunds),
            "deleted_ids": self.store.deleted,
        }

    def load(self, order: Document, refunds: Iterable[Document] = ()) -> int:
        """Take over a raw order (REST document) with its refunds. Returns its id."""
        with self.lock:
            return self.store.load(order, refunds)

    def generate(self, n: int, seed: int = 1, mix: Mix | None = None) -> list[int]:
        """Add ``n`` generated orders of every kind, the newest a minute old. Returns their ids."""
        with self.lock:
            start = self.clock.now() - timedelta(minutes=n + 1)
            made = generate(seed, n, mix, ids=self.store.ids, start=start, rates=self.store.rates)
            self.store.customers.update(made.customers)
            for order in made.orders:
                order["version"] = self.store.storage.version
                refunds = [refund for refund in made.refunds if refund["parent_id"] == order["id"]]
                self.store.load(order, refunds)
            return [int(order["id"]) for order in made.orders]

    def place(self, seed: int | None = None, finish_after: float | None = 0.4) -> int:
        """Let a customer check out. Returns the order's id.

        The order first exists half-made (``pending``, total 0, at times a line short) and is finished after
        ``finish_after`` seconds, with the ``date_modified`` of the beginning; None: when ``finish`` is
        called.
        """
        with self.lock:
            self._placed += 1
            order_id = begin_checkout(self.store, self._placed if seed is None else seed)
        if finish_after is not None:
            timer = threading.Timer(finish_after, self.finish, [order_id])
            timer.daemon = True
            self._timers = [*(old for old in self._timers if old.is_alive()), timer]
            timer.start()
        return order_id

    def finish(self, order_id: int) -> None:
        """Finish a half-made order."""
        with self.lock:
            finish_checkout(self.store, order_id)

    def stop(self) -> None:
        """Stop, leaving half-made orders half-made."""
        for timer in self._timers:
            timer.cancel()
        self.deliveries.stop()
        super().stop()
