"""A corner of the real RabbitMQ for one test: its own exchange and queue, gone afterwards."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pika
from django.conf import settings
from pika.adapters.blocking_connection import BlockingChannel

from hub.outbox.rabbitmq import Topology


@dataclass(frozen=True, slots=True)
class Corner:
    """`received` takes everything out of the queue."""

    channel: BlockingChannel
    topology: Topology

    @property
    def exchange(self) -> str:
        return self.topology.exchange

    def declare(self) -> None:
        self.topology.declare(self.channel)

    def received(self) -> list[dict[str, Any]]:
        bodies: list[dict[str, Any]] = []
        while True:
            method, _, body = self.channel.basic_get(self.topology.queue, auto_ack=True)
            if method is None:
                return bodies
            bodies.append(json.loads(body or b"null"))


@contextmanager
def corner() -> Iterator[Corner]:
    name = f"test.core.{uuid.uuid4().hex[:12]}"
    topology = Topology(name, f"{name}.queue")
    connection = pika.BlockingConnection(pika.URLParameters(settings.AMQP_URL))
    channel = connection.channel()
    try:
        yield Corner(channel, topology)
    finally:
        channel = connection.channel()
        # a real relay on this exchange also declares the queue of the bridge
        for queue in (topology.queue, f"odoo.{name}"):
            channel.queue_delete(queue)
            channel.queue_delete(f"{queue}.dead")
        channel.exchange_delete(name)
        connection.close()
