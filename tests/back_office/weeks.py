"""What a hub looks like after some weeks: orders of many days, VAT decided, mappings, alerts, differences.

All of it is done as people and programs do it: at the shops, in Odoo, by the hub's commands and forms.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any

import requests
from playwright.sync_api import Locator, Page

from sandbox.mail import MailServer
from sandbox.shops.clock import Clock
from sandbox.world.hub import Hub, HubError
from sandbox.world.scene import Scene, scene

# How many hours ago customers bought, beside those who bought on the first day.
_FIRST_DAY = 24 * 9
_BOUGHT = (
    170, 166, 150, 146, 141, 126, 122, 117, 102, 98, 93, 76, 74, 69, 53, 50, 47, 44, 30, 29, 27,
    23, 22, 22, 21, 20, 20, 19, 18, 18, 17, 16, 16, 16, 15, 14, 13, 11, 10, 8, 6, 6, 5, 4, 4, 3, 3, 2, 2, 1,
)  # fmt: skip
_NO_LONGER_SOLD, _RENAMED = "MUG-350", "LIV-042"
_PATIENCE = 90.0  # seconds


@contextmanager
def sold(orders: int) -> Iterator[Scene]:
    """The world, whose shops have sold for some days when the hub first looks."""
    clock = Clock(skew=timedelta(hours=-_FIRST_DAY))
    with scene(orders, clock) as world:
        for hours, shop in zip(_BOUGHT, cycle(world.shops.values()), strict=False):
            clock.set_skew(timedelta(hours=-hours))
            shop.place()
        time.sleep(1)  # a check-out takes its moment
        clock.set_skew(timedelta())
        _ask(world.odoo.url, "products", archive=[_NO_LONGER_SOLD, _RENAMED])
        yield world


@contextmanager
def mail(hub: Hub) -> Iterator[MailServer]:
    """A mail server that takes the alerts."""
    with MailServer() as server:
        hub.know(EMAIL_URL=f"smtp://127.0.0.1:{server.port}", EMAIL_FROM="hub@example.com")
        yield server


def begin(hub: Hub, tab: Page) -> None:
    """What staff set up before the first order is read."""
    _policy(tab, "lampes-fr", charged_differs="hold", seller_oss=True, keep_pdf=True, register_payment=True)
    _policy(tab, "maison-fr", charged_differs="follow_shop", seller_oss=True)
    for method in ("stripe", "bacs"):
        shop = {"connection": "main", "shop": "lampes-fr"}
        _save(tab, "/admin/odoo_bridge/paymentmapping/add/", **shop, method=method, journal_id="Bank")
    shop = {"shop": "maison-fr"}
    _save(tab, "/admin/odoo_bridge/productmapping/add/", **shop, sku=_RENAMED, reference="SKU007")
    _save(tab, "/admin/odoo_bridge/productvat/add/", **shop, sku=_RENAMED, product_class="book")
    freight = {"shop": "gres-feu", "title": "Colissimo Domicile", "reference": "SHIPPING"}
    _save(tab, "/admin/odoo_bridge/servicemapping/add/", **freight)
    desk = {"name": "Back office", "kind": "email", "email": "office@example.com"}
    _save(tab, "/admin/hub/alertrecipient/add/", **desk)
    _change(tab, "/admin/hub/alertrule/", "waited for a person", threshold="0")
    for slug in ("lampes-fr", "opaline-com"):
        hub.command("webhooks", slug)


def go_on(hub: Hub, world: Scene, tab: Page) -> None:
    """What happened since: orders read again, payments of a further shop, somebody at work in Odoo."""
    _policy(tab, "atelier-fr", register_payment=True)  # whose journals nobody has chosen yet
    world.shops["atelier-fr"].place()
    hub.command("check_vat", "DE136695976")
    since = (datetime.now(UTC) - timedelta(days=30)).isoformat(timespec="seconds")
    hub.command("backfill", "lampes-fr", "--since", since)
    shopify = [row for row in world.odoo.state()["invoice_list"] if str(row["ref"]).startswith("#")]
    _by_hand(world, "account.move", "button_draft", shopify[-1]["id"])
    maison = world.shops["maison-fr"]
    _ask(maison.credentials["url"], "orders/delete", id=int(maison.order_ids()[-1]))
    with suppress(HubError):  # its exit code says that there are differences
        hub.command("reconcile")


def told(server: MailServer) -> None:
    """Wait until somebody was told of what waits: the clock looks once a minute."""
    end = time.monotonic() + _PATIENCE
    while not server.messages and time.monotonic() < end:
        time.sleep(1)


def telling(tab: Page) -> dict[str, str]:
    """The page of a row that says more than the first of its list: a problem to mend, an invoiced order."""
    tab.goto("/admin/hub/problem/")
    problem = tab.locator("#main a", has_text=_NO_LONGER_SOLD).first.get_attribute("href")
    tab.goto("/admin/hub/invoicedocument/")
    order = tab.locator("#result_list a[href*='/hub/order/']").first.get_attribute("href")
    return {"/admin/hub/problem/": str(problem), "/admin/hub/order/": str(order)}


def _policy(tab: Page, shop: str, **fields: Any) -> None:
    _change(tab, "/admin/odoo_bridge/shoppolicy/", shop, **fields)


def _change(tab: Page, table: str, row: str, **fields: Any) -> None:
    tab.goto(table)
    link = tab.locator("#result_list tbody tr", has_text=row).locator("th a, td a").first
    _save(tab, str(link.get_attribute("href")), **fields)


def _save(tab: Page, address: str, **fields: Any) -> None:
    """Fill in a form of the back office, and save it."""
    tab.goto(address)
    for name, value in fields.items():
        _fill(tab.locator(f"#main [name={name}]").first, value)
    tab.locator("#main button[name=_save]").click()
    tab.wait_for_url(lambda url: address not in url)


def _fill(field: Locator, value: Any) -> None:
    if isinstance(value, bool):
        field.set_checked(value, force=True)
    elif field.evaluate("field => field.tagName") == "SELECT":
        field.evaluate(
            """(field, value) => {
                const option = [...field.options].find(one => one.value === value || one.text.includes(value))
                field.value = option.value
                field.dispatchEvent(new Event("change", {bubbles: true}))
            }""",
            value,
        )
    else:
        field.fill(value)


def _by_hand(world: Scene, model: str, method: str, record_id: int) -> None:
    """What the administrator does in Odoo itself."""
    odoo = world.odoo
    requests.post(
        f"{odoo.url}/json/2/{model}/{method}",
        headers={"Authorization": f"Bearer {odoo.key_for('admin')}", "X-Odoo-Database": odoo.database},
        json={"ids": [record_id]},
        timeout=30,
    ).raise_for_status()


def _ask(url: str, what: str, **values: Any) -> None:
    """Through the control API that the sandbox's servers have."""
    requests.post(f"{url}/sandbox/{what}", json=values, timeout=30).raise_for_status()
