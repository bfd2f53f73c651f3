"""Real processes that are killed while they read: the next one goes on where they were."""

import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import connection

from hub import backfill
from hub.models import Backfill, Cursor, Lease, Order, Outbox, Revision, Shop
from hub.order.document import time_text
from tests.conftest import Manage
from tests.factories import shop
from tests.hub.ingest.pages import at
from tests.hub.ingest.test_atomic import Failing
from tests.hub.polling.ledger import Ledger, opened

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.repeats]
ORDERS = 60
SLOW = {"CHANNELS": "tests.hub.backfill.slowshop", "LEASE_SECONDS": "1"}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "asked"


@pytest.fixture
def slow(log: Path) -> Shop:
    """A shop whose pages take a moment, in processes that run with `SLOW`."""
    return shop(options={"orders": ORDERS, "pause": 0.1, "log": str(log)})


def test_a_poll_that_was_killed_is_gone_on_with(manage: Manage, slow: Shop, log: Path) -> None:
    process = manage("poll", "lampes-fr", "--once", **SLOW)
    _until(lambda: Cursor.objects.filter(resume__gt=time_text(at(100))).exists())
    process.kill()
    process.wait(20)
    resume = Cursor.objects.get().resume
    time.sleep(1.1)

    assert manage("poll", "lampes-fr", "--once", **SLOW).wait(60) == 0

    assert log.read_text().split() == ["None", resume]
    assert (Order.objects.count(), Revision.objects.count(), Outbox.objects.count()) == (ORDERS,) * 3
    cursor = Cursor.objects.get()
    assert (cursor.position, cursor.resume) == (time_text(at(10_000)), "")


def test_a_backfill_that_was_killed_is_gone_on_with(manage: Manage, slow: Shop, log: Path) -> None:
    since = time_text(at(0))
    process = manage("backfill", "lampes-fr", "--since", since, **SLOW)
    _until(lambda: Backfill.objects.filter(position__gt=time_text(at(100))).exists())
    process.kill()
    process.wait(20)
    left = Backfill.objects.get()
    assert left.state == "running"
    time.sleep(1.1)

    process = manage("backfill", "--resume", str(left.pk), **SLOW)
    out, err = process.communicate(timeout=60)

    assert (process.returncode, err) == (0, "")
    assert "(100 %)" in out
    assert log.read_text().split() == [since, left.position]
    assert (Order.objects.count(), Outbox.objects.count()) == (ORDERS, ORDERS)
    assert not Cursor.objects.exclude(position="", resume="").exists()


def test_ctrl_c_leaves_a_backfill_that_can_be_resumed(manage: Manage, slow: Shop, log: Path) -> None:
    process = manage("backfill", "lampes-fr", "--since", time_text(at(0)), **SLOW)
    _until(lambda: Backfill.objects.filter(seen__gte=10).exists())

    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)

    row = Backfill.objects.get()
    assert (process.returncode, err) == (130, "")
    assert f"manage.py backfill --resume {row.pk}" in out
    assert f"{row.seen} of {ORDERS} orders read" in out
    assert row.state == "paused"
    assert manage("backfill", "--resume", str(row.pk), **SLOW).wait(60) == 0
    assert log.read_text().split()[1] == row.position
    assert Order.objects.count() == ORDERS


def test_a_page_and_how_far_it_brought_the_backfill_are_stored_together() -> None:
    # given a backfill whose process dies at any one of its writes
    lampes = opened(Ledger(4))
    row = backfill.start(lampes, at(0), by="zoe")
    for writes in range(200):
        failing = Failing(writes)
        with connection.execute_wrapper(failing), suppress(ConnectionAbortedError):
            backfill.work(row, backfill.Leg())
        stored, row = Order.objects.count(), Backfill.objects.get()
        # then it never says that it read what is not stored
        assert row.seen >= stored == row.new
        if not failing.failed:
            break
        _revive(row)

    assert (row.state, stored, writes > 10) == ("done", 4, True)


def _revive(row: Backfill) -> None:
    """Time goes by: the dead process's lease ends, and the next attempt comes."""
    Lease.objects.all().delete()
    backfill.resume(row)
    Backfill.objects.update(next_attempt_at=None)


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)
