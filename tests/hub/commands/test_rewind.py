"""`rewind`: says what it means first, and is refused where orders would be lost."""

import pytest

from hub.models import Cursor, Event
from hub.order.document import time_text
from hub.polling import poll
from tests.hub.commands.running import manage
from tests.hub.ingest.pages import at
from tests.hub.polling.ledger import Ledger, opened

pytestmark = pytest.mark.django_db
LATER = time_text(at(50))


def test_a_dry_run_says_how_much_it_is_and_changes_nothing() -> None:
    poll(opened(Ledger(10)))

    ran = manage("rewind", "lampes-fr", "--to", LATER, "--dry-run")

    assert ran.code == 0
    assert f"Read until now: {time_text(at(10_000))}." in ran.out
    assert f"5 orders changed since {LATER}: they are read again." in ran.out
    assert "skipped" not in ran.out
    assert Cursor.objects.get().position == time_text(at(10_000))


def test_it_moves_the_cursor_and_writes_down_why() -> None:
    poll(opened(Ledger(10)))

    ran = manage("rewind", "lampes-fr", "--to", "2026-11-21", "--reason", "The plug-in was repaired.")

    assert (ran.code, ran.out) == (0, "lampes-fr: the next poll reads from 2026-11-21T00:00:00Z.\n")
    assert Cursor.objects.get().position == "2026-11-21T00:00:00Z"
    event = Event.objects.get(order=None)
    assert "The plug-in was repaired." in event.text
    assert event.actor


def test_skipping_must_be_said() -> None:
    opened(Ledger(10))

    assert "--skip" in manage("rewind", "lampes-fr", "--to", LATER).complaint
    dry = manage("rewind", "lampes-fr", "--to", LATER, "--dry-run")
    done = manage("rewind", "lampes-fr", "--to", LATER, "--skip")
    for ran in (dry, done):
        assert ran.code == 0
        assert "5 orders changed before: they are skipped, which needs --skip." in ran.out
    assert Cursor.objects.get().position == LATER


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["nobody", "--to", LATER], "nobody"),
        (["lampes-fr", "--to", "yesterday"], "yesterday"),
        (["lampes-fr", "--to", "0001-01-01T00:00:00+05:00"], "0001-01-01"),
        (["lampes-fr", "--to", "2999-01-01"], "future"),
        (["lampes-fr", "--to", "2999-01-01", "--dry-run"], "future"),
        (["lampes-fr"], "--to"),
    ],
)
def test_bad_input_is_one_line_that_names_it(arguments: list[str], named: str) -> None:
    opened(Ledger(1))

    assert named in manage("rewind", *arguments).complaint
