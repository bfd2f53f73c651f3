"""The server of a Shopify shop: tokens, the GraphQL address, what the shop holds."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from sandbox.network.http import Request, Response
from sandbox.shops.clock import Clock
from sandbox.shops.control import Controls
from sandbox.shops.faults import FaultKind
from sandbox.shops.server import PlatformSandbox
from sandbox.shops.shopify import errors
from sandbox.shops.shopify.bucket import Bucket
from sandbox.shops.shopify.controls import controls_of
from sandbox.shops.shopify.deliveries import Deliveries, Event
from sandbox.shops.shopify.events import order_body
from sandbox.shops.shopify.generator import generate
from sandbox.shops.shopify.graphql import VERSION, GraphQL, Shop
from sandbox.shops.shopify.store import Document, Store

_GRAPHQL = f"/admin/api/{VERSION}/graphql.json"
_TOKENS = "/admin/oauth/access_token"
_LIFE = 86_399


class ShopifySandbox(PlatformSandbox):
    """A Shopify shop on ``http://host:port`` (port 0: a free one). Everything is in memory.

    It takes the fixed ``access_token``, and tokens fetched with ``client_id`` and ``client_secret``.
    """

    platform: ClassVar[str] = "shopify"
    fault_kinds: ClassVar[Mapping[str, FaultKind]] = errors.FAULTS

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Clock | None = None,
        access_token: str = "shpat_sandbox",  # noqa: S107 - a made-up token of a made-up shop
        client_id: str = "client-sandbox",
        client_secret: str = "shpss_sandbox",  # noqa: S107 - likewise
    ) -> None:
        self.access_token = access_token
        self.client_id = client_id
        self.client_secret = client_secret
        self.fetched: set[str] = set()
        self.about = Shop()
        self.bucket = Bucket()
        shop_clock = clock or Clock()
        self.store = Store(shop_clock)
        self._graphql = GraphQL(self.store, self.bucket, self.about)
        self._serial = itertools.count(1)
        self._made = 0
        self.subscriptions = self._graphql.subscriptions
        super().__init__(host, port, shop_clock, None)
        self.deliveries = Deliveries(self._secret, self._domain, VERSION, self._give_up)
        self.store.tell = self._tell
        self._called_as = urlsplit(self.home_url).netloc

    def stop(self) -> None:
        """Close every connection, make no more calls, free the port."""
        self.deliveries.stop()
        super().stop()

    def answer(self, request: Request) -> Response:
        """Answer one request of the Admin API."""
        if request.path == _TOKENS and request.method == "POST":
            return self._token(request)
        if request.path != _GRAPHQL or request.method != "POST":
            return errors.plain(404, "Not Found")
        self._called_as = request.headers.get("host", self._called_as)
        token = request.headers.get("x-shopify-access-token", "")
        if token not in {self.access_token, *self.fetched}:
            return errors.plain(401, errors.UNAUTHORIZED)
        try:
            body = request.json()
        except ValueError:
            return errors.plain(400, "Bad Request")
        return Response.of_json(self._graphql.answer(body), headers={"X-Shopify-API-Version": VERSION})

    def controls(self) -> Controls:
        """The control calls of this platform."""
        return controls_of(self)

    def state(self) -> dict[str, Any]:
        """Counts and ids of orders, and who is called about them."""
        webhooks = [{"topic": one["topic"], "uri": one["uri"]} for one in self.subscriptions.held.values()]
        return {
            "orders": len(self.store.orders),
            "order_ids": sorted(self.store.orders),
            "webhooks": webhooks,
        }

    def load(self, order: Document) -> str:
        """Take over an ``Order`` object with all its lines. Returns its id."""
        with self.lock:
            return self.store.load(order)

    def generate(self, n: int, seed: int = 1) -> list[str]:
        """Add ``n`` generated orders, the newest a minute old. Returns their ids."""
        with self.lock:
            start = self.clock.now() - timedelta(seconds=n + 60)
            orders = generate(n, seed, start, self._made)
            self._made += n
            return [self.store.load(order) for order in orders]

    def place(self) -> str:
        """Let a customer check out. Returns the order's id."""
        with self.lock:
            (order,) = generate(1, self._made, self.clock.now(), self._made)
            self._made += 1
            gid = self.store.load(order)
            self._tell("orders/create", partial(order_body, order))
            if order.get("displayFinancialStatus") == "PAID":
                self._tell("orders/paid", partial(order_body, order))
            return gid

    def _tell(self, topic: str, body: Callable[[], Document]) -> None:
        subscriptions = self.subscriptions.of(topic)
        if subscriptions:
            self.deliveries.tell(Event(topic, body(), self.clock.now()), subscriptions)

    def _secret(self) -> str:
        return self.client_secret

    def _domain(self) -> str:
        """The name that the shop was last called by; a real one's calls name its .myshopify.com address."""
        return self._called_as

    def _give_up(self, subscription: str) -> None:
        with self.lock:
            self.subscriptions.remove(subscription)

    def _token(self, request: Request) -> Response:
        form = {name: values[0] for name, values in parse_qs(request.body.decode("latin-1")).items()}
        wanted = {
            "grant_type": "client_credentials",
            "client_id": self.client_id,
            "client_secret": self.client_secret,
        }
        if form != wanted:
            return errors.no_token()
        token = f"shpat_fetched_{next(self._serial)}"
        self.fetched.add(token)
        scope = ",".join(sorted(self.about.scopes))
        return Response.of_json({"access_token": token, "scope": scope, "expires_in": _LIFE})
