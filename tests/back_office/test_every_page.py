"""Every page in Chromium: it asks nothing of other hosts, holds no script, and can be read by everybody."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from tests.back_office.browser import Watch
from tests.back_office.conftest import LoggedIn
from tests.back_office.office import furnish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SERIOUS = ("serious", "critical")
# What a browser tells of a policy that is broken, kept for us to read.
LISTEN = """addEventListener("securitypolicyviolation", event =>
    (window.refused ??= []).push(`${event.violatedDirective} ${event.blockedURI}`))"""
# All that is asked of a page, in one call: scripts and handlers in it, which the policy would refuse, what
# axe finds in the part that is its own, in the light and in the dark, and what the policy refused meanwhile.
LOOK = """async whole => {
    const root = document.documentElement, faults = [];
    const sleeping = () => root.matches("[x-cloak]");
    while (sleeping() && performance.now() < 30_000) await new Promise(requestAnimationFrame);
    if (sleeping()) faults.push("the theme did not start");
    await document.fonts.load("18px 'Material Symbols Outlined'");  // a word until then, and an icon after
    await document.fonts.ready;
    for (const one of document.scripts)
        if (!one.src && one.type !== "application/json") faults.push(one.outerHTML);
    for (const one of document.querySelectorAll("*"))
        faults.push(...one.getAttributeNames().filter(name => name.startsWith("on")));
    const part = whole ? document : document.getElementById("main");
    const light = await axe.run(part, {resultTypes: ["violations"]});
    root.classList.add("dark");
    const dark = await axe.run(part, {resultTypes: ["violations"], runOnly: ["color-contrast"]});
    faults.push(...window.refused ?? []);
    return {faults, violations: [...light.violations, ...dark.violations]};
}"""


@pytest.mark.parametrize("half", [0, 1])  # beside each other, where several tests run at once
def test_every_page_keeps_to_itself_and_can_be_read_by_everybody(
    logged_in: LoggedIn, live_server: LiveServer, half: int
) -> None:
    tab = logged_in().new_page()
    tab.add_init_script(LISTEN)
    tab.add_init_script(path=str(AXE_FILE_PATH))
    watch, faults = Watch(tab, live_server.url), {}

    for page in list(furnish(1).pages())[half::2]:
        answer = tab.goto(page.address)
        assert answer is not None, page
        assert answer.ok, page
        seen = tab.evaluate(LOOK, page.name == "overview")  # around it, all pages are the same
        if found := [*seen["faults"], *_told(seen["violations"])]:
            faults[page.name] = found

    assert faults == {}, json.dumps(faults, indent=1)
    assert watch.faults == []


def _told(violations: Any) -> Iterator[str]:
    for violation in violations:
        if violation["impact"] in SERIOUS:
            nodes = [
                f"{node['html'][:200]} {node['failureSummary'][:200]}" for node in violation["nodes"][:3]
            ]
            yield f"{violation['id']}: {violation['help']}: {nodes}"


def test_answers_of_every_kind_carry_the_policy(client: Client) -> None:
    for address in ("/admin/login/", "/api/docs/", "/healthz", "/nowhere/"):
        policy = client.get(address).headers["Content-Security-Policy"]

        scripts = next(part for part in policy.split("; ") if part.startswith("script-src "))
        assert "'unsafe-inline'" not in scripts
        assert policy.startswith("default-src 'none'")


def test_a_script_that_got_into_a_page_does_not_run(logged_in: LoggedIn) -> None:
    tab = logged_in().new_page()
    tab.add_init_script(LISTEN)
    tab.goto("/admin/")

    tab.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.hit = 1\">')")
    tab.wait_for_function("window.refused?.length")

    assert tab.evaluate("window.hit") is None


def test_the_documentation_of_the_api_works_under_the_policy(
    logged_in: LoggedIn, live_server: LiveServer
) -> None:
    tab = logged_in().new_page()
    watch = Watch(tab, live_server.url)

    tab.goto("/api/docs/")
    tab.get_by_text("/api/v1/orders/").first.wait_for()

    assert watch.faults == []


def test_the_overview_shows_itself_anew(logged_in: LoggedIn) -> None:
    furnish(1)
    tab = logged_in().new_page()
    tab.clock.install()
    tab.goto("/admin/")
    first = tab.locator("#overview small").last.inner_text()
    furnish(2)

    tab.clock.run_for(31_000)

    tab.get_by_role("link", name="Lampes de Lyon 1").first.wait_for()
    assert tab.locator("#overview small").last.inner_text() != first
