"""`manage.py relay`."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from hub.management.base import HubCommand
from hub.outbox.queues import RegisteredQueues
from hub.outbox.rabbitmq import RabbitPublisher
from hub.outbox.relay import Embedded, Publisher
from hub.outbox.running import relay_all, relay_until
from hub.processes import Shutdown


class Command(HubCommand):
    """Outbox → RabbitMQ."""

    help = (
        "Publish the outbox to RabbitMQ (AMQP_URL), in order, with confirms, until SIGTERM or Ctrl-C. "
        "Several may run: one works, the others stand by. Without AMQP_URL the messages only get their "
        "positions in the event feed; the bridge does that by itself, so that no relay is needed."
    )
    example = "manage.py relay\n  manage.py relay --once"

    def add_arguments(self, parser: CommandParser) -> None:
        """Once, or for ever."""
        parser.add_argument("--once", action="store_true", help="publish what waits now, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish."""
        if not settings.AMQP_URL:
            self.stderr.write("No AMQP_URL: messages get their positions, and the bridge reads the database.")
        publisher = _publisher()
        try:
            if options["once"]:
                self.stdout.write(f"{relay_all(publisher)} messages published.")
                return
            with Shutdown() as stop:
                relay_until(stop, publisher)
        finally:
            publisher.close()


def _publisher() -> Publisher:
    if settings.AMQP_URL:
        return RabbitPublisher(settings.AMQP_URL, settings.EXCHANGE, RegisteredQueues())
    return Embedded()
