"""Webhooks that stopped: what says so, and what must not."""

from datetime import UTC, datetime, timedelta

import pytest

from hub.webhooks.silence import Change, Silence, silence

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def minutes(ago: float) -> datetime:
    return NOW - timedelta(minutes=ago)


def found(changed: float, *, after: float = 1) -> Change:
    """A change so many minutes ago, which polling found a few minutes later."""
    return Change(minutes(changed), minutes(changed - after))


def judged(*changes: Change, heard: float = 600, poll_seconds: int = 60) -> Silence | None:
    return silence(changes, listening_since=minutes(heard), poll_seconds=poll_seconds, now=NOW)


def test_two_orders_that_no_webhook_told_are_a_silence_since_the_first() -> None:
    assert judged(found(100), found(200), found(50)) == Silence(minutes(200), 3)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ((), "nothing changed"),
        ((found(100),), "one lost call"),
        ((found(10), found(12)), "a webhook may still come"),
        ((found(700), found(650)), "changed before the last webhook"),
        ((found(599), found(597)), "changed with the last webhook, by a clock of its own"),
        ((found(500, after=400), found(450, after=400)), "found hours later: a gap, or a nightly re-read"),
        ((found(100, after=-50), found(90, after=-40)), "a date that moved alone"),
        ((found(100), found(10)), "only one is old enough"),
        ((found(100), found(700)), "only one is new enough"),
    ],
)
def test_no_false_alarm(changes: tuple[Change, ...], why: str) -> None:
    assert judged(*changes) is None, why


def test_a_shop_that_is_polled_seldom_is_not_held_to_a_quarter_of_an_hour() -> None:
    changes = found(300, after=60), found(200, after=60)

    assert judged(*changes) is None
    assert judged(*changes, poll_seconds=3600) == Silence(minutes(300), 2)
