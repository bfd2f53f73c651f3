"""The shops of the world, each platform with its own way to be filled, asked and opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal

from sandbox.odoo import Product
from sandbox.shops.clock import Clock
from sandbox.shops.prestashop import PrestaShopSandbox
from sandbox.shops.shopify import ShopifySandbox
from sandbox.shops.wix import WixSandbox
from sandbox.shops.wix.catalogue import PRODUCTS
from sandbox.shops.woocommerce import Storage, WooCommerceSandbox
from sandbox.shops.woocommerce.generator import Mix

# What makes a demonstration worth watching: a few orders that nobody can read, a few with unknown goods.
_TROUBLE = Mix(unknown_sku_share=0.03, broken_share=0.02)
_DRAFTS = ("auto-draft", "checkout-draft")


@dataclass(frozen=True)
class ShopFront:
    """A running shop: how the hub gets in, which orders it has, and a customer who buys."""

    channel: str
    credentials: Mapping[str, str]
    order_ids: Callable[[], list[str]]
    place: Callable[[], object]


@contextmanager
def _woocommerce(
    orders: int, clock: Clock | None, storage: Storage, *, with_tax: bool
) -> Iterator[ShopFront]:
    with WooCommerceSandbox(storage=storage, clock=clock) as shop:
        shop.generate(orders, seed=11, mix=replace(_TROUBLE, prices_include_tax=with_tax))
        yield ShopFront(
            "woocommerce",
            {
                "url": shop.url,
                "consumer_key": shop.consumer_key,
                "consumer_secret": shop.consumer_secret,
            },
            lambda: [
                str(key)
                for key, order in sorted(shop.store.orders.items())
                if order.get("status") not in _DRAFTS
            ],
            shop.place,
        )


@contextmanager
def _prestashop(orders: int, clock: Clock | None) -> Iterator[ShopFront]:
    with PrestaShopSandbox(clock=clock) as shop:
        shop.generate(orders, seed=12)
        yield ShopFront("prestashop", {"url": shop.url, "key": shop.key}, lambda: _ids(shop), shop.place)


@contextmanager
def _shopify(orders: int, clock: Clock | None) -> Iterator[ShopFront]:
    with ShopifySandbox(clock=clock) as shop:
        shop.generate(orders, seed=13)
        credentials = {
            "url": shop.url,
            "access_token": shop.access_token,
            "client_id": shop.client_id,
            "client_secret": shop.client_secret,
        }
        yield ShopFront("shopify", credentials, lambda: _ids(shop), shop.place)


@contextmanager
def _wix(orders: int, clock: Clock | None) -> Iterator[ShopFront]:
    with WixSandbox(clock=clock) as shop:
        shop.generate(orders, seed=14)
        credentials = {"url": shop.url, "api_key": shop.api_key, "site_id": shop.site_id}
        yield ShopFront("wix", credentials, lambda: _ids(shop), shop.place)


def _ids(shop: PrestaShopSandbox | ShopifySandbox | WixSandbox) -> list[str]:
    return [str(order_id) for order_id in shop.state()["order_ids"]]


FRONTS: dict[str, Callable[[int, Clock | None], AbstractContextManager[ShopFront]]] = {
    "lampes-fr": lambda orders, clock: _woocommerce(orders, clock, Storage.HPOS, with_tax=True),
    "atelier-fr": lambda orders, clock: _woocommerce(orders, clock, Storage.LEGACY, with_tax=False),
    "maison-fr": _prestashop,
    "opaline-com": _shopify,
    "gres-feu": _wix,
}

# What the platforms sell beside the SKUs that the sandbox Odoo knows anyway.
_MORE_GOODS = {
    **{"CSN-LIN-45": "Coussin Lin", "TEE-001": "T-shirt coton bio", "MUG-350": "Mug émaillé 350 ml"},
    **{"LIV-042": "Livre « Recettes d’été »", "REP-007": "Panier repas"},
}
GOODS = [
    *(Product(product.sku, product.name, product.price) for product in PRODUCTS),
    *(Product(sku, name, Decimal(20)) for sku, name in _MORE_GOODS.items()),
]
