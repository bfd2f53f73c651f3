"""A page costs a handful of statements, however many orders are on it."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hub.models import Order, Outbox, RawOrder, Revision, Shop
from tests.factories import shop
from tests.hub.ingest.pages import raw, send

pytestmark = pytest.mark.django_db
SIZES = (1, 10, 100)


def page(size: int, **changes: Any) -> list[dict[str, Any]]:
    return [raw(str(number), **changes) for number in range(size)]


def statements(into: Shop, orders: Sequence[Any], *, seen: float) -> int:
    with CaptureQueriesContext(connection) as queries:
        send(into, *orders, seen=seen, cursor=str(seen))
    return len(queries)


@pytest.fixture
def lampes() -> Shop:
    """A shop that was polled before, as nearly every time."""
    lampes = shop()
    send(lampes, seen=0, cursor="0")
    return lampes


@pytest.mark.parametrize("size", SIZES)
def test_new_orders(lampes: Shop, size: int) -> None:
    assert statements(lampes, page(size), seen=60) == 12

    assert Outbox.objects.count() == size


@pytest.mark.parametrize("size", SIZES)
def test_unchanged_orders(lampes: Shop, size: int) -> None:
    send(lampes, *page(size), seen=60)

    assert statements(lampes, page(size), seen=120) == 6


@pytest.mark.parametrize("size", SIZES)
def test_orders_that_settle(lampes: Shop, size: int) -> None:
    send(lampes, *page(size), seen=1)

    assert statements(lampes, page(size), seen=60) == 10

    assert Outbox.objects.count() == size


@pytest.mark.parametrize("size", SIZES)
def test_changed_orders(lampes: Shop, size: int) -> None:
    send(lampes, *page(size), seen=60)

    assert statements(lampes, page(size, changed=100, note="new"), seen=160) == 14

    assert Outbox.objects.count() == 2 * size
    assert set(Order.objects.values_list("revision", "published_revision")) == {(2, 2)}


@pytest.mark.parametrize("size", SIZES)
def test_orders_that_nobody_can_read(lampes: Shop, size: int) -> None:
    orders = [{"external_id": str(number)} for number in range(size)]
    assert statements(lampes, orders, seen=60) == 9

    # and again, as with every poll that reads them
    assert statements(lampes, orders, seen=120) == 8


def test_a_page_may_be_longer_than_any_platform_makes_it(lampes: Shop) -> None:
    assert statements(lampes, page(1200), seen=60) < 20

    assert Outbox.objects.count() == 1200


def test_large_orders_are_spread_over_statements_that_every_server_takes(lampes: Shop) -> None:
    # given a page that no server would take as one statement (`max_allowed_packet` is 16 MiB, or even 4)
    orders = page(40, note="x" * 500_000)

    with CaptureQueriesContext(connection) as queries:
        send(lampes, *orders, seen=60)

    assert max(len(query["sql"]) for query in queries) < 4 * 2**20
    assert (Order.objects.count(), RawOrder.objects.count(), Revision.objects.count()) == (40, 40, 40)


@pytest.mark.parametrize("size", SIZES)
def test_a_server_that_does_not_say_the_ids_of_new_rows(
    lampes: Shop, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given MySQL, which has no RETURNING
    features = type(connection.features)
    monkeypatch.setattr(features, "can_return_rows_from_bulk_insert", False)

    assert statements(lampes, page(size), seen=60) == 14

    orders = Order.objects.select_related("raw").prefetch_related("revisions", "lines", "events", "messages")
    for order in orders:
        assert order.raw is not None
        assert order.raw.external_id == order.external_id
        assert [revision.raw for revision in order.revisions.all()] == [order.raw]
        assert (order.lines.count(), order.events.count(), order.messages.count()) == (1, 2, 1)
    assert orders.count() == size
