"""The back office in a real Chromium: the main pages work, nothing is asked of the outside, staff can act."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from hub import deliveries
from hub.models import Backfill, Delivery, DeliveryState
from hub.order import Customer
from tests.back_office.browser import ARGUMENTS, Watch, chromium
from tests.factories import ingest, shop, unified_order
from tests.hub.polling.ledger import Ledger, opened

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOSTILE = "<script>document.title='hit'</script><img src=x onerror=\"document.title='hit'\">"


@pytest.fixture
def held(transactional_db: None) -> Delivery:
    """A delivery that waits for a person, of an order with hostile text."""
    customer = Customer(name=HOSTILE, email="x@example.com")
    [order] = ingest(shop(name="Lampes de Lyon"), unified_order(customer=customer, note=HOSTILE))
    delivery = deliveries.of_newest_revision(order, "odoo:main")
    columns = {
        "state": DeliveryState.HELD,
        "error_class": "business",
        "error_code": "sku_unknown",
        "error_cause": f"Odoo has no product LMP-9. {HOSTILE}",
        "error_remedy": "Create the product in Odoo.",
    }
    Delivery.objects.filter(pk=delivery.pk).update(**columns)
    return delivery


Open = Callable[[str], tuple[Page, Watch]]


@pytest.fixture
def browser(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """`browser("fr")` is a page with somebody logged in whose browser speaks French."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps a loop in this thread
    User.objects.create_superuser("zoe", password="secret")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)

        def log_in(language: str) -> tuple[Page, Watch]:
            page = running.new_context(locale=language, base_url=live_server.url).new_page()
            watch = Watch(page, live_server.url)
            page.goto("/admin/")
            page.fill("input[name=username]", "zoe")
            page.fill("input[name=password]", "secret")
            page.click("button[type=submit]")
            page.wait_for_url(re.compile(r"/admin/$"))
            return page, watch

        yield log_in
        running.close()


@pytest.mark.parametrize(
    ("language", "titles"),
    [
        ("en", ("Overview", "Shops", "Orders", "Timeline", "Deliveries", "Waits for a person")),
        (
            "fr",
            ("Vue d’ensemble", "Boutiques", "Commandes", "Chronologie", "Livraisons", "Attend une personne"),
        ),
    ],
)
def test_the_main_pages(browser: Open, held: Delivery, language: str, titles: tuple[str, ...]) -> None:
    page, watch = browser(language)
    addresses = (
        "",
        "hub/shop/",
        "hub/order/",
        f"hub/order/{held.order_id}/change/",
        "hub/delivery/",
        f"hub/delivery/{held.pk}/change/",
    )

    for address, title in zip(addresses, titles, strict=True):
        page.goto(f"/admin/{address}")
        expect(page.get_by_text(title).first).to_be_visible()
        assert page.title() != "hit"

    assert watch.faults == []


def test_deliver_again_with_a_reason(browser: Open, held: Delivery) -> None:
    page, watch = browser("en")

    page.goto(f"/admin/hub/order/{held.order_id}/change/")
    page.locator("summary", has_text="Deliver again").click()
    page.get_by_label("Reason").locator("visible=true").fill("product created")
    page.locator("form.bo-ask button", has_text="Deliver again").click()

    expect(page.get_by_text("is delivered again")).to_be_visible()
    expect(page.get_by_text("Reason: product created")).to_be_visible()
    held.refresh_from_db()
    assert held.state == DeliveryState.WAITING
    assert watch.faults == []


def test_many_are_delivered_again_from_the_list(browser: Open, held: Delivery) -> None:
    page, watch = browser("en")

    page.goto("/admin/hub/delivery/?state=person")
    page.locator("input.action-select").first.check()
    page.locator("select[name=action]").select_option("deliver_again")
    page.get_by_role("button", name="Run").click()
    page.get_by_label("Reason").fill("Odoo is back")
    page.get_by_role("button", name="Deliver again").click()

    expect(page.get_by_text("1 delivery goes on.")).to_be_visible()
    held.refresh_from_db()
    assert held.state == DeliveryState.WAITING
    assert watch.faults == []


def test_a_shop_is_added_and_its_faults_are_said_at_the_form(browser: Open) -> None:
    page, watch = browser("en")

    page.goto("/admin/hub/shop/add/?channel=woocommerce")
    page.fill("input[name=slug]", "lampes-fr")
    page.fill("input[name=credential_url]", "https://shop.example")
    page.fill("input[name=credential_consumer_key]", "ck_1")
    page.fill("input[name=credential_consumer_secret]", "cs_1")
    page.fill("textarea[name=options]", "{")
    page.locator("button[name=_save]").click()
    expect(page.get_by_text("This is not valid JSON")).to_be_visible()

    page.fill("textarea[name=options]", "")
    page.fill("input[name=credential_consumer_key]", "ck_1")
    page.fill("input[name=credential_consumer_secret]", "cs_1")
    page.locator("button[name=_save]").click()

    # the guided set-up says what comes next
    page.get_by_role("link", name="Test connection").click()
    expect(page.get_by_role("button", name="Test connection")).to_be_visible()
    assert "ck_1" not in page.content()
    assert watch.faults == []


def test_older_orders_are_read_again_once_it_is_seen_how_many(browser: Open) -> None:
    row = opened(Ledger(3))
    page, watch = browser("fr")

    page.goto(f"/admin/hub/shop/{row.pk}/change/")
    page.locator("details.bo-action form[action$='/older/']").locator("xpath=..").locator("summary").click()
    page.fill("input[name=older-day]", "2026-11-01")
    page.locator("form[action$='/older/'] button").click()
    expect(page.locator(".bo-list")).to_contain_text("3 ")
    assert not Backfill.objects.exists()
    page.locator("button.bo-primary").click()

    expect(page.locator("progress")).to_be_visible()
    assert Backfill.objects.get().since == datetime(2026, 10, 31, 23, tzinfo=UTC)
    page.goto("/admin/hub/backfill/")
    expect(page.locator("progress")).to_be_visible()
    assert watch.faults == []
