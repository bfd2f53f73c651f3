"""A real broker, reached through a proxy that can be cut, and a queue of this test alone."""

import uuid
from collections.abc import Iterator
from urllib.parse import urlsplit

import pika
import pytest
from django.conf import settings

from hub.outbox.rabbitmq import Topology
from sandbox.network import FaultyProxy
from tests.odoo_bridge.bridge.broker import Broker


@pytest.fixture
def broker() -> Iterator[Broker]:
    """RabbitMQ behind a proxy."""
    parts = urlsplit(settings.AMQP_URL)
    name = f"test.{uuid.uuid4().hex[:12]}"
    topology = Topology(name, f"odoo.{name}")
    connection = pika.BlockingConnection(pika.URLParameters(settings.AMQP_URL))
    channel = connection.channel()
    topology.declare(channel)
    with FaultyProxy(parts.hostname or "127.0.0.1", parts.port or 5672) as proxy:
        url = settings.AMQP_URL.replace(parts.netloc.rpartition("@")[2], f"127.0.0.1:{proxy.port}")
        yield Broker(topology, channel, proxy, url)
    channel.queue_delete(topology.queue)
    channel.queue_delete(topology.dead_letters)
    channel.exchange_delete(name)
    connection.close()
