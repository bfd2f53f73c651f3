"""`make screenshots`: the sandbox world runs, and every page of its back office is photographed.

The pictures are in var/pictures: in English and French, the first pages also in the dark and as on a phone;
`--look dark --look phone` takes every page in these looks alone. `--docs` also writes the few that the
documents show, smaller, to docs/pictures.
"""

import argparse
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from sandbox.world.demo import play
from sandbox.world.hub import ROOT, Hub, free_port
from sandbox.world.scene import Access, scene, set_up

PICTURES = ROOT / "var" / "pictures"
DOCS = ROOT / "docs" / "pictures"
_SETTINGS = {"POLL_SECONDS": "3", "SETTLE_SECONDS": "2", "LOG_LEVEL": "ERROR"}
_DESK, _PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
_LOOKS: dict[str, dict[str, object]] = {
    "en": {"locale": "en", "viewport": _DESK},
    "fr": {"locale": "fr", "viewport": _DESK},
    "dark": {"viewport": _DESK, "color_scheme": "dark"},
    "phone": {"viewport": _PHONE},
}
_SINGLE_PAGES = {
    "overview": "/admin/",
    "guide": "/admin/hub/shop/set-up/",
    "reports": "/admin/reports/",
    "refused": "/admin/hub/order/add/",  # nobody may add an order
}
_FIRST_PAGES = ("overview", "hub-order", "hub-order-change")
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def main(argv: list[str] | None = None) -> int:
    """Start the world, wait until its orders are through, and walk; returns the exit code."""
    arguments = _arguments(argv)
    hub = Hub(ROOT / "var" / "pictures-world", port=free_port(8100), settings=_SETTINGS)
    shutil.rmtree(PICTURES, ignore_errors=True)
    try:
        with scene(arguments.orders) as world, sync_playwright() as playwright:
            access = set_up(hub, world)
            hub.start()
            hub.command("poll", "--once")
            play(hub, world, access)
            chromium = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
            if arguments.docs:
                _for_the_documents(chromium, hub, access)
            count = sum(1 for _ in _photograph(chromium, hub, access, arguments.look))
            chromium.close()
    finally:
        hub.stop()
    print(f"{count} pictures are in {PICTURES}")  # noqa: T201 - a command line program
    return 0


def _photograph(chromium: Browser, hub: Hub, access: Access, looks: list[str]) -> Iterator[Path]:
    """Every page in the looks; without a choice in both languages, and the first ones in the others."""
    for look, options in _LOOKS.items():
        if looks and look not in looks:
            continue
        tab = _enter(chromium, hub, access, **options).new_page()
        for name, address in addresses(tab):
            if looks or "locale" in options or name in _FIRST_PAGES:
                yield _picture(tab, address, f"{look}-{name}")


def addresses(tab: Page) -> Iterator[tuple[str, str]]:
    """Single pages, each list of the menu, its first row's page with its tabs, each form for a new row."""
    tab.goto("/admin/")
    yield from _SINGLE_PAGES.items()
    tab.goto("/admin/")
    links = tab.locator("nav a[href^='/admin/'], aside a[href^='/admin/'], #nav-sidebar a[href^='/admin/']")
    lists = dict.fromkeys(
        href
        for link in links.all()
        if re.fullmatch(r"/admin/\w+/\w+/", href := str(link.get_attribute("href")))
    )
    for address in lists:
        yield _name(address), address
        tab.goto(address)
        row = tab.locator(f"#main tbody a[href^='{address}'][href*='/change/']").first
        if row.count():
            page = urlsplit(str(row.evaluate("link => link.href"))).path
            yield _name(address, "change"), page
            tab.goto(page)
            for link in tab.locator(".bo-tabs a:not([aria-current])").all():
                href = str(link.get_attribute("href"))
                yield _name(address, href.rstrip("/").rpartition("/")[2]), href
        add = f"{address}add/"
        answer = tab.request.get(add)
        if answer.ok:
            yield _name(address, "add"), add + ("?channel=woocommerce" if "hub/shop/" in add else "")


def _for_the_documents(chromium: Browser, hub: Hub, access: Access) -> None:
    """The few that the chapters show: small enough to live in the repository."""
    DOCS.mkdir(parents=True, exist_ok=True)
    small = {"width": 1180, "height": 820}
    tab = _enter(chromium, hub, access, locale="en", viewport=small).new_page()
    shown = dict(addresses(tab))
    for file, name in (("overview", "overview"), ("orders", "hub-order"), ("order", "hub-order-change")):
        tab.goto(shown[name])
        tab.screenshot(path=DOCS / f"{file}.png", animations="disabled")


def _picture(tab: Page, address: str, name: str) -> Path:
    file = PICTURES / f"{name}.png"
    tab.goto(address)
    tab.wait_for_function("!document.documentElement.matches('[x-cloak]')")  # the theme has started
    tab.screenshot(path=file, full_page=True, animations="disabled")
    return file


def _enter(chromium: Browser, hub: Hub, access: Access, **options: object) -> BrowserContext:
    context = chromium.new_context(base_url=hub.url, reduced_motion="reduce", **options)  # type: ignore[arg-type]
    tab = context.new_page()
    tab.goto("/admin/")
    tab.fill("input[name=username]", access.user)
    tab.fill("input[name=password]", access.password)
    tab.click("button[type=submit]")
    tab.wait_for_url(re.compile(r"/admin/$"))
    tab.close()
    return context


def _name(address: str, what: str = "") -> str:
    return "-".join([*address.strip("/").split("/")[1:], *([what] if what else [])])


def _chromium() -> str:
    found = next((path for name in _CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        raise SystemExit("No Chromium in PATH. Install it, on Debian with: apt-get install -y chromium")
    return found


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.back_office.pictures", description=__doc__)
    parser.add_argument("--orders", type=int, default=80, help="orders of the shops (default: 80)")
    parser.add_argument(
        "--look", action="append", default=[], choices=[*_LOOKS], help="every page in this look (repeatable)"
    )
    parser.add_argument("--docs", action="store_true", help="also the pictures of the documents")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
