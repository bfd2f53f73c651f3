"""Where a walk begins, and how far it has come: what a page proves, and no more."""

from datetime import UTC, datetime, timedelta

import pytest

from channels.cursors import BEGINNING, Start, position, read_up_to, walk_start
from hub.errors import ConfigError

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR, OVERLAP = timedelta(hours=1), timedelta(minutes=5)


def test_a_walk_begins_at_the_beginning_at_a_cursor_or_where_another_was_cut() -> None:
    assert walk_start(None, OVERLAP) == Start(BEGINNING, BEGINNING)
    assert walk_start("2026-11-21T13:00:00+01:00", OVERLAP) == Start(NOON - OVERLAP, NOON - OVERLAP)
    cut = position(NOON, NOON - HOUR)
    assert walk_start(cut, OVERLAP) == Start(NOON, NOON - HOUR)


@pytest.mark.parametrize("nonsense", ["", "soon", "2026-13-01", f"{NOON}/{NOON}/{NOON}", f"{NOON}/", "/"])
def test_nonsense_is_no_position(nonsense: str) -> None:
    with pytest.raises(ConfigError, match="no position"):
        walk_start(nonsense, OVERLAP)


def test_all_is_read_up_to_the_last_change_of_a_page() -> None:
    assert read_up_to([NOON - HOUR, NOON], NOON + HOUR, OVERLAP) == NOON


def test_what_may_still_become_visible_is_not_read_yet() -> None:
    assert read_up_to([NOON], NOON, OVERLAP) == NOON - OVERLAP


@pytest.mark.parametrize("dates", [[], [None], [NOON, None], [NOON, NOON - HOUR]])
def test_a_page_without_order_or_dates_proves_nothing(dates: list[datetime | None]) -> None:
    here = read_up_to(dates, NOON + HOUR, OVERLAP)
    assert here is None
    assert position(here, NOON) is None
