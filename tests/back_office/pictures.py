"""`make screenshots`: the sandbox world runs, and every page of its back office is photographed.

The pictures are in var/pictures: in English and French, the first pages also in the dark and as on a phone;
`--look dark --look phone` takes every page in these looks alone. `--docs` takes only the few that the
documents show, smaller, into docs/pictures.
"""

import argparse
import re
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from sandbox.world.api import HubApi
from sandbox.world.demo import play
from sandbox.world.hub import ROOT, Hub, HubError, free_port
from sandbox.world.scene import Access, set_up
from tests.back_office import weeks

PICTURES = ROOT / "var" / "pictures"
DOCS = ROOT / "docs" / "pictures"
_SETTINGS = {"POLL_SECONDS": "10", "SETTLE_SECONDS": "2", "LOG_LEVEL": "ERROR"}
_DESK, _PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
_DOCUMENT = {"width": 1180, "height": 820}
_OTHER_TABS = ".bo-tabs a:not([aria-current])"
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
# What the documents show, by the file's name; a list stands for the page of its telling row.
_DOCUMENTED = {
    "overview": "/admin/",
    "problems": "/admin/hub/problem/",
    "orders": "/admin/hub/order/",
    "guide": "/admin/hub/shop/set-up/",
}
_DOCUMENTED_ROWS = {"problem": "/admin/hub/problem/", "order": "/admin/hub/order/"}
_FIRST_PAGES = ("overview", "hub-order", "hub-order-change")
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def main(argv: list[str] | None = None) -> int:
    """Start the world, wait until its orders are through, and walk; returns the exit code."""
    arguments = _arguments(argv)
    hub = Hub(ROOT / "var" / "pictures-world", port=free_port(8100), settings=_SETTINGS)
    try:
        with weeks.sold(arguments.orders) as world, weeks.mail(hub) as post, sync_playwright() as playwright:
            access = set_up(hub, world)
            hub.start()
            _wait_for(hub, access)
            chromium = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
            tab = _enter(chromium, hub, access, locale="en", viewport=_DOCUMENT).new_page()
            weeks.begin(hub, tab)
            hub.command("poll", "--once")
            play(hub, world, access)
            weeks.go_on(hub, world, tab)
            weeks.told(post)
            rows = weeks.telling(tab)
            if arguments.docs:
                taken = list(_for_the_documents(tab, rows))
            else:
                shutil.rmtree(PICTURES, ignore_errors=True)
                taken = list(_photograph(chromium, hub, access, rows, arguments.look))
            chromium.close()
    finally:
        hub.stop()
    print(f"{len(taken)} pictures are in {taken[0].parent}")  # noqa: T201 - a command line program
    return 0


def _photograph(
    chromium: Browser, hub: Hub, access: Access, rows: Mapping[str, str], looks: list[str]
) -> Iterator[Path]:
    """Every page in the looks; without a choice in both languages, and the first ones in the others."""
    first: dict[str, str] = {}
    for look, options in _LOOKS.items():
        if looks and look not in looks:
            continue
        tab = _enter(chromium, hub, access, **options).new_page()
        every = bool(looks) or "locale" in options
        for name, address in addresses(tab, rows) if every else list(first.items()):
            if name in _FIRST_PAGES:
                first[name] = address
            yield _picture(tab, address, PICTURES / f"{look}-{name}.png", full_page=True)


def addresses(tab: Page, rows: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Single pages, each list of the menu, a row's page with its tabs, each form for a new row.

    The row is the one of `rows`, or the list's first. A page that the tab shows already needs no second look.
    """
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
        tab.goto(address)
        first = tab.locator(f"#main tbody a[href^='{address}'][href*='/change/']").first
        row = rows.get(address) or (str(first.get_attribute("href")) if first.count() else "")
        yield _name(address), address
        if row:
            page = urlsplit(row).path
            tab.goto(page)
            tabs = [str(link.get_attribute("href")) for link in tab.locator(_OTHER_TABS).all()]
            yield _name(address, "change"), page
            yield from ((_name(address, href.rstrip("/").rpartition("/")[2]), href) for href in tabs)
        add = f"{address}add/" + ("?channel=woocommerce" if "hub/shop/" in address else "")
        answer = tab.goto(add)
        if answer is not None and answer.ok:
            yield _name(address, "add"), add


def _for_the_documents(tab: Page, rows: Mapping[str, str]) -> Iterator[Path]:
    """The few that the chapters show: small enough to live in the repository."""
    shown = _DOCUMENTED | {file: rows[table] for file, table in _DOCUMENTED_ROWS.items()}
    for file, address in shown.items():
        yield _picture(tab, address, DOCS / f"{file}.png", full_page=False)


def _picture(tab: Page, address: str, file: Path, *, full_page: bool) -> Path:
    if not tab.url.endswith(address):
        tab.goto(address)
    tab.wait_for_function("!document.documentElement.matches('[x-cloak]')")  # the theme has started
    tab.screenshot(path=file, full_page=full_page, animations="disabled")
    return file


def _wait_for(hub: Hub, access: Access) -> None:
    api = HubApi(hub.url, access.api_key)
    while not api.is_up():
        if name := hub.died():
            raise HubError(f"The hub's {name} ended by itself; its log is {hub.folder / name}.log")
        time.sleep(0.2)


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
    parser.add_argument("--docs", action="store_true", help="only the pictures of the documents")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
