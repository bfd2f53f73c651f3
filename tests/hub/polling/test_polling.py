"""Polling: page by page, trouble noted on its shop alone, one poller per shop."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import DataError, OperationalError, connection
from django.utils import timezone

from hub import leases, ports
from hub.errors import AffluentError, ContractError, CredentialsError, RateLimitedError, TransientError
from hub.models import Cursor, Order, Outbox, Shop
from hub.polling import LONGEST_PAUSE, due_shops, poll, read_order
from hub.ports import OrderPage
from tests.factories import PAPER, PaperSource, shop
from tests.hub.ingest.pages import at, raw

pytestmark = pytest.mark.django_db


class Walk(PaperSource):
    """A shop whose walk is given page by page; an exception in place of a page is raised there."""

    def __init__(self, *pages: OrderPage | Exception, orders: dict[str, OrderPage] | None = None) -> None:
        super().__init__()
        self.walk = pages
        self.orders = orders or {}
        self.asked: list[str | None] = []
        self.looked: list[str] = []

    def pages(self, since: str | None) -> Iterator[OrderPage]:
        self.asked.append(since)
        for page in self.walk:
            if isinstance(page, Exception):
                raise page
            yield page

    def order(self, external_id: str) -> OrderPage:
        self.looked.append(external_id)
        return self.orders.get(external_id, OrderPage(orders=[], observed_at=at(900)))

    def check(self) -> Sequence[ports.Finding]:
        return []


def page(*raws: Any, seen: float = 60, cursor: str | None = None) -> OrderPage:
    return OrderPage(orders=raws, observed_at=at(seen), cursor=cursor)


def laid_out(walk: Walk, slug: str = "lampes-fr", **columns: Any) -> Shop:
    """A shop that holds this walk."""
    PAPER.sources[slug] = walk
    return shop(slug, **columns)


def seconds_until_next(of: Shop) -> float:
    of.refresh_from_db()
    assert of.next_poll_at is not None
    return (of.next_poll_at - timezone.now()).total_seconds()


def test_a_walk_stores_its_pages_and_then_the_cursor() -> None:
    walk = Walk(page(raw("1")), page(raw("2")), page(cursor="2026-11-21T09:31:00Z"))
    lampes = laid_out(walk)

    result = poll(lampes)
    poll(lampes)

    assert (result.pages, result.seen, result.new, result.error) == (3, 2, 2, None)
    assert walk.asked == [None, "2026-11-21T09:31:00Z"]
    lampes.refresh_from_db()
    assert lampes.last_success_at == lampes.last_poll_at
    assert 50 < seconds_until_next(lampes) <= 60


def test_since_reads_again_without_asking_the_cursor() -> None:
    walk = Walk(page(cursor="b"))
    lampes = laid_out(walk)
    Cursor.objects.create(shop=lampes, position="a")

    poll(lampes, since="2026-01-01T00:00:00Z")

    assert walk.asked == ["2026-01-01T00:00:00Z"]


@pytest.mark.parametrize(
    "trouble",
    [
        TransientError("timeout", "Shop lampes-fr does not answer.", "Wait."),
        CredentialsError("refused", "Shop lampes-fr refuses the key.", "Make a new one."),
        ContractError("html", "Shop lampes-fr answered HTML.", "Check the address."),
        KeyError("orders"),
    ],
)
def test_trouble_half_way_keeps_the_pages_and_leaves_the_cursor(trouble: Exception) -> None:
    lampes = laid_out(Walk(page(raw("1")), trouble, page(cursor="never")))
    Cursor.objects.create(shop=lampes, position="before")

    result = poll(lampes)

    assert Order.objects.count() == 1
    assert Cursor.objects.get().position == "before"
    assert isinstance(result.error, AffluentError)
    lampes.refresh_from_db()
    assert lampes.error_class == ("bug" if isinstance(trouble, KeyError) else result.error.error_class)
    assert "lampes-fr" in lampes.error_cause
    assert lampes.error_remedy
    assert lampes.last_success_at is None


def test_trouble_is_over_after_a_complete_walk() -> None:
    lampes = laid_out(Walk(TransientError("timeout", "x")))
    poll(lampes)
    PAPER.sources["lampes-fr"] = Walk(page(cursor="end"))

    poll(lampes)

    lampes.refresh_from_db()
    assert (lampes.error_class, lampes.error_since) == ("", None)


@pytest.mark.parametrize(
    ("asked", "waits"),
    [(None, 60), (5, 60), (600, 600), (10**12, LONGEST_PAUSE), (float("inf"), LONGEST_PAUSE)],
)
def test_a_shop_that_asks_for_patience_gets_it_within_reason(asked: float | None, waits: float) -> None:
    lampes = laid_out(Walk(RateLimitedError("slow_down", "x", retry_after=asked)))

    poll(lampes)

    assert waits - 5 < seconds_until_next(lampes) <= waits


def test_a_refused_key_pauses_the_shop_and_not_its_neighbours() -> None:
    refused = laid_out(Walk(CredentialsError("refused", "x")))
    other = laid_out(Walk(page()), "maison")
    laid_out(Walk(page()), "closed", active=False)

    poll(refused)

    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        assert due_shops() == [other]


def test_an_order_that_has_to_settle_brings_the_next_poll_nearer() -> None:
    lampes = laid_out(Walk(page(raw(), seen=1, cursor="c")))

    poll(lampes)

    assert 9 < seconds_until_next(lampes) <= settings.SETTLE_SECONDS + 1


def test_an_order_whose_date_did_not_move_gets_its_second_look_by_id() -> None:
    # given a change that no walk will show again, since the shop did not move its date
    lampes = laid_out(Walk(page(raw(), seen=60, cursor="a")))
    poll(lampes)
    PAPER.sources["lampes-fr"] = Walk(page(raw(note="refunded by hand"), seen=5000, cursor="b"))
    poll(lampes)
    assert Outbox.objects.count() == 1

    # when the next walk is empty
    look = Walk(page(seen=5060, cursor="c"), orders={"4711": page(raw(note="refunded by hand"), seen=5060)})
    PAPER.sources["lampes-fr"] = look
    poll(lampes)

    # then the order itself was asked for, and told
    assert look.looked == ["4711"]
    assert Outbox.objects.count() == 2

    poll(lampes)
    assert look.looked == ["4711"]


def test_an_order_that_was_deleted_before_it_settled_is_not_asked_for_again_and_again() -> None:
    lampes = laid_out(Walk(page(raw(), seen=1, cursor="a")))
    poll(lampes)
    gone = Walk(page(seen=60, cursor="b"))
    PAPER.sources["lampes-fr"] = gone

    poll(lampes)
    poll(lampes)

    assert gone.looked == ["4711"]
    assert not Outbox.objects.exists()


def test_one_poller_per_shop() -> None:
    walk = Walk(page(cursor="end"))
    lampes = laid_out(walk)

    with leases.held(f"poll:{lampes.pk}"):
        assert poll(lampes).busy

    assert walk.asked == []
    assert not poll(lampes).busy


def test_a_long_walk_keeps_its_lease() -> None:
    lampes = laid_out(Walk(*[page(raw(str(number))) for number in range(5)], page(cursor="end")))

    class Slow(Walk):
        """Each page takes most of a lease's time."""

        def pages(self, since: str | None) -> Iterator[OrderPage]:
            for one in super().pages(since):
                clock.shift(settings.LEASE_SECONDS * 0.9)
                assert poll(lampes).busy
                yield one

    PAPER.sources["lampes-fr"] = Slow(*[page(raw(str(number))) for number in range(5)], page(cursor="end"))
    with time_machine.travel(timezone.now(), tick=False) as clock:
        result = poll(lampes)

    assert (result.error, result.interrupted, result.seen) == (None, False, 5)


def test_a_poller_that_lost_its_lease_stops_after_the_page() -> None:
    lampes = laid_out(Walk())

    class Frozen(Walk):
        """The process sleeps for so long that another one takes over."""

        def pages(self, since: str | None) -> Iterator[OrderPage]:
            yield page(raw("1"))
            clock.shift(settings.LEASE_SECONDS * 2)
            assert leases.acquire(f"poll:{lampes.pk}", "somebody else")
            yield page(raw("2"))
            raise AssertionError("went on without a lease")

    PAPER.sources["lampes-fr"] = Frozen()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        result = poll(lampes)

    assert (result.interrupted, result.error, result.seen) == (True, None, 2)


def test_asked_to_stop_it_ends_after_the_page_and_is_due_at_once() -> None:
    lampes = laid_out(Walk(page(raw("1")), page(raw("2")), page(cursor="end")))

    result = poll(lampes, stop=lambda: True)

    assert (result.pages, result.interrupted) == (1, True)
    assert Cursor.objects.get().position == ""
    assert due_shops() == [lampes]


def test_a_page_that_the_database_refuses_does_not_stop_the_other_shops() -> None:
    lampes = laid_out(Walk(page(raw("1")), DataError(1406, "Data too long"), page(cursor="never")))
    maison = laid_out(Walk(page(cursor="x")), "maison")

    results = [poll(due) for due in due_shops()]

    assert [result.error is None for result in results] == [False, True]
    lampes.refresh_from_db()
    assert (lampes.error_class, lampes.error_code) == ("transient", "not_stored")
    assert lampes not in due_shops()
    assert Cursor.objects.get(shop=maison).position == "x"


@pytest.mark.django_db(transaction=True)
def test_a_connection_to_the_database_that_is_lost_is_made_again() -> None:
    class Losing(Walk):
        """While the shop is read, the database server hangs up (SQLite has none, and goes on)."""

        def pages(self, since: str | None) -> Iterator[OrderPage]:
            with suppress(OperationalError), connection.cursor() as cursor:
                cursor.execute("KILL CONNECTION_ID()")
            yield page(raw("1"), cursor="end")

    lampes = laid_out(Losing())

    result = poll(lampes)

    assert (result.error is not None) is (connection.vendor == "mysql")
    PAPER.sources["lampes-fr"] = Walk(page(raw("1"), cursor="end"))
    assert poll(lampes).error is None
    assert Order.objects.count() == 1


def test_a_database_that_is_gone_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: Any, **__: Any) -> None:
        raise OperationalError(2006, "gone away")

    lampes = laid_out(Walk(OperationalError(2006, "gone away")))
    monkeypatch.setattr("hub.polling._note", gone)

    with pytest.raises(OperationalError):
        poll(lampes)


def test_one_order_can_be_read_on_demand() -> None:
    lampes = laid_out(Walk(orders={"4711": page(raw(), seen=60)}))

    assert read_order(lampes, "4711").new == 1
    assert read_order(lampes, "unknown").seen == 0


def test_a_shop_of_a_platform_that_is_not_installed_says_so() -> None:
    orphan = shop("orphan", channel="gone")

    result = poll(orphan)

    assert result.error is not None
    assert (result.error.code, orphan.error_class) == ("unknown_channel", "config")
