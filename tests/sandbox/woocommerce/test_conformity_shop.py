"""What the shop says of itself, customers, taxes and webhooks, compared with recorded answers.

Left out: ``is_vat_exempt``-like plugin settings, ``avatar_url``; of ``/system_status`` only the keys a hub
reads are compared; ``/wp-json/`` differs by site (name, plugins) and only its time zone is.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from sandbox.shops.clock import Clock
from sandbox.shops.woocommerce import WooCommerceSandbox
from sandbox.shops.woocommerce.rates import TaxRate
from tests.sandbox.woocommerce.recorded import HOME, ask, assert_as_recorded, capture, full_order, target_of


def test_orders_are_counted_per_status(shop: WooCommerceSandbox) -> None:
    # given: as many orders of each status as were counted, and some that are not
    recorded = capture("reports_orders_totals")
    number = 1
    for row in [*recorded["body"], {"slug": "trash", "total": 2}, {"slug": "auto-draft", "total": 1}]:
        for _ in range(row["total"]):
            number += 1
            shop.load(full_order(id=number, status=row["slug"]))

    answer = ask(shop, target_of(recorded))

    assert_as_recorded(answer, recorded)


def test_general_settings_are_shown_as_recorded(shop: WooCommerceSandbox) -> None:
    recorded = capture("settings_general")

    answer = ask(shop, target_of(recorded))

    assert_as_recorded(answer, recorded)


@pytest.fixture
def taxed_as_recorded() -> Iterator[WooCommerceSandbox]:
    """A shop with the recorded tax table."""
    rates = [
        TaxRate(
            row["id"],
            row["country"],
            Decimal(row["rate"]),
            row["name"],
            "" if row["class"] == "standard" else row["class"],
            row["state"],
            row["priority"],
            row["compound"],
            row["shipping"],
        )
        for row in capture("taxes")["body"]
    ]
    with WooCommerceSandbox(home_url=HOME, rates=rates) as shop:
        yield shop


def test_tax_rates_are_listed_as_recorded(taxed_as_recorded: WooCommerceSandbox) -> None:
    recorded = capture("taxes")

    answer = ask(taxed_as_recorded, target_of(recorded))

    assert_as_recorded(answer, recorded)


def test_a_customer_is_shown_as_recorded(shop: WooCommerceSandbox) -> None:
    recorded = capture("customer_2")
    shop.store.customers[2] = {name: value for name, value in recorded["body"].items() if name != "_links"}

    answer = ask(shop, target_of(recorded))

    assert_as_recorded(answer, recorded)


def test_registered_buyers_of_generated_orders_have_an_account(shop: WooCommerceSandbox) -> None:
    shop.generate(60)
    registered = [order for order in shop.store.orders.values() if order["customer_id"]]

    for order in registered:
        account = ask(shop, f"/wp-json/wc/v3/customers/{order['customer_id']}").document
        assert account["email"] == order["billing"]["email"]
    assert registered


@pytest.mark.parametrize("storage", ["hpos", "legacy"])
def test_the_storage_shows_in_the_system_status(storage: str) -> None:
    with WooCommerceSandbox(storage=storage) as shop:
        status = ask(shop, "/wp-json/wc/v3/system_status").document

    assert status["settings"]["HPOS_enabled"] is (storage == "hpos")
    assert status["environment"]["version"] == ("11.0.1" if storage == "hpos" else "8.0.3")


def test_the_system_status_says_what_was_recorded(shop: WooCommerceSandbox) -> None:
    recorded = capture("system_status_trimmed")["body"]

    shown = ask(shop, "/wp-json/wc/v3/system_status").document

    for part in ("database", "settings"):
        for name, value in shown[part].items():
            assert recorded[part][name] == value, name
    assert recorded["environment"]["version"] == shown["environment"]["version"]


def test_the_index_needs_no_key_and_tells_the_time_zone(shop: WooCommerceSandbox) -> None:
    answer = ask(shop, "/wp-json/", headers={})

    assert answer.document["timezone_string"] == "Europe/Paris"
    assert "wc/v3" in answer.document["namespaces"]


def test_no_webhooks_yet(shop: WooCommerceSandbox) -> None:
    recorded = capture("webhooks_empty")

    answer = ask(shop, target_of(recorded))

    assert_as_recorded(answer, recorded)


def test_a_webhook_is_created_and_listed() -> None:
    recorded = capture("webhook_create_response")
    recorded["body"]["delivery_url"] = recorded["request"]["body"][
        "delivery_url"
    ]  # the record's was redacted
    moment = datetime(2026, 11, 21, 22, 20, 35, tzinfo=UTC)

    with WooCommerceSandbox(home_url=HOME, clock=Clock(moment)) as shop:
        created = ask(shop, target_of(recorded), "POST", recorded["request"]["body"])
        listed = ask(shop, target_of(recorded))

    assert_as_recorded(created, recorded)
    assert listed.document == [recorded["body"]]
