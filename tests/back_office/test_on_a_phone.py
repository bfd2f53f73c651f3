"""What staff look at on a phone is all there: no cell cuts its text, no table is wider than the screen."""

import pytest

from tests.back_office.conftest import LoggedIn
from tests.back_office.office import furnish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
# Cells that hide a part of what stands in them.
CUT = "cells => cells.filter(cell => cell.scrollHeight > cell.clientHeight + 1).map(cell => cell.innerText)"
LISTS = ("order", "delivery", "event", "difference", "alert")


@pytest.mark.parametrize("table", LISTS)
def test_no_cell_of_a_list_cuts_its_text(logged_in: LoggedIn, table: str) -> None:
    furnish(1)
    tab = logged_in(viewport=PHONE).new_page()
    tab.goto(f"/admin/hub/{table}/")
    tab.wait_for_function("!document.documentElement.matches('[x-cloak]')")

    cells = tab.locator("#result_list td, #result_list th[scope=row]")

    assert cells.count() > 0
    assert cells.evaluate_all(CUT) == []


@pytest.mark.parametrize("address", ["/admin/", "/admin/reports/", "/admin/hub/shop/set-up/"])
def test_no_page_is_wider_than_the_phone(logged_in: LoggedIn, address: str) -> None:
    furnish(1)
    tab = logged_in(viewport=PHONE).new_page()
    tab.goto(address)
    tab.wait_for_function("!document.documentElement.matches('[x-cloak]')")

    wide = "cells => cells.filter(cell => cell.getBoundingClientRect().right > innerWidth).length"

    assert tab.locator("#main td, #main th, #main dd").evaluate_all(wide) == 0


def test_the_steps_of_a_delivery_stand_one_below_the_other(logged_in: LoggedIn) -> None:
    furnish(1)
    tab = logged_in(viewport=PHONE).new_page()
    tab.goto("/admin/hub/delivery/?state__exact=delivered")
    tab.locator("#result_list a[href*='/change/']").first.click()

    table = tab.locator("table.bo-stacked").first
    cells = table.locator("tbody tr").first.locator("th, td")

    assert not table.locator("thead").is_visible()
    assert len({box["x"] for box in (cell.bounding_box() for cell in cells.all()) if box}) == 1
    assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
