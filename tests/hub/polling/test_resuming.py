"""A walk that was cut goes on where it was, and misses nothing that changed meanwhile."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.errors import ContractError, TransientError
from hub.models import Cursor, Order, Shop
from hub.order.document import time_text
from hub.polling import poll
from tests.hub.ingest.pages import at, raw, send
from tests.hub.polling.ledger import Between, Ledger, breaking, opened

pytestmark = pytest.mark.django_db
TIMEOUT = TransientError("timeout", "Shop lampes-fr does not answer.", "Wait.")


def test_a_cut_walk_goes_on_where_it_was() -> None:
    # given a walk that broke after two of five pages
    ledger = Ledger(10)
    ledger.between = breaking(2, TIMEOUT)
    lampes = opened(ledger)
    poll(lampes)
    cursor = Cursor.objects.get()
    assert (cursor.position, cursor.resume) == ("", time_text(at(30)))

    # when the shop answers again
    ledger.between = lambda pages: None
    result = poll(lampes)

    # then the rest is read, and the cursor is that of a complete walk
    assert ledger.asked == [None, time_text(at(30))]
    assert (result.error, result.new, Order.objects.count()) == (None, 6, 10)
    cursor.refresh_from_db()
    assert (cursor.position, cursor.resume) == (time_text(at(10_000)), "")


def test_asked_to_stop_it_goes_on_where_it_was() -> None:
    ledger = Ledger(6)
    lampes = opened(ledger)

    assert poll(lampes, stop=lambda: True).interrupted
    assert not poll(lampes).interrupted

    assert ledger.asked[1] == time_text(at(10))
    assert Order.objects.count() == 6


def test_a_walk_that_always_breaks_after_the_next_page_still_ends() -> None:
    ledger = Ledger(20)
    lampes = opened(ledger)
    polls = 0
    ledger.between = breaking(2, TIMEOUT)
    while poll(lampes).error is not None:
        polls += 1
        assert polls < 30

    assert Order.objects.count() == 20
    assert Cursor.objects.get().resume == ""


def test_where_it_goes_on_never_goes_back_over_the_overlap() -> None:
    # given a platform whose overlap holds more orders than are read before it fails
    ledger = Ledger(10, overlap=60)
    ledger.between = breaking(4, TIMEOUT)
    lampes = opened(ledger)
    poll(lampes)
    reached = Cursor.objects.get().resume

    ledger.between = breaking(1, TIMEOUT)
    poll(lampes)

    assert reached == Cursor.objects.get().resume == time_text(at(70))


def test_a_platform_that_cannot_be_taken_up_half_way_is_read_from_the_cursor_again() -> None:
    ledger = Ledger(6, tells_reached=False)
    ledger.between = breaking(1, TIMEOUT)
    lampes = opened(ledger)
    poll(lampes)
    poll(lampes)

    assert ledger.asked == [None, None]
    assert Cursor.objects.get().resume == ""


def test_trouble_on_the_first_page_keeps_where_an_earlier_walk_was_cut() -> None:
    ledger = Ledger(6)
    ledger.between = breaking(2, TIMEOUT)
    lampes = opened(ledger)
    poll(lampes)

    ledger.between = breaking(0, ContractError("html", "x", "y"))
    poll(lampes)

    assert Cursor.objects.get().resume == time_text(at(30))


@given(
    st.lists(st.tuples(st.integers(0, 5), st.lists(st.integers(0, 9), max_size=4)), max_size=4),
    st.integers(1, 4),
)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_cut_and_changes_in_between_the_hub_ends_with_the_shops_last_word(
    legs: list[tuple[int, list[int]]], page_size: int
) -> None:
    ledger = Ledger(10, page_size=page_size)
    lampes = opened(ledger, f"shop-{Shop.objects.count()}")
    for cut, touched in legs:
        ledger.between = _changing(ledger, cut, touched)
        poll(lampes)
    ledger.between = lambda pages: None
    ledger.clock += 100
    poll(lampes)

    stored = {order.external_id: order.newest for order in Order.objects.filter(shop=lampes)}
    assert {key: newest.document["note"] for key, newest in stored.items() if newest} == ledger.notes


def _changing(ledger: Ledger, cut: int, touched: list[int]) -> Between:
    """After so many pages these orders change and the shop fails."""

    def change_and_fail(pages: int) -> None:
        if pages == cut:
            for order in touched:
                ledger.clock += 1
                ledger.change(str(order), f"changed at {ledger.clock}", seconds=ledger.clock)
            raise TIMEOUT

    return change_and_fail


def test_reading_again_by_hand_leaves_the_cursor_alone() -> None:
    # given a shop that was read to a point, and whose next walk was cut
    ledger = Ledger(10)
    lampes = opened(ledger)
    Cursor.objects.create(shop=lampes, position=time_text(at(5)), resume=time_text(at(20)))

    # when somebody reads again from later than that
    poll(lampes, since=time_text(at(80)))

    # then what lies in between is still read by the next poll
    cursor = Cursor.objects.get()
    assert (cursor.position, cursor.resume) == (time_text(at(5)), time_text(at(20)))
    lampes.refresh_from_db()
    assert lampes.last_success_at is None
    poll(lampes)
    assert Order.objects.count() == 8


def test_a_page_of_one_order_leaves_the_cursor_alone() -> None:
    lampes = opened(Ledger())
    send(lampes, raw("1"), seen=60, reached="here")

    send(lampes, raw("2"), seen=70)

    assert Cursor.objects.get().resume == "here"
