"""A hub between sandboxes, set up by its own commands."""

import io

from django.core.management import call_command

from hub.models import Shop
from sandbox.odoo import OdooSandbox
from sandbox.shops.woocommerce import WooCommerceSandbox


def add_shop(slug: str, platform: WooCommerceSandbox) -> Shop:
    """Make the sandbox shop known to the hub."""
    call_command(
        *("add_shop", "woocommerce", slug, "--allow-private-hosts", "--set", f"url={platform.url}"),
        *("--set", f"consumer_key={platform.consumer_key}"),
        *("--set", f"consumer_secret={platform.consumer_secret}"),
        stdout=io.StringIO(),
    )
    return Shop.objects.get(slug=slug)


def add_odoo(odoo: OdooSandbox, *, shop: str) -> None:
    """Send the shop's orders to the sandbox Odoo."""
    call_command(
        *("add_odoo", "bench", "--url", odoo.url, "--database", odoo.database, "--user", odoo.login),
        *("--api-key", odoo.api_key, "--shop", shop),
        stdout=io.StringIO(),
    )
