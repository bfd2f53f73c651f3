"""Moving the cursor by hand: back for free, forward only on purpose, and safe against a poll under way."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from hub import rewinding
from hub.errors import BusinessError, TransientError
from hub.models import Cursor, Event, Order, Outbox, Revision, Shop
from hub.order.document import time_text
from hub.polling import due_shops, poll
from tests.hub.ingest.pages import at
from tests.hub.polling.ledger import Ledger, breaking, opened

pytestmark = pytest.mark.django_db


def rewind(shop: Shop, seconds: float, *, skip: bool = False) -> None:
    rewinding.rewind(shop, at(seconds), by="zoe", reason="The plug-in was repaired.", skip=skip)


def test_the_next_poll_reads_again_and_nothing_doubles() -> None:
    ledger = Ledger(10)
    lampes = opened(ledger)
    poll(lampes)
    told = (Revision.objects.count(), Outbox.objects.count())

    found = rewinding.preview(lampes, at(50))
    rewind(lampes, 50)
    ledger.read.clear()
    result = poll(lampes)

    assert (found.again, found.skipped) == (5, 0)
    assert ledger.read == ["5", "6", "7", "8", "9"]
    assert (result.seen, result.new, result.changed) == (5, 0, 0)
    assert (Revision.objects.count(), Outbox.objects.count()) == told


def test_it_is_written_down_who_did_it_and_why_and_the_shop_is_due() -> None:
    lampes = opened(Ledger(2))
    poll(lampes)
    assert due_shops() == []

    rewind(lampes, 5)

    event = Event.objects.get(kind="staff")
    assert (event.actor, event.order, event.shop) == ("zoe", None, lampes)
    assert "The plug-in was repaired." in event.text
    assert time_text(at(5)) in event.text
    assert due_shops() == [lampes]


def test_it_forgets_where_a_walk_was_cut() -> None:
    ledger = Ledger(10)
    lampes = opened(ledger)
    poll(lampes)
    rewind(lampes, 0)
    ledger.between = breaking(3, TransientError("timeout", "x"))
    poll(lampes)
    assert Cursor.objects.get().resume

    rewind(lampes, 0)

    cursor = Cursor.objects.get()
    assert (cursor.position, cursor.resume) == (time_text(at(0)), "")


def test_who_went_back_too_far_may_come_forward_again() -> None:
    # given a shop that was read to its end, and a mistyped year
    ledger = Ledger(10)
    lampes = opened(ledger)
    poll(lampes)
    ledger.between = breaking(2, TransientError("timeout", "x"))
    rewind(lampes, -(10**7))
    poll(lampes)

    # when it is corrected
    assert not rewinding.preview(lampes, at(80)).skips
    rewind(lampes, 80)

    # then nothing counts as skipped, and what was not read before still does
    cursor = Cursor.objects.get()
    assert (cursor.position, cursor.skipped_until) == (time_text(at(80)), None)
    with pytest.raises(BusinessError):
        rewind(lampes, 10_001)
    ledger.between = lambda pages: None
    poll(lampes)
    assert Cursor.objects.get().read_until == ""


def test_the_future_is_refused() -> None:
    lampes = opened(Ledger(1))

    with pytest.raises(BusinessError, match="future"):
        rewinding.rewind(lampes, timezone.now() + timedelta(minutes=1), by="zoe", reason="x", skip=True)
    with pytest.raises(BusinessError, match="future"):
        rewinding.preview(lampes, timezone.now() + timedelta(minutes=1))


@pytest.mark.parametrize("position", ["", time_text(at(30)), "page-7-of-9"])
def test_orders_are_skipped_only_on_purpose(position: str) -> None:
    # given a shop that was read to a point, or not at all, or to one that says no time
    ledger = Ledger(10)
    lampes = opened(ledger)
    Cursor.objects.create(shop=lampes, position=position)

    # when the cursor is to be moved past what was not read
    with pytest.raises(BusinessError, match="never be read") as refused:
        rewind(lampes, 70)
    found = rewinding.preview(lampes, at(70))
    rewind(lampes, 70, skip=True)

    # then it says how many, and only moves when told so
    assert "--skip" in refused.value.remedy
    assert (found.again, found.skipped) == (3, 4 if position.startswith("20") else 7)
    cursor = Cursor.objects.get()
    assert (cursor.position, cursor.skipped_until) == (time_text(at(70)), at(70))
    poll(lampes)
    assert Order.objects.count() == 3

    # and going back takes what was skipped in again
    rewind(lampes, 40)
    assert Cursor.objects.get().skipped_until == at(40)


def test_a_shop_that_cannot_count_says_why() -> None:
    class Silent(Ledger):
        def count(self, since: str | None) -> int:
            raise TransientError("timeout", "Shop lampes-fr does not answer.")

    with pytest.raises(TransientError):
        rewinding.preview(opened(Silent()), at(0))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("page", [0, 1, 2])
def test_a_poll_under_way_does_not_overwrite_the_rewound_cursor(page: int) -> None:
    """A real second connection rewinds while the poll stands between two pages (or before its end)."""
    ledger = Ledger(6)
    lampes = opened(ledger)
    poll(lampes)
    rewind(lampes, 20)

    def rewind_elsewhere(pages: int) -> None:
        if pages == page:
            thread = threading.Thread(target=_rewound, args=(lampes, 10))
            thread.start()
            thread.join(30)

    ledger.between = rewind_elsewhere
    result = poll(lampes)

    cursor = Cursor.objects.get()
    assert (cursor.position, cursor.resume) == (time_text(at(10)), "")
    assert (result.interrupted, result.error) == (True, None)
    assert due_shops() == [lampes]
    ledger.between = lambda pages: None
    poll(lampes)
    assert ledger.asked[-1] == time_text(at(10))
    assert Cursor.objects.get().position == time_text(at(10_000))


@pytest.mark.django_db(transaction=True)
def test_many_polls_and_rewinds_at_once_end_with_everything_read() -> None:
    ledger = Ledger(12)
    lampes = opened(ledger)
    poll(lampes)
    start = threading.Barrier(4)
    troubles: list[BaseException] = []

    def work(number: int) -> None:
        try:
            start.wait(10)
            for _ in range(4):
                if number % 2:
                    rewinding.rewind(lampes, at(0), by="zoe", reason="x")
                else:
                    assert poll(Shop.objects.get()).error is None
        except BaseException as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert troubles == []
    cursor = Cursor.objects.get()
    assert cursor.rewinds == 8
    poll(Shop.objects.get())
    assert Cursor.objects.get().position == time_text(at(10_000))


def _rewound(shop: Shop, seconds: float) -> None:
    try:
        rewind(shop, seconds)
    finally:
        connection.close()
