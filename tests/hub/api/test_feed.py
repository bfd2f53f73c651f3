"""The event feed: the same bodies as on the broker, in the order of publication, without gaps or repeats."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from hub.models import Outbox
from hub.order.vocabulary import Status
from hub.outbox.message import messages
from hub.outbox.relay import Embedded, relay_batch
from tests.factories import PLACED_AT, ingest, shop, unified_order

pytestmark = pytest.mark.django_db
EVENTS = "/api/v1/events/"


def publish() -> int:
    return relay_batch(Embedded(), "test")


def read(client: Client, after: int = 0, limit: int = 100) -> dict[str, Any]:
    answer = client.get(EVENTS, {"after": after, "limit": limit})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_an_event_is_the_message_and_its_position(client: Client) -> None:
    # given an order that changed after it was published: two messages, the first with the older content
    lampes = shop()
    ingest(lampes, unified_order("1"))
    ingest(lampes, unified_order("1", status=Status.CANCELLED, updated_at=PLACED_AT + timedelta(hours=1)))
    publish()

    # when the feed is read
    events = read(client)["results"]

    # then each is what went over the wire, at that revision
    rows = list(Outbox.objects.order_by("position"))
    sent = zip(rows, messages(rows), strict=True)
    assert events == [{"position": row.position, **message.body} for row, message in sent]
    assert [event["type"] for event in events] == ["order.created", "order.cancelled"]
    assert [event["order"]["status"] for event in events] == ["open", "cancelled"]


def test_what_is_not_published_is_not_told(client: Client) -> None:
    ingest(shop(), unified_order())

    assert read(client) == {"next_after": 0, "more": False, "results": []}


def test_reading_on_from_the_position_gives_everything_once(client: Client) -> None:
    ingest(shop(), *(unified_order(str(number)) for number in range(7)))
    publish()

    positions, after, more = [], 0, True
    while more:
        stretch = read(client, after, limit=3)
        positions += [event["position"] for event in stretch["results"]]
        after, more = stretch["next_after"], stretch["more"]

    assert positions == [1, 2, 3, 4, 5, 6, 7]
    assert read(client, after) == {"next_after": 7, "more": False, "results": []}


def test_a_full_stretch_at_the_end_promises_no_more(client: Client) -> None:
    ingest(shop(), unified_order("1"), unified_order("2"))
    publish()

    assert read(client, limit=2)["more"] is False
    assert read(client, limit=1)["more"] is True


def test_events_stand_in_the_order_of_publication_not_of_writing(client: Client) -> None:
    # given a message written first but published last, as when its transaction commits late
    ingest(shop(), unified_order("1"), unified_order("2"))
    late, early = Outbox.objects.order_by("id")
    Outbox.objects.filter(pk=early.pk).update(position=1, published_at=PLACED_AT)
    Outbox.objects.filter(pk=late.pk).update(position=2, published_at=PLACED_AT)

    assert [event["event_id"] for event in read(client)["results"]] == [
        str(early.event_id),
        str(late.event_id),
    ]


def test_an_order_held_later_still_has_its_events(client: Client) -> None:
    lampes = shop()
    ingest(lampes, unified_order("1"))
    publish()
    ingest(lampes, {"external_id": "1"}, observed_at=PLACED_AT + timedelta(hours=1))

    [event] = read(client)["results"]

    assert event["order"]["external_id"] == "1"


@pytest.mark.parametrize("after", [2**31, 2**63 - 1])
def test_a_position_beyond_the_end_is_kept(client: Client, after: int) -> None:
    assert read(client, after)["next_after"] == after


@pytest.mark.parametrize(
    ("query", "parameter", "words"),
    [
        ("after=-1", "after", "from 0 to 9223372036854775807"),
        ("after=9223372036854775808", "after", "from 0 to"),
        ("after=1.5", "after", "from 0 to"),
        ("after=", "after", "It is empty"),
        ("limit=501", "limit", "from 1 to 500"),
        ("limit=0", "limit", "from 1 to 500"),
        ("cursor=1", "cursor", "Known are: after, limit."),
    ],
)
def test_what_cannot_be_used_is_refused(client: Client, query: str, parameter: str, words: str) -> None:
    answer = client.get(f"{EVENTS}?{query}")

    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert error["parameter"] == parameter
    assert words in error["detail"]


def test_the_largest_stretch_is_taken(client: Client) -> None:
    ingest(shop(), unified_order())
    publish()

    assert len(read(client, limit=500)["results"]) == 1
