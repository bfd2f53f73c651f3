"""Killed anywhere, a page repeats: all of it is stored, or nothing. Two workers go one after the other."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, models

from hub.models import Cursor, Event, Line, Order, Outbox, RawOrder, Revision
from tests.factories import shop
from tests.hub.ingest.pages import raw, send

pytestmark = pytest.mark.django_db(transaction=True)
TABLES: tuple[type[models.Model], ...] = (RawOrder, Order, Revision, Line, Event, Outbox, Cursor)


def rows() -> dict[str, int]:
    return {table.__name__: table._default_manager.count() for table in TABLES}


class Failing:
    """Lets so many writes through and then fails, as a killed process or a full disk would."""

    def __init__(self, after: int) -> None:
        self.left = after
        self.failed = False

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            if not self.left:
                self.failed = True
                raise ConnectionAbortedError("the process was killed here")
            self.left -= 1
        return execute(sql, params, many, context)


def test_a_page_is_stored_whole_or_not_at_all() -> None:
    lampes = shop()
    send(lampes, raw("1"), raw("4", changed=55), seen=60, cursor="first")
    before = rows()
    page = [raw("1", changed=100, note="new"), {"external_id": "2"}, raw("3"), raw("4", changed=55)]

    # whichever write is the last one before the end
    for writes in _until_it_succeeds():
        failing = Failing(writes)
        with connection.execute_wrapper(failing):
            try:
                send(lampes, *page, seen=160, cursor="second")
            except ConnectionAbortedError:
                assert rows() == before
                assert Cursor.objects.get().position == "first"
        if not failing.failed:
            break

    # then the page that gets through says it once
    assert writes > 10
    assert rows() == {
        "RawOrder": 5,
        "Order": 4,
        "Revision": 4,
        "Line": 3,
        "Event": 2 + 2 + 2 + 2 + 2,
        "Outbox": 4,
        "Cursor": 1,
    }
    assert Cursor.objects.get().position == "second"


def _until_it_succeeds() -> Iterator[int]:
    yield from range(200)


@pytest.mark.parametrize("polled_before", [False, True])
def test_two_workers_with_the_same_page_make_one_order_and_one_message(polled_before: bool) -> None:
    lampes = shop()
    if polled_before:
        send(lampes, seen=0, cursor="before")
    page = [raw(str(number)) for number in range(20)]
    start, troubles = threading.Barrier(4), []

    def work(seen: float) -> None:
        try:
            start.wait(10)
            send(lampes, *page, seen=seen, cursor="end")
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(60 + number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert troubles == []
    assert rows() == {
        "RawOrder": 20,
        "Order": 20,
        "Revision": 20,
        "Line": 20,
        "Event": 40,
        "Outbox": 20,
        "Cursor": 1,
    }
