"""Shop, hub and Odoo: damaged on both sides, found by one command, put right where that is safe."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.core.management import call_command

from hub.models import Delivery, Difference, Order, Reconciliation, Shop
from hub.polling import poll
from odoo_bridge.bridge.process import run_once
from sandbox.odoo.sandbox import OdooSandbox
from sandbox.shops.woocommerce import WooCommerceSandbox
from sandbox.shops.woocommerce.generator import Mix
from sandbox.shops.woocommerce.storage import Operation
from tests.hub.commands.running import Ran, manage

pytestmark = [pytest.mark.chain, pytest.mark.django_db]
KINDS = ("guest", "registered", "mixed_rates", "percent_coupon", "fees", "refunded_part", "gift")
ORDERS = 7


@pytest.fixture
def shop() -> Iterator[WooCommerceSandbox]:
    """A WooCommerce shop on a real socket, with orders of many kinds that are a day old."""
    with WooCommerceSandbox() as running:
        a_day_ago(running, ORDERS, seed=5)
        yield running


def a_day_ago(shop: WooCommerceSandbox, count: int, *, seed: int) -> list[int]:
    """Orders with dates of yesterday; their ids."""
    shop.clock.set_skew(-timedelta(days=1))
    made = shop.generate(count, seed=seed, mix=Mix(kinds=KINDS))
    shop.clock.set_skew(timedelta())
    return made


@pytest.fixture
def odoo() -> Iterator[OdooSandbox]:
    """An Odoo on a real socket."""
    with OdooSandbox("19") as running:
        yield running


@pytest.fixture
def lampes(shop: WooCommerceSandbox, odoo: OdooSandbox, settings: LazySettings) -> Shop:
    """The hub between the two, and every order in Odoo. No broker: the bridge reads the outbox itself."""
    settings.AMQP_URL = ""
    call_command(
        *("add_shop", "woocommerce", "lampes-fr", "--allow-private-hosts"),
        *("--set", f"url={shop.url}", "--set", f"consumer_key={shop.consumer_key}"),
        *("--set", f"consumer_secret={shop.consumer_secret}"),
    )
    call_command(
        *("add_odoo", "main", "--url", odoo.url, "--database", odoo.database, "--user", odoo.login),
        *("--api-key", odoo.api_key, "--shop", "lampes-fr"),
    )
    made = Shop.objects.get()
    assert poll(made).error is None
    run_once()
    assert Delivery.objects.filter(state="delivered").count() == ORDERS
    return made


def reconcile(*arguments: str) -> Ran:
    return manage("reconcile", *arguments)


def test_damage_on_both_sides_is_found_and_put_right_where_it_is_safe(
    lampes: Shop, shop: WooCommerceSandbox, odoo: OdooSandbox
) -> None:
    # given a clean world
    clean = reconcile()
    assert (clean.code, clean.err) == (0, "")
    assert f"lampes-fr: shop {ORDERS} orders, hub {ORDERS}" in clean.out
    assert not Difference.objects.exists()

    # when an order is deleted at the shop, one is in Odoo no more, one has lost its invoice, one has changed
    # without its date, and one has come with a date that polling had passed
    gone, no_sale, no_invoice, changed = Order.objects.order_by("pk")[:4]
    note = {"customer_note": "Please ring twice."}
    with shop.lock:
        shop.store.delete(int(gone.external_id))
        shop.store.edit(int(changed.external_id), note, Operation.BEHIND)
    [missed] = a_day_ago(shop, 1, seed=9)
    shop.clock.set_skew(timedelta(seconds=5))  # shops tell whole seconds, and nobody recounts twice in one
    state = odoo.state()
    sale = next(row for row in state["order_list"] if row["client_order_ref"] == no_sale.number)
    invoice = next(row for row in state["invoice_list"] if row["ref"] == no_invoice.number)
    odoo.engine.database.table("sale.order").rows.pop(sale["id"])
    odoo.engine.database.table("account.move").update(invoice["id"], {"state": "cancel"})

    # then a dry run says so
    dry = reconcile("--dry-run")
    assert dry.code == 2
    assert "A change at the shop that polling had missed (1)" in dry.out
    assert "An order that polling had missed (1)" in dry.out
    assert not Difference.objects.exists()

    # and a real one keeps it, and heals what is safe
    found = reconcile()
    assert found.code == 2
    assert set(Difference.objects.values_list("order", "kind", "state")) == {
        (gone.pk, "gone_at_shop", "open"),
        (no_sale.pk, "sale_order_deleted", "open"),
        (no_invoice.pk, "invoice_missing", "open"),
        (Order.objects.get(external_id=missed).pk, "missed_order", "resolved"),
        (changed.pk, "missed_change", "resolved"),
    }
    run = Reconciliation.objects.filter(side="odoo:main")[0]
    assert (run.orders, run.equal, run.differing, run.under_way) == (ORDERS + 1, ORDERS - 2, 2, 1)

    # and once the bridge has been at it, only what is for people is left
    run_once()
    assert reconcile().code == 2
    still = set(Difference.objects.filter(state="open").values_list("kind", flat=True))
    assert still == {"gone_at_shop", "sale_order_deleted", "invoice_missing"}
    assert odoo.state()["doubled_client_order_refs"] == []
    Difference.objects.filter(state="open").update(state="accepted")
    assert reconcile().code == 0
