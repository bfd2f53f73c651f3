"""Every night the last weeks are read again; what polling had missed is shown."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from pytest_django import Settings

from hub import backfill, clock
from hub.backfill.nightly import start_rereads
from hub.models import Backfill, Cursor, Event, Shop
from hub.order.document import time_text
from hub.polling import poll
from tests.factories import shop
from tests.hub.ingest.pages import at
from tests.hub.polling.ledger import Ledger, opened

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
THREE = datetime(2026, 11, 25, 3, 0, tzinfo=PARIS).astimezone(UTC)


def read_once(slug: str = "lampes-fr", **columns: object) -> Shop:
    made = shop(slug, **columns)
    Cursor.objects.create(shop=made, position="2026-11-24T00:00:00Z")
    return made


def started_at(moment: datetime) -> int:
    with time_machine.travel(moment, tick=False):
        return start_rereads(moment)


def test_each_shop_gets_one_a_night() -> None:
    lampes = read_once()
    read_once("maison")

    assert started_at(THREE - timedelta(minutes=1)) == 0
    assert started_at(THREE + timedelta(minutes=5)) == 2
    Backfill.objects.update(state="done")
    assert started_at(THREE + timedelta(minutes=15)) == 0
    assert started_at(THREE + timedelta(days=1)) == 2

    row = Backfill.objects.filter(shop=lampes).last()
    assert row is not None
    assert (row.reason, row.since) == ("nightly", THREE + timedelta(minutes=5) - timedelta(days=30))


def test_a_night_that_the_hub_slept_through_is_not_made_up_for_at_noon() -> None:
    read_once()

    assert started_at(THREE + timedelta(hours=9)) == 0


@pytest.mark.parametrize(
    ("hour", "local"),
    [
        (23, datetime(2026, 11, 26, 1, 0, tzinfo=PARIS)),  # after midnight, but of the evening before
        (0, datetime(2026, 11, 26, 0, 0, tzinfo=PARIS)),
        (2, datetime(2026, 3, 29, 3, 10, tzinfo=PARIS)),  # the hour that the clock leaps over
        (2, datetime(2026, 10, 25, 2, 30, tzinfo=PARIS)),  # the hour that comes twice
    ],
)
def test_the_hour_is_that_of_the_clock_on_the_wall(settings: Settings, hour: int, local: datetime) -> None:
    settings.REREAD_HOUR = hour
    read_once()

    moment = local.astimezone(UTC)
    assert started_at(moment) == 1
    Backfill.objects.update(state="done")
    assert started_at(moment + timedelta(minutes=50)) == 0


def test_it_can_be_switched_off(settings: Settings) -> None:
    settings.REREAD_DAYS = 0
    read_once()

    assert started_at(THREE) == 0


def test_only_shops_that_can_be_read_and_were_read_to_their_end_once() -> None:
    read_once("asleep", active=False)
    read_once("refused", error_class="credentials")
    shop("new")
    busy = read_once("busy")
    backfill.start(busy, at(0), by="zoe")

    assert started_at(THREE) == 0


def test_one_that_stopped_makes_way_for_the_next() -> None:
    read_once()
    started_at(THREE)
    Backfill.objects.update(state="paused")

    assert started_at(THREE + timedelta(days=1)) == 1
    assert sorted(Backfill.objects.values_list("state", flat=True)) == ["cancelled", "waiting"]


def test_what_was_skipped_on_purpose_stays_skipped() -> None:
    read_once()
    yesterday = THREE - timedelta(days=1)
    Cursor.objects.update(skipped_until=yesterday)

    started_at(THREE)

    assert Backfill.objects.get().since == yesterday


def test_an_order_that_polling_had_missed_is_counted_and_named() -> None:
    # given a shop that was read to its end, where an order with an old date appears
    ledger = Ledger(3)
    lampes = opened(ledger)
    poll(lampes)
    ledger.change("77", seconds=15)
    # and one that is so young that the next poll brings it
    ledger.change("78", seconds=9_990)

    row = Backfill.objects.create(shop=lampes, since=at(0), reason="nightly")
    backfill.work(row, backfill.Leg())

    assert (row.state, row.new, row.missed) == ("done", 2, 1)
    event = Event.objects.get(order=None)
    assert event.text == "The nightly re-read found orders that polling had missed: 77."
    assert Cursor.objects.get().position == time_text(at(10_000))


def test_an_order_that_a_person_asked_for_was_not_missed() -> None:
    ledger = Ledger(3)
    lampes = opened(ledger)
    Cursor.objects.create(shop=lampes, position=time_text(at(9_000)))

    row = backfill.start(lampes, at(0), by="zoe")
    backfill.work(row, backfill.Leg())

    assert (row.new, row.missed) == (3, 0)


def test_the_clock_starts_them_goes_on_with_them_and_clears_old_ones_away() -> None:
    lampes = opened(Ledger(4))
    with time_machine.travel(THREE):  # the poll too: its lease must not end after the night
        poll(lampes)
        assert clock.start_rereads() == 1
        assert clock.read_older_orders(0) == 1
        while Backfill.objects.get().state != "done":
            clock.read_older_orders(0)
        assert clock.housekeeping()["rereads"] == 0
    asked = backfill.start(lampes, at(0), by="zoe")
    backfill.cancel(asked)

    with time_machine.travel(THREE + timedelta(days=40)):
        assert clock.housekeeping()["rereads"] == 1
    assert list(Backfill.objects.all()) == [asked]
