"""Every night each shop is compared once, after it was read again; a night that did not happen is told."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from pytest_django import Settings

from hub import backfill, clock, leases
from hub.errors import TransientError
from hub.models import Backfill, Cursor, Difference, Reconciliation, Shop
from hub.reconciliation.nightly import overdue, reconcile_due
from tests.hub.polling.ledger import Ledger, breaking
from tests.hub.reconciliation.recounting import counts, polled

pytestmark = pytest.mark.django_db
THREE = datetime(2026, 11, 25, 3, 0, tzinfo=ZoneInfo("Europe/Paris")).astimezone(UTC)


@pytest.fixture(autouse=True)
def _night() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(THREE + timedelta(minutes=5)) as traveller:
        yield traveller


def read_again() -> None:
    """The night's re-read, to its end."""
    backfill.start_rereads()
    for row in Backfill.objects.all():
        backfill.work(row, backfill.Leg())


def test_each_shop_is_compared_once_a_night_after_it_was_read() -> None:
    ledger = Ledger(3)
    polled(ledger)
    del ledger.changed["1"]

    assert reconcile_due() == 0
    read_again()
    assert (clock.reconcile_due(), reconcile_due()) == (1, 0)

    run = Reconciliation.objects.get()
    assert (run.reason, run.started_by, counts(run)) == ("nightly", "clock", {"equal": 2, "differing": 1})
    assert Difference.objects.get().kind == "gone_at_shop"


def test_a_side_that_does_not_answer_is_tried_again_and_is_one_row(settings: Settings) -> None:
    ledger = Ledger(2)
    polled(ledger)
    ledger.between = breaking(0, TransientError("down", "The shop is down.", "Wait."))
    read_again()
    # the re-read goes on by itself: it is waited for
    assert reconcile_due() == 0

    with time_machine.travel(THREE + timedelta(hours=5)):
        assert (reconcile_due(), reconcile_due()) == (1, 1)

    run = Reconciliation.objects.get()
    assert (run.state, run.error_code, run.attempts) == ("incomplete", "down", 2)


def test_without_a_reread_only_targets_are_compared(settings: Settings) -> None:
    settings.REREAD_DAYS = 0
    polled(Ledger(2))

    assert reconcile_due() == 0
    assert not Reconciliation.objects.exists()


def test_it_can_be_switched_off_and_is_not_made_up_for_at_noon(settings: Settings) -> None:
    polled(Ledger(2))
    read_again()

    with time_machine.travel(THREE + timedelta(hours=9)):
        assert reconcile_due() == 0
    settings.RECONCILE_DAYS = 0
    assert reconcile_due() == 0
    assert list(overdue()) == []


def test_a_shop_that_was_added_this_morning_waits_for_its_first_night() -> None:
    polled(Ledger(2))
    Shop.objects.update(created_at=THREE + timedelta(hours=5))

    with time_machine.travel(THREE + timedelta(hours=6)):
        assert reconcile_due() == 0

    assert not Reconciliation.objects.exists()
    with time_machine.travel(THREE + timedelta(days=1, minutes=5)):
        read_again()
        assert reconcile_due() == 1


def test_a_paused_shop_is_left_alone() -> None:
    polled(Ledger(2))
    Shop.objects.update(active=False)

    assert reconcile_due() == 0


def test_who_reconciles_already_is_not_disturbed() -> None:
    lampes = polled(Ledger(2))
    read_again()
    leases.acquire(f"reconcile:{lampes.pk}", "another")

    assert reconcile_due() == 0


def test_a_night_that_did_not_take_place_is_told() -> None:
    lampes = polled(Ledger(2))
    polled(Ledger(2), "maison")
    new = polled(Ledger(1), "new")
    Shop.objects.filter(pk=new.pk).update(created_at=THREE)
    polled(Ledger(1), "asleep", active=False)
    Cursor.objects.filter(shop__slug="asleep").update(position="x")
    read_again()
    Backfill.objects.filter(shop__slug="maison").update(state="running")
    reconcile_due()

    assert [late.shop.slug for late in overdue()] == ["maison"]
    with time_machine.travel(THREE + timedelta(hours=40)):
        late = {one.shop.slug: one.last for one in overdue()}
    assert set(late) == {"lampes-fr", "maison", "new"}
    assert late["lampes-fr"] == Reconciliation.objects.get(shop=lampes).finished_at


def test_old_runs_and_what_is_long_over_are_cleared_away() -> None:
    ledger = Ledger(2)
    polled(ledger)
    del ledger.changed["1"]
    read_again()
    reconcile_due()

    with time_machine.travel(THREE + timedelta(days=100)):
        assert clock.housekeeping()["reconciliations"] == 1
    Difference.objects.update(state="resolved", resolved_at=THREE)
    with time_machine.travel(THREE + timedelta(days=200)):
        assert clock.housekeeping()["differences"] == 1
