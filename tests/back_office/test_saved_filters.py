"""Saved filters in a real Chromium: without JavaScript, by keyboard alone, and as people see them."""

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from hub.models import SavedFilter
from tests.back_office.browser import Watch
from tests.back_office.conftest import LoggedIn
from tests.factories import ingest, shop, unified_order

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOSTILE = '"><img src=x onerror=document.title="hit"> \N{RIGHT-TO-LEFT OVERRIDE}abc'


def test_a_filter_is_saved_used_renamed_and_removed_without_javascript_and_by_keyboard(
    logged_in: LoggedIn, live_server: LiveServer
) -> None:
    ingest(shop(), unified_order("1", number="#1001"), unified_order("2", number="T-2"))
    page = logged_in("fr", java_script_enabled=False).new_page()
    watch = Watch(page, live_server.url)
    mine = page.get_by_role("navigation", name="Mes filtres")

    # when somebody saves what a search found
    page.goto("/admin/hub/order/?q=1001")
    mine.get_by_text("Enregistrer ce filtre").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Ma recherche")
    page.keyboard.press("Enter")

    # then it is a link that leads there
    expect(page.get_by_text("Le filtre est enregistré sous « Ma recherche ».")).to_be_visible()
    page.goto("/admin/hub/order/")
    mine.get_by_role("link", name="Ma recherche").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#result_list")).to_contain_text("#1001")
    expect(page.locator("#result_list")).not_to_contain_text("T-2")

    # and it takes another name, however hostile, and goes
    mine.get_by_text("Renommer ou supprimer").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(HOSTILE)
    page.keyboard.press("Enter")
    expect(mine.get_by_role("link")).to_have_text(HOSTILE)
    mine.get_by_text("Renommer ou supprimer").focus()
    page.keyboard.press("Enter")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(mine.get_by_role("link")).to_have_count(0)
    assert not SavedFilter.objects.exists()
    assert page.title() != "hit"
    assert watch.faults == []
