"""From an empty hub to the first invoice, as the guided set-up leads there, in a real Chromium.

The hub's own processes stand between a sandbox shop and a sandbox Odoo, on MariaDB and RabbitMQ.
"""

import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from sandbox.odoo import OdooSandbox
from sandbox.shops.woocommerce import WooCommerceSandbox
from sandbox.shops.woocommerce.generator import Mix
from tests.back_office.browser import Watch
from tests.chain.crew import Crew

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CREW = ("poll", "relay", "bridge")
PATIENCE = 60.0  # on a busy machine; two seconds on an idle one


@pytest.fixture
def crew(hub_environment: Mapping[str, str], tmp_path: Path) -> Iterator[Crew]:
    """The hub's processes; in an empty hub they find nothing to do."""
    hired = Crew({**hub_environment, "SETTLE_SECONDS": "1", "LOG_LEVEL": "WARNING"}, tmp_path)
    for process in CREW:
        hired.start(process, process)
    yield hired
    hired.stop()


@pytest.fixture
def odoo() -> Iterator[OdooSandbox]:
    """An Odoo on a real socket."""
    with OdooSandbox("19") as running:
        yield running


@pytest.fixture
def woo() -> Iterator[WooCommerceSandbox]:
    """A shop on a real socket that has sold once, to a private person in France."""
    with WooCommerceSandbox() as running:
        running.generate(1, seed=5, mix=Mix(kinds=("guest",), prices_include_tax=True))
        yield running


@dataclass
class Visitor:
    """Somebody at the browser who does what the pages say."""

    page: Page
    crew: Crew

    def logs_in(self) -> None:
        self.page.goto("/admin/")
        self.page.get_by_label("Username").fill("zoe")
        self.page.get_by_label("Password").fill("secret")
        self.page.get_by_role("button", name="Log in").click()

    def fills_in(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.locator(f"input[name={name}]").fill(value)

    def clicks(self, link: str, within: Locator | None = None) -> None:
        (within or self.page.locator("#main")).get_by_role("link", name=link, exact=True).click()

    def presses(self, button: str) -> None:
        self.page.locator("#main").get_by_role("button", name=button, exact=True).click()

    def reads(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.locator("#main")).to_contain_text(text, timeout=PATIENCE * 1000)

    def waits_for(self, text: str | re.Pattern[str]) -> None:
        """Loads the page again until it says so."""
        end = time.monotonic() + PATIENCE
        while not self.page.locator("#main").filter(has_text=text).count():
            assert time.monotonic() < end, (
                text,
                self.page.locator("#main").inner_text(),
                [self.crew.said(name) for name in CREW],
            )
            self.page.wait_for_timeout(300)
            self.page.reload()

    def card(self, name: str) -> Locator:
        """The card of a connection or shop in the guide."""
        return self.page.locator("article", has=self.page.get_by_role("heading", name=name))


@pytest.fixture
def visitor(running: Browser, live_server: LiveServer, crew: Crew) -> Iterator[Visitor]:
    """An administrator who has never been here."""
    User.objects.create_superuser("zoe", password="secret")
    context = running.new_context(locale="en", base_url=live_server.url, reduced_motion="reduce")
    page = context.new_page()
    watch = Watch(page, live_server.url)
    yield Visitor(page, crew)
    context.close()
    assert watch.faults == []


def connect_odoo(visitor: Visitor, odoo: OdooSandbox) -> None:
    visitor.clicks("Add an Odoo connection")
    visitor.fills_in(name="main", url=odoo.url, database=odoo.database, user=odoo.login, api_key=odoo.api_key)
    visitor.presses("Save")
    visitor.presses("Test connection")
    visitor.reads("The connection works.")
    visitor.clicks("Guided set-up")
    visitor.clicks("Enter it", visitor.card("Odoo main"))
    visitor.fills_in(seller_vat_id="FR40303265045")
    visitor.presses("Save")
    expect(visitor.card("Odoo main")).to_contain_text("ready")


def add_the_shop(visitor: Visitor, woo: WooCommerceSandbox) -> None:
    visitor.clicks("Add a shop")
    visitor.page.get_by_role("link", name="WooCommerce").click()
    visitor.fills_in(slug="lampes-fr", name="Lampes de Lyon", credential_url=woo.url)
    visitor.fills_in(credential_consumer_key=woo.consumer_key, credential_consumer_secret=woo.consumer_secret)
    visitor.page.get_by_label("Allow private hosts").check()
    visitor.presses("Save")
    visitor.reads("Shop Lampes de Lyon is added.")
    visitor.clicks("Lampes de Lyon · WooCommerce")
    visitor.presses("Test connection")
    visitor.reads("The connection works.")
    visitor.clicks("Guided set-up")


def test_an_empty_hub_is_led_to_its_first_invoice(
    visitor: Visitor, odoo: OdooSandbox, woo: WooCommerceSandbox
) -> None:
    # given an empty hub, whose first page says where to begin
    visitor.logs_in()
    visitor.reads("No shop is set up yet.")
    visitor.clicks("Guided set-up")

    # when the steps are followed one after the other
    connect_odoo(visitor, odoo)
    add_the_shop(visitor, woo)
    visitor.waits_for("1 order is here.")
    shop = visitor.card("Lampes de Lyon")
    # (the shop gets a policy by itself, now or in a moment)
    shop.get_by_role("link", name=re.compile("(Choose|Change) the policy")).click()
    visitor.fills_in(reference_prefix="FR-")
    visitor.presses("Save")
    expect(shop).to_contain_text("Where another VAT is due: Hold the order for a person.")
    visitor.clicks("Dry run of the last 30 days", shop)
    visitor.presses("Dry run of the last 30 days")
    visitor.reads("1 order: 1 ready.")
    assert odoo.state()["orders"] == 0
    visitor.clicks("Guided set-up")
    visitor.clicks("Go live", shop)
    visitor.presses("Go live")
    visitor.reads("Shop Lampes de Lyon is live.")
    visitor.reads("All that was set up is live.")

    # then the first page shows the order invoiced, and the order's page its invoice, to the cent
    visitor.page.goto("/admin/")
    visitor.waits_for(re.compile(r"Invoiced\s*1"))
    visitor.reads("All is well")
    visitor.clicks("1 Orders placed today")
    visitor.page.locator("#result_list tbody th a").click()
    [invoice] = odoo.state()["invoice_list"]
    [order] = woo.store.orders.values()
    visitor.reads("Delivered")
    expect(visitor.page.get_by_role("link", name=invoice["name"])).to_be_visible()
    assert Decimal(invoice["amount_total"]) == Decimal(order["total"])
