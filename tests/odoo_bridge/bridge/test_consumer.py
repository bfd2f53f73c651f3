"""Messages of a real RabbitMQ: none is lost, none stops the bridge."""

import json
import queue
import time

import pytest
from structlog.testing import capture_logs

from hub.outbox import rabbitmq
from odoo_bridge.bridge.consumer import order_id_of
from tests.odoo_bridge.bridge.broker import Broker, eventually


def order(number: int) -> bytes:
    return json.dumps({"order_id": number, "type": "order.created"}).encode()


def test_a_message_is_an_order_to_look_at(broker: Broker) -> None:
    consumer = broker.consumer()
    broker.publish(order(4711))

    task = consumer.inbox.get(timeout=10)
    assert task.order_id == 4711
    task.done()
    consumer.stop()
    consumer.join(10)

    assert broker.ready() == 0


def test_what_was_not_acknowledged_comes_again(broker: Broker) -> None:
    first = broker.consumer()
    broker.publish(order(1))
    first.inbox.get(timeout=10)
    first.stop()
    first.join(10)

    second = broker.consumer()

    assert second.inbox.get(timeout=10).order_id == 1
    second.stop()


def test_no_more_is_taken_than_can_be_worked_on(broker: Broker) -> None:
    consumer = broker.consumer(prefetch=2)
    for number in range(5):
        broker.publish(order(number))

    eventually(lambda: consumer.inbox.qsize() == 2)
    time.sleep(0.5)
    assert (consumer.inbox.qsize(), broker.ready()) == (2, 3)
    consumer.stop()


@pytest.mark.parametrize(
    "body", [b"", b"no json", b"[]", b'{"order_id": "1"}', b"\xff\xfe", b"[" * 100_000, b'{"order_id": true}']
)
def test_a_message_that_nobody_understands_is_a_dead_letter(broker: Broker, body: bytes) -> None:
    consumer = broker.consumer()
    broker.publish(body)
    broker.publish(order(2))

    # then it is put aside, and the next one arrives
    assert consumer.inbox.get(timeout=10).order_id == 2
    eventually(lambda: broker.ready(broker.topology.dead_letters) == 1)
    consumer.stop()


@pytest.mark.parametrize(
    ("body", "number"),
    [(b'{"order_id": 7}', 7), (b'{"order_id": 7.5}', None), (b"{}", None), (b"null", None), (b"7", None)],
)
def test_the_order_of_a_message(body: bytes, number: int | None) -> None:
    assert order_id_of(body) == number


def test_a_broker_that_is_down_at_the_start_is_waited_for(broker: Broker) -> None:
    broker.proxy.refuse()
    broker.publish(order(1))
    consumer = broker.consumer()
    time.sleep(0.5)
    assert not consumer.connected.is_set()

    broker.proxy.heal()

    assert consumer.inbox.get(timeout=30).order_id == 1
    consumer.stop()


def test_a_line_that_breaks_brings_the_message_again_and_its_late_answer_is_harmless(broker: Broker) -> None:
    # given an order in the hands of a worker
    consumer = broker.consumer()
    broker.publish(order(1))
    task = consumer.inbox.get(timeout=10)

    # when the connection is lost, and the worker finishes later
    broker.proxy.drop_all()
    again = consumer.inbox.get(timeout=30)
    task.done()

    # then the message is only gone once the new one is answered
    assert again.order_id == 1
    again.done()
    consumer.stop()
    consumer.join(10)
    assert broker.ready() == 0


def test_what_was_taken_and_not_begun_is_forgotten_with_the_line(broker: Broker) -> None:
    consumer = broker.consumer()
    broker.publish(order(1))
    eventually(lambda: consumer.inbox.qsize() == 1)

    broker.proxy.drop_all()

    eventually(lambda: not consumer.connected.is_set())
    eventually(consumer.connected.is_set)
    consumer.inbox.get(timeout=30).done()
    time.sleep(0.5)
    with pytest.raises(queue.Empty):
        consumer.inbox.get_nowait()
    consumer.stop()


def test_each_loss_of_the_broker_is_told_once(broker: Broker) -> None:
    with capture_logs() as logs:
        consumer = broker.consumer()
        for _ in range(2):
            eventually(consumer.connected.is_set)
            broker.proxy.drop_all()
            eventually(lambda: not consumer.connected.is_set())
        eventually(consumer.connected.is_set)
        consumer.stop()
        consumer.join(10)

    assert [entry["event"] for entry in logs].count("broker_lost") == 2


def test_heartbeats_go_on_however_long_a_delivery_takes(
    broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a broker that hangs up after two silent seconds
    monkeypatch.setattr(rabbitmq, "HEARTBEAT_SECONDS", 1)
    consumer = broker.consumer()
    broker.publish(order(1))
    task = consumer.inbox.get(timeout=10)

    # when a delivery takes longer
    time.sleep(4)
    assert consumer.connected.is_set()
    task.done()

    # then the line still stands, and the message does not come again
    time.sleep(0.5)
    assert consumer.inbox.empty()
    consumer.stop()
    consumer.join(10)
    assert broker.ready() == 0
