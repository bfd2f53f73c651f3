"""Reading the feed while orders come in and several relays publish: nothing missed, nothing twice, in order.

All of it at once, in threads with connections of their own, on the database that really commits.
"""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from hub import api_keys
from hub.models import Outbox
from hub.outbox.relay import Embedded, relay_batch
from tests.factories import ingest, shop, unified_order

SHOPS, PAGES, ORDERS_OF_A_PAGE = 3, 8, 5
EXPECTED = SHOPS * PAGES * ORDERS_OF_A_PAGE


@contextmanager
def own_connection() -> Iterator[None]:
    """A thread's connection, closed with it."""
    try:
        yield
    finally:
        connection.close()


def write(slug: str) -> None:
    """A shop's orders, page by page."""
    with own_connection():
        into = shop(slug)
        for page in range(PAGES):
            first = page * ORDERS_OF_A_PAGE
            ingest(into, *(unified_order(str(first + number)) for number in range(ORDERS_OF_A_PAGE)))


def relay(owner: str, over: threading.Event) -> int:
    """Publish small batches until all is over; returns how many."""
    published = 0
    with own_connection():
        while not over.is_set():
            published += relay_batch(Embedded(), owner, size=4)
    return published


def follow(key: str, limit: int, deadline: float) -> list[tuple[int, str]]:
    """Read the feed by position until everything came; (position, event id) as they came."""
    client = Client(headers={"Authorization": f"Bearer {key}"})
    seen: list[tuple[int, str]] = []
    after = 0
    with own_connection():
        while len(seen) < EXPECTED and time.monotonic() < deadline:
            stretch = client.get("/api/v1/events/", {"after": after, "limit": limit}).json()
            seen += [(event["position"], event["event_id"]) for event in stretch["results"]]
            after = stretch["next_after"]
        time.sleep(0.2)  # whatever came twice or late would come now
        stretch = client.get("/api/v1/events/", {"after": after}).json()
        seen += [(event["position"], event["event_id"]) for event in stretch["results"]]
    return seen


@pytest.mark.django_db(transaction=True)
def test_a_reader_who_keeps_its_position_misses_nothing(settings: Settings) -> None:
    # given relays that never respect each other's lease, so that they overlap all the time
    settings.LEASE_SECONDS = 0
    _, key = api_keys.make("reader", ["events:read"])
    over, deadline = threading.Event(), time.monotonic() + 60

    # when shops are written, three relays publish and two readers follow, all at once
    with ThreadPoolExecutor(max_workers=SHOPS + 5) as threads:
        start: Callable[..., Future[object]] = threads.submit
        readers = [threads.submit(follow, key, limit, deadline) for limit in (3, 100)]
        relays = [start(relay, f"relay-{number}", over) for number in range(3)]
        writers = [start(write, f"shop-{number}") for number in range(SHOPS)]
        try:
            for writer in writers:
                writer.result()
            seen = [reader.result() for reader in readers]
        finally:
            over.set()
        for publisher in relays:
            publisher.result()

    # then both readers saw every message, once, in the order of publication
    published = [
        (position, str(event_id))
        for position, event_id in Outbox.objects.order_by("position").values_list("position", "event_id")
    ]
    assert [position for position, _ in published] == list(range(1, EXPECTED + 1))
    assert seen == [published, published]
