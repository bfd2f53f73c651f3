"""A backfill reads everything since a day, goes on wherever it was cut, and leaves the cursor alone."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub import backfill, leases
from hub.backfill.outcome import MAX_ATTEMPTS
from hub.backfill.rounds import due_backfills
from hub.errors import (
    AffluentError,
    BusinessError,
    ConfigError,
    ContractError,
    CredentialsError,
    RateLimitedError,
    TransientError,
)
from hub.models import Backfill, BackfillState, Cursor, Order, Outbox, Shop
from hub.order.document import time_text
from hub.polling import poll
from tests.hub.ingest.pages import at
from tests.hub.polling.ledger import Ledger, breaking, opened

pytestmark = pytest.mark.django_db
TIMEOUT = TransientError("timeout", "Shop lampes-fr does not answer.", "Wait.")


def begun(shop: Shop, seconds: float = 0) -> Backfill:
    return backfill.start(shop, at(seconds), by="zoe")


def test_it_reads_everything_since_the_day_and_leaves_the_cursor_alone() -> None:
    ledger = Ledger(10)
    lampes = opened(ledger)
    Cursor.objects.create(shop=lampes, position=time_text(at(95)), resume=time_text(at(96)))

    row = begun(lampes, 40)
    backfill.work(row, backfill.Leg())

    assert (row.state, row.total, row.seen, row.new, row.changed) == ("done", 6, 6, 6, 6)
    assert (row.percent, row.started_by, row.finished_at is None) == (100, "zoe", False)
    assert ledger.asked == [time_text(at(40))]
    cursor = Cursor.objects.get()
    assert (cursor.position, cursor.resume, cursor.rewinds) == (time_text(at(95)), time_text(at(96)), 0)


def test_orders_known_already_are_no_new_revision_and_are_not_told_again() -> None:
    ledger = Ledger(6)
    lampes = opened(ledger)
    poll(lampes)
    told = Outbox.objects.count()
    ledger.change("2", "changed behind the back of its date", seconds=20)

    row = begun(lampes)
    backfill.work(row, backfill.Leg())

    assert (row.seen, row.new, row.changed) == (6, 0, 1)
    assert Outbox.objects.count() == told


def test_what_it_finds_settles_with_the_next_polls_second_look() -> None:
    # given a content that a backfill found, and that the shop did not date
    ledger = Ledger(3)
    lampes = opened(ledger)
    poll(lampes)
    ledger.change("1", "refunded by hand", seconds=10)
    ledger.clock += 1000
    backfill.work(begun(lampes), backfill.Leg())
    order = Order.objects.get(external_id="1")
    assert (order.revision, order.published_revision) == (2, 1)

    # when a poll looks at it again later, and it is still the same
    ledger.clock += 1000
    poll(lampes)

    # then the world hears of it
    order.refresh_from_db()
    assert (order.revision, order.published_revision) == (2, 2)


def test_a_leg_ends_where_it_can_go_on_and_the_next_one_goes_on_there() -> None:
    ledger = Ledger(10)
    lampes = opened(ledger)
    row = begun(lampes)
    legs = 0

    while row.state != BackfillState.DONE:
        assert backfill.work(row, backfill.Leg(seconds=0))
        legs += 1
        assert legs < 20

    assert ledger.asked[1] == time_text(at(10))
    assert legs > 3
    assert Order.objects.count() == 10


def test_a_leg_is_never_cut_before_it_gained_ground() -> None:
    """Else a platform that cannot be taken up half-way would be read from its beginning for ever."""
    ledger = Ledger(10, tells_reached=False)
    row = begun(opened(ledger))

    backfill.work(row, backfill.Leg(seconds=0))

    assert (row.state, ledger.asked) == ("done", [time_text(at(0))])


def test_an_overlap_with_more_orders_than_a_page_does_not_drive_it_back() -> None:
    ledger = Ledger(20, overlap=60)
    row = begun(opened(ledger))
    positions = []

    while row.state != BackfillState.DONE:
        backfill.work(row, backfill.Leg(seconds=0))
        positions.append(row.position)
        assert len(positions) < 30

    assert positions == sorted(positions)
    assert Order.objects.count() == 20


def test_many_orders_of_one_second_do_not_keep_it_where_it_is() -> None:
    ledger = Ledger(3)
    for number in range(10, 20):
        ledger.change(str(number), seconds=10)
    row = begun(opened(ledger))
    legs = 0

    while row.state != BackfillState.DONE:
        backfill.work(row, backfill.Leg(seconds=0))
        legs += 1
        assert legs < 20

    assert Order.objects.count() == 13


def test_polling_comes_first() -> None:
    ledger = Ledger(6)
    lampes = opened(ledger)
    row = begun(lampes)

    with leases.held(f"poll:{lampes.pk}"):
        assert not backfill.work(row, backfill.Leg())

    # and when a poll begins meanwhile, it ends at the next place from where it can go on
    ledger.between = lambda pages: _poll_is_running(lampes)
    assert backfill.work(row, backfill.Leg())
    assert (row.state, row.seen, row.position) == ("running", 2, time_text(at(10)))


def _poll_is_running(of: Shop) -> None:
    leases.acquire(f"poll:{of.pk}", "a poller")


def test_one_worker_per_shop() -> None:
    lampes = opened(Ledger(2))
    row = begun(lampes)

    with leases.held(f"backfill:{lampes.pk}"):
        assert not backfill.work(row, backfill.Leg())

    assert backfill.work(row, backfill.Leg())


@pytest.mark.parametrize(
    ("trouble", "state"),
    [
        (TIMEOUT, "running"),
        (RateLimitedError("slow_down", "x", retry_after=600), "running"),
        (CredentialsError("refused", "Shop lampes-fr refuses the key.", "Enter a new one."), "paused"),
        (ContractError("html", "Shop lampes-fr answered HTML.", "Check the address."), "failed"),
        (ConfigError("bad", "x"), "failed"),
        (KeyError("orders"), "failed"),
    ],
)
def test_trouble_ends_a_leg_by_its_class(trouble: Exception, state: str) -> None:
    ledger = Ledger(6)
    ledger.between = breaking(2, trouble)
    row = begun(opened(ledger))

    backfill.work(row, backfill.Leg())

    assert (row.state, row.seen, row.position) == (state, 4, time_text(at(30)))
    assert row.error_class == (trouble.error_class if isinstance(trouble, AffluentError) else "bug")
    assert row.error_cause
    waits = row.next_attempt_at is not None
    assert waits is (state == "running")
    if row.error_code == "slow_down":
        assert row.next_attempt_at is not None
        assert row.next_attempt_at > timezone.now() + timedelta(seconds=500)

    # and it goes on where it was, as soon as the shop answers and somebody says so
    ledger.between = lambda pages: None
    backfill.resume(row)
    backfill.work(row, backfill.Leg())
    assert (row.state, row.error_class, row.attempts) == ("done", "", 0)
    assert ledger.asked[1] == time_text(at(30))


def test_it_does_not_try_for_ever() -> None:
    ledger = Ledger(2)
    ledger.between = breaking(0, TIMEOUT)
    row = begun(opened(ledger))

    for _ in range(MAX_ATTEMPTS):
        assert row.state in ("waiting", "running")
        backfill.work(row, backfill.Leg())

    assert (row.state, row.error_code, row.next_attempt_at) == ("failed", "timeout", None)


@pytest.mark.parametrize("switch", [backfill.pause, backfill.cancel])
def test_stopped_meanwhile_it_ends_after_the_page(switch: Callable[[Backfill], bool]) -> None:
    ledger = Ledger(10)
    row = begun(opened(ledger))

    def stop(pages: int) -> None:
        if pages == 2:
            assert switch(Backfill.objects.get())

    ledger.between = stop
    backfill.work(row, backfill.Leg())

    assert row.state in ("paused", "cancelled")
    assert len(ledger.read) == 6
    assert due_backfills() == []
    backfill.work(row, backfill.Leg())
    assert len(ledger.read) == 6


def test_what_ended_cannot_be_switched() -> None:
    row = begun(opened(Ledger(1)))
    assert not backfill.resume(row)
    backfill.work(row, backfill.Leg())

    assert not any(switch(row) for switch in (backfill.pause, backfill.resume, backfill.cancel))
    assert row.state == "done"


def test_one_at_a_time_is_asked_for() -> None:
    lampes = opened(Ledger(2))
    first = begun(lampes)

    with pytest.raises(BusinessError, match=f"backfill {first.pk}"):
        begun(lampes)

    backfill.cancel(first)
    assert begun(lampes).pk != first.pk


def test_the_future_is_refused() -> None:
    with pytest.raises(BusinessError, match="future"):
        backfill.start(opened(Ledger()), timezone.now() + timedelta(hours=1), by="zoe")


def test_a_shop_that_cannot_count_is_read_all_the_same() -> None:
    class Silent(Ledger):
        def count(self, since: str | None) -> int:
            raise TIMEOUT

    row = begun(opened(Silent(4)))
    assert (row.total, row.percent) == (None, None)
    backfill.work(row, backfill.Leg())

    assert (row.state, row.seen) == ("done", 4)


def test_a_round_gives_every_shop_its_turn_and_leaves_out_what_must_wait() -> None:
    refused = opened(Ledger(2), "refused", error_class="credentials")
    asleep = opened(Ledger(2), "asleep", active=False)
    later = begun(opened(Ledger(2), "later"))
    rows = [begun(shop) for shop in (refused, asleep, opened(Ledger(4), "a"), opened(Ledger(4), "b"))]
    Backfill.objects.filter(pk=later.pk).update(next_attempt_at=timezone.now() + timedelta(hours=1))

    backfill.run_due(0)

    for row in rows:
        row.refresh_from_db()
    assert [row.seen for row in rows] == [0, 0, 2, 2]
    backfill.run_due(5)
    for row in rows:
        row.refresh_from_db()
    assert [row.state for row in rows] == ["waiting", "waiting", "done", "done"]


def test_a_page_asks_the_same_however_many_orders_are_known() -> None:
    def questions(count: int) -> int:
        ledger = Ledger(count, page_size=count)
        lampes = opened(ledger, f"shop-{count}")
        poll(lampes)
        row = begun(lampes)
        with CaptureQueriesContext(connection) as captured:
            backfill.work(row, backfill.Leg())
        assert row.state == "done"
        return len(captured)

    assert questions(2) == questions(12)


@pytest.mark.django_db(transaction=True)
def test_two_workers_and_a_poll_at_once_make_each_order_once() -> None:
    lampes = opened(Ledger(30, page_size=3))
    row = begun(lampes)
    start, troubles = threading.Barrier(3), []

    def go(reading: Callable[[], object]) -> None:
        try:
            start.wait(10)
            reading()
        except BaseException as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    def go_on() -> None:
        mine = Backfill.objects.get(pk=row.pk)
        while mine.state in ("waiting", "running"):
            backfill.work(mine, backfill.Leg(seconds=0.05))
            mine.refresh_from_db()

    readings = (go_on, go_on, lambda: poll(Shop.objects.get()))
    threads = [threading.Thread(target=go, args=(reading,)) for reading in readings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert troubles == []
    assert (Order.objects.count(), Outbox.objects.count()) == (30, 30)
    assert set(Order.objects.values_list("revision", flat=True)) == {1}
    row.refresh_from_db()
    assert (row.state, row.error_code) == ("done", "")
    assert Cursor.objects.get().position == time_text(at(10_000))
