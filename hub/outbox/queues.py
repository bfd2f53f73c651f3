"""The queues that targets read. The relay declares them too, so that messages are kept even before the
first bridge has ever run."""

from pika.adapters.blocking_connection import BlockingChannel

from hub.outbox.rabbitmq import Topology

_registered: dict[str, Topology] = {}


def register(topology: Topology) -> None:
    """A target reads this queue (called from its app's `ready`)."""
    _registered[topology.queue] = topology


class RegisteredQueues:
    """All of them."""

    def declare(self, channel: BlockingChannel) -> None:
        """Declare each one; harmless where it exists already."""
        for topology in _registered.values():
            topology.declare(channel)
