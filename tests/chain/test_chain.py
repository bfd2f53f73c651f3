"""The whole chain on real MariaDB and RabbitMQ: 1,000 orders in, 1,000 posted invoices out, to the cent."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import requests
from django.core.management import call_command
from django.db.models import F

from hub.models import Delivery, DeliveryState, Order, Outbox, Shop
from sandbox.odoo.sandbox import OdooSandbox
from sandbox.shops.woocommerce import WooCommerceSandbox
from sandbox.shops.woocommerce.generator import Mix
from tests.chain.crew import Crew

pytestmark = [pytest.mark.chain, pytest.mark.timeout(900)]

CREW = ("poll", "relay", "bridge 1", "bridge 2")
ORDERS = 1000
KILLS = 10
# Every kind that is paid and not given back, at rates that a French Odoo knows.
DUE = (
    *(
        "guest",
        "registered",
        "mixed_rates",
        "percent_coupon",
        "fixed_coupon",
        "two_coupons",
        "fees",
        "rebate",
    ),
    *("company_fr", "company_eu", "export", "gift", "unicode", "same_sku_twice", "completed"),
    *("refunded_part", "refunded_amount"),
)


@pytest.fixture
def shop() -> Iterator[WooCommerceSandbox]:
    """A WooCommerce shop on a real socket, empty."""
    with WooCommerceSandbox() as running:
        yield running


@pytest.fixture
def odoo(request: pytest.FixtureRequest) -> Iterator[OdooSandbox]:
    """An Odoo of the version that the test names, on a real socket."""
    with OdooSandbox(request.param) as running:
        yield running


@pytest.fixture
def crew(
    hub_environment: Mapping[str, str], shop: WooCommerceSandbox, odoo: OdooSandbox, tmp_path: Path
) -> Iterator[Crew]:
    """The hub set up between the two; nothing runs yet. Leases are short: a crash is soon forgotten."""
    call_command(
        *("add_shop", "woocommerce", "lampes-fr", "--allow-private-hosts"),
        *("--set", f"url={shop.url}", "--set", f"consumer_key={shop.consumer_key}"),
        *("--set", f"consumer_secret={shop.consumer_secret}"),
    )
    call_command(
        *("add_odoo", "main", "--url", odoo.url, "--database", odoo.database, "--user", odoo.login),
        *("--api-key", odoo.api_key, "--shop", "lampes-fr"),
    )
    Shop.objects.update(poll_seconds=1)
    environment = {**hub_environment, "SETTLE_SECONDS": "1", "LEASE_SECONDS": "5", "LOG_LEVEL": "WARNING"}
    hired = Crew(environment, tmp_path)
    yield hired
    hired.stop()


def start_everything(crew: Crew) -> None:
    """One poller, one relay, two bridges."""
    crew.start("poll", "poll")
    crew.start("relay", "relay")
    crew.start("bridge 1", "bridge")
    crew.start("bridge 2", "bridge")


def sell(shop: WooCommerceSandbox, orders: int, *, seed: int) -> None:
    """Orders that come in now: generated ones are a past that no walk would look for any more."""
    for order_id in shop.generate(orders, seed=seed, mix=Mix(kinds=DUE)):
        shop.call("orders/edit", id=order_id, changes={"customer_note": "Merci"})


def wait_until(done: Callable[[], bool], seconds: float, crew: Crew) -> None:
    """Look twice a second; what the processes said is in the failure."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, (standing(), {name: crew.said(name) for name in CREW})
        time.sleep(0.5)


def standing() -> dict[str, Any]:
    """Where the orders are, for the message of a failing test."""
    return {
        "orders": Order.objects.count(),
        "unsettled": Order.objects.filter(published_revision__lt=F("revision")).count(),
        "unpublished": Outbox.objects.filter(published_at=None).count(),
        "deliveries": dict(Counter(Delivery.objects.values_list("state", "error_code"))),
    }


def all_delivered() -> bool:
    """Whether every order has come to its end."""
    return Delivery.objects.filter(state=DeliveryState.DELIVERED).values("order").distinct().count() == ORDERS


def assert_exactly_once(shop: WooCommerceSandbox, state: Mapping[str, Any]) -> None:
    """1,000 sale orders and posted invoices with the shop's totals, each refund credited, nobody doubled."""
    assert Order.objects.count() == ORDERS
    assert not Outbox.objects.filter(published_at=None).exists()
    assert state["orders"] == state["orders_by_state"]["sale"] == ORDERS
    assert state["invoices"] == state["invoices_posted"] == ORDERS
    assert state["doubled_client_order_refs"] == []
    orders = raw_orders(shop)
    assert amounts(state, "out_invoice") == {row["number"]: Decimal(row["total"]) for row in orders}
    refunds = {
        f"{row['number']} refund {refund['id']}": -Decimal(refund["total"])
        for row in orders
        for refund in row["refunds"]
    }
    assert refunds
    assert state["credit_notes"] == state["credit_notes_posted"] == len(refunds)
    assert amounts(state, "out_refund") == refunds
    assert state["doubled_partner_emails"] == []


def amounts(state: Mapping[str, Any], kind: str) -> dict[str, Decimal]:
    """The totals of Odoo's invoices or credit notes by their reference."""
    return {row["ref"]: Decimal(row["amount_total"]) for row in state["invoice_list"] if row["type"] == kind}


def raw_orders(shop: WooCommerceSandbox) -> list[dict[str, Any]]:
    """The orders as the shop itself shows them."""
    orders: list[dict[str, Any]] = []
    for page in range(1, ORDERS // 100 + 1):
        answer = requests.get(
            f"{shop.url}/wp-json/wc/v3/orders",
            params={"per_page": "100", "page": f"{page}", "orderby": "id", "order": "asc", "dp": "2"},
            auth=(shop.consumer_key, shop.consumer_secret),
            timeout=30,
        )
        orders += answer.json()
    return orders


@pytest.mark.parametrize("odoo", ["19"], indirect=True)
def test_a_thousand_orders_become_a_thousand_invoices(
    crew: Crew, shop: WooCommerceSandbox, odoo: OdooSandbox
) -> None:
    # given a shop with a thousand orders of every kind that is due
    shop.generate(ORDERS, seed=2026, mix=Mix(kinds=DUE))

    # when the hub runs
    start_everything(crew)
    wait_until(all_delivered, 400, crew)

    # then each is in Odoo exactly once, to the cent, and every process ends cleanly when asked
    assert_exactly_once(shop, odoo.state())
    assert set(crew.stop().values()) == {0}


@pytest.mark.parametrize("odoo", ["17"], indirect=True)
def test_killed_ten_times_along_the_way_the_result_is_the_same(
    crew: Crew, shop: WooCommerceSandbox, odoo: OdooSandbox
) -> None:
    # given orders that keep coming, and a hub at work
    batch = ORDERS // KILLS
    sell(shop, batch, seed=1)
    start_everything(crew)
    chance = random.Random(7)

    # when poller, relay and bridges are killed without warning, again and again
    for number in range(1, KILLS + 1):
        time.sleep(chance.uniform(1.0, 4.0))
        crew.kill_and_restart(chance.choice(CREW))
        if number < KILLS:
            sell(shop, batch, seed=number + 1)
    wait_until(all_delivered, 400, crew)

    # then nothing is missing and nothing is doubled
    assert_exactly_once(shop, odoo.state())
