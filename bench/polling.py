"""What a first poll of a large shop costs, on each platform: through real sockets into the hub's database."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from unittest import mock

from bench.scene import add_shop
from channels.http import Limit
from channels.prestashop.channel import PrestaShop
from channels.shopify.channel import Shopify
from channels.wix.channel import Wix
from channels.woocommerce.channel import WooCommerce
from hub import polling
from hub.models import Order
from sandbox.network.http import Request, Response
from sandbox.shops.prestashop import PrestaShopSandbox
from sandbox.shops.server import PlatformSandbox
from sandbox.shops.shopify import ShopifySandbox
from sandbox.shops.wix import WixSandbox
from sandbox.shops.woocommerce import WooCommerceSandbox

ORDERS = 10_000
_NO_LIMIT = Limit(per_minute=10**9)
_PLENTY = 10**9


def run(orders: int = ORDERS) -> Iterator[str]:
    """A line for each platform: how fast its orders come in, and how much of that the hub takes."""
    first: float | None = None
    for open_shop in (_woocommerce, _prestashop, _shopify, _wix):
        with _unthrottled(), open_shop(orders) as shop:
            took = _poll(shop, orders)
        first = first or took.seconds
        yield (
            f"polling {shop.platform.platform}: {orders / took.seconds:.0f} orders a second, "
            f"{100 * took.calls / orders:.1f} calls per 100 orders; the hub takes "
            f"{took.seconds / took.answering - 1:.1f} times what the shop takes to answer, and the whole "
            f"{took.seconds / first:.2f} of WooCommerce's time"
        )


@dataclass(frozen=True, slots=True)
class Opened:
    """A sandbox full of orders, and the form that lets the hub in."""

    platform: PlatformSandbox
    form: dict[str, str]


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds in all and inside the sandbox's answers, and the calls."""

    seconds: float
    answering: float
    calls: int


def _poll(shop: Opened, orders: int) -> Took:
    platform = shop.platform
    account = add_shop(platform.platform, f"bench-{platform.platform}", platform, **shop.form)
    answering = 0.0
    answer = platform.answer

    def timed(request: Request) -> Response:
        nonlocal answering
        began = time.perf_counter()
        try:
            return answer(request)
        finally:
            answering += time.perf_counter() - began

    with mock.patch.object(platform, "answer", timed):
        began = time.perf_counter()
        result = polling.poll(account)
        seconds = time.perf_counter() - began
    assert result.error is None, result.error
    assert Order.objects.filter(shop=account).count() == result.new >= orders * 0.9  # drafts are no orders
    return Took(seconds, answering, platform.request_count)


@contextmanager
def _unthrottled() -> Iterator[None]:
    """The platforms' limits would be all that is measured."""
    with ExitStack() as stack:
        for channel in (WooCommerce, PrestaShop, Shopify, Wix):
            stack.enter_context(mock.patch.object(channel, "limit", _NO_LIMIT))
        yield


@contextmanager
def _woocommerce(orders: int) -> Iterator[Opened]:
    with WooCommerceSandbox() as platform:
        platform.generate(orders)
        form = {"consumer_key": platform.consumer_key, "consumer_secret": platform.consumer_secret}
        yield Opened(platform, form)


@contextmanager
def _prestashop(orders: int) -> Iterator[Opened]:
    with PrestaShopSandbox() as platform:
        platform.generate(orders)
        yield Opened(platform, {"key": platform.key})


@contextmanager
def _shopify(orders: int) -> Iterator[Opened]:
    with ShopifySandbox() as platform:
        platform.generate(orders)
        platform.bucket.size = platform.bucket.available = _PLENTY
        yield Opened(platform, {"access_token": platform.access_token})


@contextmanager
def _wix(orders: int) -> Iterator[Opened]:
    with WixSandbox() as platform:
        platform.generate(orders)
        yield Opened(platform, {"api_key": platform.api_key, "site_id": platform.site_id})
