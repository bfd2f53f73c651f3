"""A hub between sandboxes, set up by its own commands."""

import io

from django.core.management import call_command

from hub.models import Shop
from odoo_bridge.models import OdooConnection
from sandbox.odoo import OdooSandbox
from sandbox.shops.server import PlatformSandbox
from sandbox.shops.woocommerce import WooCommerceSandbox


def add_shop(channel: str, slug: str, platform: PlatformSandbox, **form: str) -> Shop:
    """Make the sandbox shop known to the hub, with what its form asks for besides the address."""
    fields = [f"{name}={value}" for name, value in {"url": platform.url, **form}.items()]
    call_command(
        *("add_shop", channel, slug, "--allow-private-hosts"),
        *(word for field in fields for word in ("--set", field)),
        stdout=io.StringIO(),
    )
    return Shop.objects.get(slug=slug)


def add_woocommerce(slug: str, platform: WooCommerceSandbox) -> Shop:
    """Make a WooCommerce sandbox known to the hub."""
    keys = {"consumer_key": platform.consumer_key, "consumer_secret": platform.consumer_secret}
    return add_shop("woocommerce", slug, platform, **keys)


def add_odoo(name: str, odoo: OdooSandbox, *, shop: str) -> OdooConnection:
    """Send the shop's orders to the sandbox Odoo."""
    call_command(
        *("add_odoo", name, "--url", odoo.url, "--database", odoo.database, "--user", odoo.login),
        *("--api-key", odoo.api_key, "--shop", shop),
        stdout=io.StringIO(),
    )
    return OdooConnection.objects.get(name=name)
