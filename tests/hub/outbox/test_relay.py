"""Outbox → RabbitMQ: everything at least once, in order, at positions without gaps."""

import threading
from collections.abc import Sequence

import pytest
from django.conf import settings
from django.db import connection

from hub import leases
from hub.errors import TransientError
from hub.models import Lease, Outbox
from hub.outbox import relay
from hub.outbox.message import Message
from hub.outbox.rabbitmq import RabbitPublisher
from hub.outbox.relay import Embedded, relay_batch
from tests.factories import ingest, shop, unified_order
from tests.hub.outbox.broker import Corner

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """The process ends here, whatever it was doing."""


def wait_for(count: int) -> None:
    ingest(shop(), *[unified_order(str(number)) for number in range(count)])


def positions() -> list[int | None]:
    return list(Outbox.objects.order_by("id").values_list("position", flat=True))


def publisher(rabbit: Corner) -> RabbitPublisher:
    return RabbitPublisher(settings.AMQP_URL, rabbit.exchange)


def test_messages_stand_alone_and_come_in_order(rabbit: Corner) -> None:
    wait_for(3)

    assert relay_batch(publisher(rabbit), "me") == 3

    bodies = rabbit.received()
    assert [body["order"]["external_id"] for body in bodies] == ["0", "1", "2"]
    row = Outbox.objects.select_related("order").earliest("id")
    assert bodies[0] == {
        "event_id": str(row.event_id),
        "type": "order.created",
        "occurred_at": row.occurred_at.replace(tzinfo=None).isoformat() + "Z",
        "trace_id": row.order.trace_id,
        "channel": "paper",
        "shop": "lampes-fr",
        "order_id": row.order.pk,
        "revision": 1,
        "order": bodies[0]["order"],
    }
    assert positions() == [1, 2, 3]
    assert relay_batch(publisher(rabbit), "me") == 0


def test_a_relay_killed_between_publishing_and_marking_publishes_again(
    rabbit: Corner, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_for(3)

    # given a relay that dies after the broker confirmed
    def die(rows: Sequence[Outbox]) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(relay, "_mark_published", die)
        with pytest.raises(Killed):
            relay_batch(publisher(rabbit), "dead")
    assert len(rabbit.received()) == 3
    assert positions() == [None, None, None]

    # when its lease has run out, another one goes on
    assert relay_batch(publisher(rabbit), "next") == 0
    leases.release(relay.LEASE, "dead")
    assert relay_batch(publisher(rabbit), "next") == 3

    # then all of it came again, with the same event ids, and the positions have no gap
    again = rabbit.received()
    assert [body["event_id"] for body in again] == [
        str(row.event_id) for row in Outbox.objects.order_by("id")
    ]
    assert positions() == [1, 2, 3]


def test_a_relay_that_was_slow_to_mark_does_not_number_twice() -> None:
    wait_for(3)

    class Overtaken(Embedded):
        """While it publishes, its lease runs out and another relay does the same messages."""

        def publish(self, messages: Sequence[Message]) -> None:
            Lease.objects.update(expires_at="2000-01-01T00:00:00Z")
            assert relay_batch(Embedded(), "fast") == 3

    relay_batch(Overtaken(), "slow")

    assert positions() == [1, 2, 3]


def test_a_broker_that_fails_leaves_everything_waiting() -> None:
    wait_for(2)
    nowhere = RabbitPublisher("amqp://guest:guest@127.0.0.1:1", "orders")

    with pytest.raises(TransientError) as refused:
        relay_batch(nowhere, "me")

    assert refused.value.code == "broker_down"
    assert "guest:guest" not in str(refused.value)
    assert positions() == [None, None]


def test_later_messages_get_later_positions_whatever_their_ids() -> None:
    # given a message whose transaction was slow: its id is low, but it was committed last
    wait_for(3)
    slow = Outbox.objects.earliest("id")
    Outbox.objects.filter(pk=slow.pk).delete()
    relay_batch(Embedded(), "me")

    slow.save(force_insert=True)
    relay_batch(Embedded(), "me")

    assert positions() == [3, 1, 2]


def test_batches_are_small() -> None:
    wait_for(5)

    assert [relay_batch(Embedded(), "me", size=2) for _ in range(4)] == [2, 2, 1, 0]
    assert positions() == [1, 2, 3, 4, 5]


@pytest.mark.django_db(transaction=True)
def test_two_relays_at_once_number_without_gaps_or_repeats(rabbit: Corner) -> None:
    wait_for(60)
    troubles: list[BaseException] = []

    def work(owner: str) -> None:
        mine = publisher(rabbit)
        try:
            while Outbox.objects.filter(position=None).exists():
                relay_batch(mine, owner, size=3)
                leases.release(relay.LEASE, owner)
        except BaseException as trouble:
            troubles.append(trouble)
        finally:
            mine.close()
            connection.close()

    threads = [threading.Thread(target=work, args=(f"relay {number}",)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert troubles == []
    assert sorted(position for position in positions() if position) == list(range(1, 61))
    assert len({body["event_id"] for body in rabbit.received()}) == 60
