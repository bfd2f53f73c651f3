"""The back office in a real Chromium: the main pages work, nothing is asked of the outside, staff can act."""

import re
import shutil
from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import ConsoleMessage, Page, Request, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from hub import deliveries
from hub.models import Delivery, DeliveryState
from hub.order import Customer
from tests.factories import ingest, shop, unified_order

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
HOSTILE = "<script>document.title='hit'</script><img src=x onerror=\"document.title='hit'\">"


@pytest.fixture
def chromium() -> str:
    """Where Chromium is; a run without it fails."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.fail("No Chromium in PATH. Install it, on Debian with: apt-get install -y chromium")
    return found


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


class Watch:
    """What went wrong in the browser, and what it asked of other hosts."""

    def __init__(self, page: Page, home: str) -> None:
        self.faults: list[str] = []
        self._home = home
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"{message.location}: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self._home, "data:")):
            self.faults.append(f"asks the outside: {request.url}")


Open = Callable[[str], tuple[Page, Watch]]


@pytest.fixture
def browser(chromium: str, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """`browser("fr")` is a page with somebody logged in whose browser speaks French."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps a loop in this thread
    User.objects.create_superuser("zoe", password="secret")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)

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

    expect(page.get_by_role("button", name="Test connection")).to_be_visible()
    assert "ck_1" not in page.content()
    assert watch.faults == []
