"""The world around the hub: two WooCommerce shops of different generations and one Odoo, and the set-up."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

from sandbox.odoo.sandbox import OdooSandbox
from sandbox.shops.woocommerce import Storage, WooCommerceSandbox
from sandbox.shops.woocommerce.generator import Mix
from sandbox.world.hub import Hub

# What makes a demonstration worth watching: a few orders that nobody can read, a few with unknown goods.
_TROUBLE = Mix(unknown_sku_share=0.03, broken_share=0.02)


@dataclass(frozen=True)
class Scene:
    """The running servers by the slugs that the hub knows them by."""

    shops: dict[str, WooCommerceSandbox]
    odoo: OdooSandbox

    def order_ids(self) -> dict[str, list[str]]:
        """Per shop, the ids of all orders that a customer finished."""
        return {
            slug: [
                str(order_id)
                for order_id, order in sorted(shop.store.orders.items())
                if order.get("status") not in ("auto-draft", "checkout-draft")
            ]
            for slug, shop in self.shops.items()
        }


@contextmanager
def scene(orders: int) -> Iterator[Scene]:
    """Start the servers with so many orders in all; stop them at the end."""
    with ExitStack() as servers:
        modern = servers.enter_context(WooCommerceSandbox(storage=Storage.HPOS))
        legacy = servers.enter_context(WooCommerceSandbox(storage=Storage.LEGACY))
        odoo = servers.enter_context(OdooSandbox("19"))
        modern.generate(orders - orders // 2, seed=11, mix=replace(_TROUBLE, prices_include_tax=True))
        legacy.generate(orders // 2, seed=12, mix=replace(_TROUBLE, prices_include_tax=False))
        yield Scene({"lampes-fr": modern, "atelier-fr": legacy}, odoo)


@dataclass(frozen=True)
class Access:
    """How a person and a program get in."""

    user: str
    password: str
    api_key: str


def set_up(hub: Hub, world: Scene) -> Access:
    """Do with the hub's own commands what its manual says: migrate, a user, the shops, the Odoo, a key."""
    hub.command("migrate", "-v0")
    password = secrets.token_urlsafe(9)
    hub.command(
        *("createsuperuser", "--noinput", "--username", "admin", "--email", "admin@example.test"),
        DJANGO_SUPERUSER_PASSWORD=password,
    )
    for slug, shop in world.shops.items():
        hub.command(
            *("add_shop", "woocommerce", slug, "--set", f"url={shop.url}"),
            *(
                "--set",
                f"consumer_key={shop.consumer_key}",
                "--set",
                f"consumer_secret={shop.consumer_secret}",
            ),
        )
    odoo = world.odoo
    hub.command(
        *("add_odoo", "main", "--url", odoo.url, "--database", odoo.database, "--user", odoo.login),
        *("--api-key", odoo.api_key),
        *(argument for slug in world.shops for argument in ("--shop", slug)),
    )
    key = hub.command("newkey", "demo", "--scope", "orders:read", "--scope", "shops:read").split()[-1]
    return Access("admin", password, key)
