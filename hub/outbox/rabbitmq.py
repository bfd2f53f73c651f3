"""Publishing to RabbitMQ: confirms, mandatory, persistent. A message that no queue took is an error."""

import json
import random
from collections.abc import Sequence
from typing import Protocol

import pika
import pika.exceptions
from pika.adapters.blocking_connection import BlockingChannel, BlockingConnection

from hub.errors import ConfigError, TransientError
from hub.outbox.message import Message
from hub.sentences import say

_REMEDY = say(
    "Nothing is lost: the messages wait in the database. Check that RabbitMQ runs and AMQP_URL is right."
)
HEARTBEAT_SECONDS = 30
BLOCKED_SECONDS = 30
SOCKET_SECONDS = 10
_ENOUGH_DOUBLINGS = 20  # a broker may be down for days, and 2.0 ** 1024 overflows


def parameters(url: str) -> pika.URLParameters:
    """Connection settings that never hang: heartbeats, and limits for blocked brokers and dead sockets."""
    try:
        if not url.startswith(("amqp://", "amqps://")):
            raise ValueError(url)
        settings = pika.URLParameters(url)
    except (ValueError, TypeError, IndexError):
        raise ConfigError(
            "amqp_url",
            say("AMQP_URL cannot be read."),
            say("Write it as amqp://user:password@host:5672/vhost."),
        ) from None
    settings.heartbeat = HEARTBEAT_SECONDS
    settings.blocked_connection_timeout = BLOCKED_SECONDS
    settings.socket_timeout = SOCKET_SECONDS
    settings.connection_attempts = 1
    return settings


class RabbitPublisher:
    """Keeps one connection; any trouble closes it, and the next call opens a new one.

    The exchange is a durable topic exchange. `topology`, where given, is declared with it.
    """

    def __init__(self, url: str, exchange: str, topology: "Declarable | None" = None) -> None:
        self._parameters = parameters(url)
        self._exchange = exchange
        self._topology = topology
        self._connection: BlockingConnection | None = None
        self._channel: BlockingChannel | None = None

    def publish(self, messages: Sequence[Message]) -> None:
        """Send and wait for every confirm; raises `TransientError` when one did not come."""
        try:
            channel = self._open()
            for item in messages:
                channel.basic_publish(
                    self._exchange,
                    item.routing_key,
                    json.dumps(item.body).encode(),
                    properties=pika.BasicProperties(
                        content_type="application/json",
                        delivery_mode=pika.DeliveryMode.Persistent,
                        message_id=item.event_id,
                        type=str(item.body["type"]),
                    ),
                    mandatory=True,
                )
        except pika.exceptions.UnroutableError:
            self.close()
            raise TransientError(
                "unroutable",
                say("No queue is bound to the exchange {exchange}.", exchange=repr(self._exchange)),
                _REMEDY,
            ) from None
        except (pika.exceptions.AMQPError, OSError) as error:
            self.close()
            raise TransientError(
                "broker_down", say("RabbitMQ did not take the messages: {error}.", error=repr(error)), _REMEDY
            ) from None

    def close(self) -> None:
        """Let go of the connection, whatever state it is in."""
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None and connection.is_open:
            try:
                connection.close()
            except (pika.exceptions.AMQPError, OSError):
                return

    def _open(self) -> BlockingChannel:
        self._notice_a_lost_connection()
        if self._channel is None or not self._channel.is_open:
            self.close()
            self._connection = BlockingConnection(self._parameters)
            self._channel = self._connection.channel()
            self._channel.confirm_delivery()
            self._channel.exchange_declare(self._exchange, "topic", durable=True)
            if self._topology is not None:
                self._topology.declare(self._channel)
        return self._channel

    def _notice_a_lost_connection(self) -> None:
        """The broker hangs up on a connection that was idle for long; only reading from it tells."""
        if self._connection is not None and self._connection.is_open:
            try:
                self._connection.process_data_events(0)
            except (pika.exceptions.AMQPError, OSError):
                self.close()


class Declarable(Protocol):
    """Something to declare at the broker."""

    def declare(self, channel: BlockingChannel) -> None:
        """Declare it; harmless where it exists already."""
        ...


class Topology:
    """A quorum queue bound to every order message, with its dead letters beside it.

    `delivery-limit` ends the rounds of a message that crashes its consumer; at-least-once dead lettering
    needs `reject-publish` (https://www.rabbitmq.com/docs/quorum-queues#dead-lettering).
    """

    DELIVERY_LIMIT = 5

    def __init__(self, exchange: str, queue: str) -> None:
        self.exchange = exchange
        self.queue = queue
        self.dead_letters = f"{queue}.dead"

    def declare(self, channel: BlockingChannel) -> None:
        """Declare both queues; the same on every version from 3.10."""
        channel.exchange_declare(self.exchange, "topic", durable=True)
        channel.queue_declare(self.dead_letters, durable=True, arguments={"x-queue-type": "quorum"})
        channel.queue_declare(
            self.queue,
            durable=True,
            arguments={
                "x-queue-type": "quorum",
                "x-delivery-limit": self.DELIVERY_LIMIT,
                "x-overflow": "reject-publish",
                "x-dead-letter-exchange": "",
                "x-dead-letter-routing-key": self.dead_letters,
                "x-dead-letter-strategy": "at-least-once",
            },
        )
        channel.queue_bind(self.queue, self.exchange, routing_key="order.#")


def pause_with_jitter(failures: int, *, longest: float = 30.0) -> float:
    """Seconds to wait before the next connection: full jitter, doubling, at most `longest`."""
    return random.uniform(0, min(longest, 2.0 ** min(failures, _ENOUGH_DOUBLINGS)))  # noqa: S311 - jitter, not a secret
