"""The desk in a real Chromium: an unknown SKU holds 14 orders, somebody mends it, and they arrive in Odoo."""

import re

import pytest
from django.contrib.auth.models import Permission, User
from playwright.sync_api import Page, expect

from hub.models import Delivery, DeliveryState, Event, Problem
from hub.order import Customer
from hub.problems import following
from tests.factories import line
from tests.hub.admin.test_browser import (  # noqa: F401 - fixtures
    HOSTILE,
    Open,
    browser,
)
from tests.odoo_bridge.world import World

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("odoo", ["19"], indirect=True),
]


@pytest.fixture
def waiting(real_world: World) -> list[Delivery]:
    """Fourteen orders that sold LMP-9, which Odoo does not know; one buyer has a hostile name."""
    people = [
        Customer(name=HOSTILE, email="x@example.com"),
        *[Customer(name="Zoé", email="z@example.com")] * 13,
    ]
    lines = (line(sku="LMP-9"),)
    found = [
        real_world.attempt(real_world.delivery(str(1001 + number), lines=lines, customer=person))
        for number, person in enumerate(people)
    ]
    following.follow()
    return found


def test_fourteen_orders_wait_for_a_sku_and_go_once_it_is_mapped(
    browser: Open,  # noqa: F811
    real_world: World,
    waiting: list[Delivery],
) -> None:
    page, watch = browser("en")

    page.goto("/admin/")
    page.get_by_role("link", name="Problems").first.click()
    row = page.locator("tr", has_text="SKU LMP-9 unknown in Odoo")
    expect(row).to_contain_text("14")
    expect(row).to_contain_text("686.00")
    row.get_by_role("link").click()
    expect(page.locator("input[name=member]")).to_have_count(14)
    page.get_by_label("Search in Odoo").fill("floor")
    page.get_by_role("button", name="Search", exact=True).click()
    page.get_by_label("LMP-02 – Floor lamp").check()
    page.locator("#mend-product").get_by_label("Reason").fill("New name in Odoo")
    page.get_by_role("button", name="Save, then run all 14 again").click()

    expect(page.get_by_text("14 orders go on.")).to_be_visible()
    for delivery in waiting:
        real_world.attempt(delivery)
    page.reload()
    expect(page.locator("#replay")).to_contain_text("14 of 14 were run again.")
    expect(page.locator("#replay")).to_contain_text(re.compile(r"14\s+Delivered"))
    expect(page.get_by_text("SKU LMP-9 is the product LMP-02 in Odoo.").first).to_be_visible()
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.DELIVERED}
    assert len(real_world.rows("sale.order")) == 14
    page.goto("/admin/hub/problem/")
    expect(page.get_by_text("All is well")).to_be_visible()
    page.get_by_role("link", name="Resolved problems").click()
    expect(page.locator("tr", has_text="LMP-9")).to_contain_text("zoe")
    assert page.title() != "hit"
    assert watch.faults == []


def test_all_of_it_works_without_javascript_and_by_keyboard_in_french(
    browser: Open,  # noqa: F811
    waiting: list[Delivery],
) -> None:
    scripted, _watch = browser("fr")
    context = scripted.context.browser
    assert context is not None
    state = scripted.context.storage_state()
    plain = context.new_context(
        locale="fr",
        base_url=scripted.url.removesuffix("/admin/"),
        java_script_enabled=False,
        storage_state=state,
    )
    page: Page = plain.new_page()

    page.goto("/admin/hub/problem/")
    link = page.get_by_role("link", name="Article LMP-9 inconnu dans Odoo")
    link.focus()
    page.keyboard.press("Enter")
    page.locator("summary", has_text="Confier").focus()
    page.keyboard.press("Enter")
    page.locator("select[name=assign-assignee]").select_option(label="zoe")
    page.locator("form[action$='/do/assign/'] button").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("zoe s’en occupe.")).to_be_visible()
    page.locator("summary", has_text="Relancer tel quel").focus()
    page.keyboard.press("Enter")
    for box in ("input[name=member]", "input[name=scope][value=chosen]"):
        page.locator(box).first.focus()
        page.keyboard.press("Space")
    page.locator("#again-form").get_by_label("Motif").fill("essai")
    page.get_by_role("button", name="Relancer", exact=True).focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("1 commande repart.")).to_be_visible()
    assert Delivery.objects.filter(state=DeliveryState.WAITING).count() == 1
    assert Problem.objects.get().assignee == User.objects.get(username="zoe")
    assert Event.objects.filter(actor="zoe", order__isnull=False, text__contains="essai").count() == 1


def test_who_only_looks_sees_what_waits_and_no_button(
    browser: Open,  # noqa: F811
    waiting: list[Delivery],
) -> None:
    page, watch = browser("en")
    zoe = User.objects.get(username="zoe")
    zoe.is_superuser = False
    zoe.save()
    zoe.user_permissions.set(Permission.objects.filter(codename__in=["view_problem", "view_delivery"]))

    page.goto(f"/admin/hub/problem/{Problem.objects.get().key}/change/")

    expect(page.get_by_text("What happened:")).to_be_visible()
    expect(page.locator("form[action*='/do/']")).to_have_count(0)
    assert watch.faults == []
