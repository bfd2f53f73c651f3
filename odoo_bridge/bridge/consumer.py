"""Messages from RabbitMQ, read on a thread of their own: heartbeats go on however long a delivery takes.

pika's connection belongs to its thread; acknowledgements are handed to it with `add_callback_threadsafe`.
Delivery tags die with their channel, so a task remembers the channel that it came from.
"""

import json
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass

import pika
import pika.exceptions
import structlog
from pika.adapters.blocking_connection import BlockingChannel, BlockingConnection

from hub.outbox.rabbitmq import Topology, parameters, pause_with_jitter

log = structlog.get_logger(__name__)
_POLL_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Task:
    """An order to look at. `done()` acknowledges the message, from whatever thread."""

    order_id: int
    done: Callable[[], None]


class Consumer(threading.Thread):
    """Keeps a consumer running through every loss of the broker; puts tasks into `inbox`."""

    def __init__(self, url: str, topology: Topology, *, prefetch: int) -> None:
        super().__init__(name="consumer", daemon=True)
        self.inbox: queue.Queue[Task] = queue.Queue()
        self.connected = threading.Event()
        self._parameters = parameters(url)
        self._topology = topology
        self._prefetch = prefetch
        self._stop_requested = threading.Event()

    def stop(self) -> None:
        """End after the acknowledgements that are on their way."""
        self._stop_requested.set()

    def run(self) -> None:
        """Consume until stopped; every trouble with the broker is waited out with jitter."""
        failures = 0
        while not self._stop_requested.is_set():
            try:
                self._consume()
            except (pika.exceptions.AMQPError, OSError) as error:
                failures = 0 if self.connected.is_set() else failures
                if not failures:
                    log.warning("broker_lost", error=repr(error))
                failures += 1
                self._forget_waiting_tasks()
            finally:
                self.connected.clear()
            self._stop_requested.wait(pause_with_jitter(failures))

    def _consume(self) -> None:
        connection = BlockingConnection(self._parameters)
        try:
            channel = connection.channel()
            self._topology.declare(channel)
            channel.basic_qos(prefetch_count=self._prefetch)
            channel.basic_consume(self._topology.queue, self._take(connection))
            self.connected.set()
            log.info("broker_connected", queue=self._topology.queue)
            while not self._stop_requested.is_set():
                connection.process_data_events(time_limit=_POLL_SECONDS)
            channel.cancel()
            connection.process_data_events(time_limit=0)
        finally:
            if connection.is_open:
                connection.close()

    def _take(
        self, connection: BlockingConnection
    ) -> Callable[[BlockingChannel, pika.spec.Basic.Deliver, pika.BasicProperties, bytes], None]:
        def take(
            channel: BlockingChannel, method: pika.spec.Basic.Deliver, _: pika.BasicProperties, body: bytes
        ) -> None:
            tag = int(method.delivery_tag or 0)
            order_id = order_id_of(body)
            if order_id is None:
                log.error("message_unreadable", body=body[:200])
                channel.basic_reject(tag, requeue=False)
                return
            self.inbox.put(Task(order_id, lambda: _acknowledge_later(connection, channel, tag)))

        return take

    def _forget_waiting_tasks(self) -> None:
        """What was not begun comes again from the broker, with tags that are valid there."""
        while True:
            try:
                self.inbox.get_nowait()
            except queue.Empty:
                return


def order_id_of(body: bytes) -> int | None:
    """The order that a message names; None when it is no message of ours."""
    try:
        order_id = json.loads(body)["order_id"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return order_id if isinstance(order_id, int) and not isinstance(order_id, bool) else None


def _acknowledge_later(connection: BlockingConnection, channel: BlockingChannel, tag: int) -> None:
    def acknowledge() -> None:
        if channel.is_open:
            channel.basic_ack(tag)

    try:
        connection.add_callback_threadsafe(acknowledge)
    except pika.exceptions.ConnectionWrongStateError:
        log.info("acknowledgement_too_late")  # the broker sends it again; the delivery is done already
