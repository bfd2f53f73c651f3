"""Somebody who may only look, in a real Chromium as on a phone: all can be read, and nothing pressed."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from hub.models import Delivery, DeliveryState, Problem, Shop
from hub.people.places import Role
from tests.back_office.office import furnish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(running: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A viewer, logged in to a back office with something in every table."""
    furnish(1)
    User.objects.create_user("luc", password="secret", is_staff=True).groups.add(
        Group.objects.get(name=Role.VIEWER)
    )
    phone = ViewportSize(width=390, height=844)
    context = running.new_context(
        locale="en", base_url=live_server.url, reduced_motion="reduce", viewport=phone
    )
    page = context.new_page()
    page.goto("/admin/")
    page.get_by_label("Username").fill("luc")
    page.get_by_label("Password").fill("secret")
    page.get_by_role("button", name="Log in").click()
    yield page
    context.close()


def held() -> Delivery:
    return Delivery.objects.get(state=DeliveryState.HELD)


def test_what_can_be_read_has_no_button(page: Page) -> None:
    shown = {
        reverse("admin:hub_order_change", args=[held().order_id]): "Odoo has no product LMP-9.",
        reverse("admin:hub_delivery_change", args=[held().pk]): "Odoo has no product LMP-9.",
        reverse("admin:hub_shop_change", args=[Shop.objects.get().pk]): "lampes-0",
        reverse(
            "admin:hub_problem_change", args=[Problem.objects.filter(source="delivery").get().key]
        ): "LMP-9",
        reverse("admin:hub_shop_guide"): "Lampes de Lyon",
    }
    main = page.locator("#main")

    for address, text in shown.items():
        page.goto(address)
        expect(main).to_contain_text(text)
        # what only looks may ask (a filter, a search): whatever acts is posted
        expect(main.locator("form[method=post i]").locator("button, [type=submit]")).to_have_count(0)
        # and what is wider than the screen is moved in its own frame, not the page
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_a_typed_address_is_refused_with_what_to_do(page: Page) -> None:
    answer = page.goto(reverse("admin:hub_delivery_do", args=[held().pk, "again"]))

    assert answer is not None
    assert answer.status == 403
    expect(page.get_by_role("heading", name="You may not do this")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("You are in: Viewer.")
    expect(page.locator("#main")).to_contain_text("ask an administrator")
    assert held().state == DeliveryState.HELD

    page.get_by_role("link", name="To the overview").click()
    expect(page.locator("#overview")).to_contain_text("Something waits for a person")
