"""The publisher against a real broker, and against one that misbehaves."""

import socket
import threading
import time
from collections.abc import Iterator

import pika
import pytest
from django.conf import settings

from hub.errors import ConfigError, TransientError
from hub.outbox import queues
from hub.outbox.message import Message
from hub.outbox.rabbitmq import RabbitPublisher, parameters, pause_with_jitter
from sandbox.network.proxy import FaultyProxy
from tests.hub.outbox.broker import Corner

MESSAGE = Message("id-1", "order.paper.lampes-fr.created", {"type": "order.created", "note": "🛋️ \ud800"})


def test_a_message_is_persistent_and_says_what_it_is(rabbit: Corner) -> None:
    RabbitPublisher(settings.AMQP_URL, rabbit.exchange).publish([MESSAGE])

    method, properties, body = rabbit.channel.basic_get(rabbit.topology.queue, auto_ack=True)
    assert method is not None
    assert properties is not None
    assert (method.routing_key, properties.delivery_mode, properties.message_id, properties.type) == (
        "order.paper.lampes-fr.created",
        2,
        "id-1",
        "order.created",
    )
    assert body


def test_a_message_that_no_queue_takes_is_an_error(unbound: str) -> None:
    publisher = RabbitPublisher(settings.AMQP_URL, unbound)

    with pytest.raises(TransientError) as refused:
        publisher.publish([MESSAGE])

    assert refused.value.code == "unroutable"
    assert unbound in refused.value.cause


def test_the_registered_queues_exist_before_the_first_bridge(
    rabbit: Corner, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a target that reads a queue, on a broker that was wiped
    monkeypatch.setattr(queues, "_registered", {})
    queues.register(rabbit.topology)
    rabbit.channel.queue_delete(rabbit.topology.queue)
    rabbit.channel.exchange_delete(rabbit.exchange)

    RabbitPublisher(settings.AMQP_URL, rabbit.exchange, queues.RegisteredQueues()).publish([MESSAGE])

    assert len(rabbit.received()) == 1


@pytest.fixture
def line() -> Iterator[FaultyProxy]:
    """A line to the broker that can be cut."""
    broker = pika.URLParameters(settings.AMQP_URL)
    with FaultyProxy(broker.host, broker.port) as proxy:
        yield proxy


def through(line: FaultyProxy) -> str:
    return f"amqp://guest:guest@127.0.0.1:{line.port}/"


def test_a_connection_lost_while_nobody_published_is_replaced_without_an_error(
    rabbit: Corner, line: FaultyProxy
) -> None:
    publisher = RabbitPublisher(through(line), rabbit.exchange)
    publisher.publish([MESSAGE])

    line.drop_all()
    time.sleep(0.2)

    publisher.publish([MESSAGE])
    assert len(rabbit.received()) == 2


def test_a_connection_that_dies_while_publishing_is_told_and_replaced(
    rabbit: Corner, line: FaultyProxy
) -> None:
    publisher = RabbitPublisher(through(line), rabbit.exchange)
    publisher.publish([MESSAGE])

    # when the line is cut between two messages of a batch
    class Cutting(list[Message]):
        def __iter__(self) -> Iterator[Message]:
            yield MESSAGE
            line.drop_all()
            yield MESSAGE

    with pytest.raises(TransientError) as refused:
        publisher.publish(Cutting())
    assert refused.value.code == "broker_down"

    publisher.publish([MESSAGE])
    assert len(rabbit.received()) == 3


def test_a_broker_that_refuses_connections_is_told_and_found_again(rabbit: Corner, line: FaultyProxy) -> None:
    publisher = RabbitPublisher(through(line), rabbit.exchange)
    line.refuse()

    with pytest.raises(TransientError):
        publisher.publish([MESSAGE])
    line.heal()

    publisher.publish([MESSAGE])
    assert len(rabbit.received()) == 1


@pytest.fixture
def deaf_broker() -> Iterator[str]:
    """Takes connections and hangs up at the first byte."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(1)

        threading.Thread(target=serve, daemon=True).start()
        yield f"amqp://guest:secret@127.0.0.1:{server.getsockname()[1]}/"
        server.shutdown(socket.SHUT_RDWR)


def test_a_connection_cut_in_the_middle_is_a_transient_error(deaf_broker: str) -> None:
    with pytest.raises(TransientError) as refused:
        RabbitPublisher(deaf_broker, "orders").publish([MESSAGE])

    assert refused.value.code == "broker_down"
    assert "secret" not in str(refused.value)


def test_a_wrong_password_is_told_without_it() -> None:
    url = settings.AMQP_URL.replace("guest:guest", "guest:not-the-password")

    with pytest.raises(TransientError) as refused:
        RabbitPublisher(url, "orders").publish([MESSAGE])

    assert "not-the-password" not in str(refused.value)


def test_an_exchange_of_another_kind_is_told(rabbit: Corner) -> None:
    other = f"{rabbit.exchange}.fanout"
    rabbit.channel.exchange_declare(other, "fanout", auto_delete=False)

    try:
        with pytest.raises(TransientError, match="PRECONDITION_FAILED"):
            RabbitPublisher(settings.AMQP_URL, other).publish([MESSAGE])
    finally:
        rabbit.channel.exchange_delete(other)


@pytest.mark.parametrize("url", ["amqp://host:port/", "http://example.com", "rabbit", "amqp://h:99999/"])
def test_a_url_that_cannot_be_read_is_a_setting_to_mend(url: str) -> None:
    with pytest.raises(ConfigError, match="AMQP_URL"):
        parameters(url)


def test_pauses_grow_and_end_at_the_longest() -> None:
    assert max(pause_with_jitter(0) for _ in range(100)) <= 1
    assert max(pause_with_jitter(5000, longest=30) for _ in range(100)) <= 30
    assert len({pause_with_jitter(4) for _ in range(20)}) > 1
