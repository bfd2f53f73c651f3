"""How the problems desk is laid out: a table on a desk, one below the other on a phone."""

import pytest
from playwright.sync_api import Page

from tests.back_office.conftest import LoggedIn
from tests.back_office.office import furnish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Left and right edge of each cell, row by row.
EDGES = """rows => rows.map(row => [...row.cells].flatMap(cell => {
    const {left, right} = cell.getBoundingClientRect();
    return [left, right];
}))"""
LABELS = "cells => cells.map(cell => getComputedStyle(cell, '::before').content)"


def desk(logged_in: LoggedIn, width: int) -> Page:
    furnish(1)
    tab = logged_in(viewport={"width": width, "height": 900}).new_page()
    tab.goto("/admin/hub/problem/")
    tab.wait_for_function("!document.documentElement.matches('[x-cloak]')")
    return tab


@pytest.mark.parametrize("width", [1024, 1440])
def test_each_column_stands_below_its_heading(logged_in: LoggedIn, width: int) -> None:
    tab = desk(logged_in, width)

    [heading] = tab.locator(".bo-problems thead tr").evaluate_all(EDGES)
    rows = tab.locator(".bo-problems tbody tr").evaluate_all(EDGES)

    assert len(rows) > 1
    assert len(heading) == 2 * 6
    for row in rows:
        assert row == pytest.approx(heading, abs=1)
    assert heading[-1] > 0.9 * width  # the table is as wide as its card


def test_a_phone_shows_one_below_the_other_and_says_what_each_is(logged_in: LoggedIn) -> None:
    tab = desk(logged_in, 390)

    rows = tab.locator(".bo-problems tbody tr").evaluate_all(EDGES)
    labels = tab.locator(".bo-problems tbody tr:first-child td").evaluate_all(LABELS)

    assert not tab.locator(".bo-problems thead").is_visible()
    [(left, right)] = {(row[at], row[at + 1]) for row in rows for at in range(0, len(row), 2)}
    assert 0 < left < right < 390
    assert [label.partition("\N{EN SPACE}")[0].strip('"') for label in labels] == [
        "Orders",
        "Since",
        "none",
        "Shops",
        "Taken care of by",
    ]
