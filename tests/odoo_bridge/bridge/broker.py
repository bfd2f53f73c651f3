"""A real broker as consumers and other programs see it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pika.adapters.blocking_connection import BlockingChannel

from hub.outbox.rabbitmq import Topology
from odoo_bridge.bridge.consumer import Consumer
from sandbox.network import FaultyProxy


@dataclass
class Broker:
    """`publish` and `ready` go straight to the broker, consumers through `url`."""

    topology: Topology
    channel: BlockingChannel
    proxy: FaultyProxy
    url: str

    def publish(self, body: bytes) -> None:
        """A message on the exchange, as any program may send it."""
        self.channel.basic_publish(self.topology.exchange, "order.paper.lampes-fr.created", body)

    def ready(self, queue: str = "") -> int:
        """How many messages wait in the queue, those in the hands of a consumer not counted."""
        declared = self.channel.queue_declare(queue or self.topology.queue, passive=True)
        return int(declared.method.message_count)

    def consumer(self, prefetch: int = 2) -> Consumer:
        """A consumer that runs."""
        started = Consumer(self.url, self.topology, prefetch=prefetch)
        started.start()
        return started


def eventually(true: Callable[[], Any], seconds: float = 15) -> Any:
    """Wait until it holds, and say so when it never does."""
    end = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.02)
    return found
