"""The world around the hub: shops of four platforms, one Odoo, VIES, and the hub's set-up."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from sandbox.odoo.sandbox import OdooSandbox
from sandbox.shops.clock import Clock
from sandbox.vies import ViesSandbox
from sandbox.world.hub import Hub
from sandbox.world.platforms import FRONTS, GOODS, ShopFront

_OWN_VAT_ID = "FR40303265045"  # registered in the sandbox's VIES
_SCOPES = ("--scope", "orders:read", "--scope", "shops:read", "--scope", "vat:check")


@dataclass(frozen=True)
class Scene:
    """The running servers; shops by the slugs that the hub knows them by."""

    shops: Mapping[str, ShopFront]
    odoo: OdooSandbox
    vies: ViesSandbox

    def order_ids(self) -> dict[str, list[str]]:
        """Per shop, the ids of all orders that a customer finished."""
        return {slug: front.order_ids() for slug, front in self.shops.items()}


@contextmanager
def scene(orders: int, clock: Clock | None = None) -> Iterator[Scene]:
    """Start the servers with so many orders in all, `clock` in every shop; stop them at the end."""
    with ExitStack() as servers:
        each = orders // len(FRONTS)
        shops = {slug: servers.enter_context(front(each, clock)) for slug, front in FRONTS.items()}
        odoo = servers.enter_context(OdooSandbox("19", extra=GOODS))
        vies = servers.enter_context(ViesSandbox())
        yield Scene(shops, odoo, vies)


@dataclass(frozen=True)
class Access:
    """How a person and a program get in."""

    user: str
    password: str
    api_key: str


def set_up(hub: Hub, world: Scene) -> Access:
    """Do with the hub's own commands what its manual says: migrate, a user, the shops, the Odoo, a key."""
    hub.know(VIES_REST_URL=world.vies.rest_url, VIES_SOAP_URL=world.vies.soap_url)
    hub.command("migrate", "-v0")
    password = secrets.token_urlsafe(9)
    hub.command(
        *("createsuperuser", "--noinput", "--username", "admin", "--email", "admin@example.test"),
        DJANGO_SUPERUSER_PASSWORD=password,
    )
    for slug, front in world.shops.items():
        given = [part for name, value in front.credentials.items() for part in ("--set", f"{name}={value}")]
        hub.command("add_shop", front.channel, slug, *given)
    odoo = world.odoo
    hub.command(
        *("add_odoo", "main", "--url", odoo.url, "--database", odoo.database, "--user", odoo.login),
        *("--api-key", odoo.api_key, "--vat-id", _OWN_VAT_ID),
        *(argument for slug in world.shops for argument in ("--shop", slug)),
    )
    key = hub.command("newkey", "demo", *_SCOPES).split()[-1]
    return Access("admin", password, key)
