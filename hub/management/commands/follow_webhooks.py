"""`manage.py follow_webhooks`."""

from typing import Any

import structlog
from django.core.management.base import CommandParser
from django.db import DatabaseError, close_old_connections

from hub.management.base import HubCommand
from hub.processes import Shutdown
from hub.webhooks.following import FollowResult, follow_due

log = structlog.get_logger(__name__)
IDLE_SECONDS = 1.0


class Command(HubCommand):
    """Webhooks → orders."""

    help = (
        "Read the orders that webhooks named, until SIGTERM or Ctrl-C (which ends after the order at hand). "
        "Does what `manage.py qcluster` does by the clock; both may run, and several of each."
    )
    example = "manage.py follow_webhooks\n  manage.py follow_webhooks --once"

    def add_arguments(self, parser: CommandParser) -> None:
        """Once, or for ever."""
        parser.add_argument("--once", action="store_true", help="follow what is due now, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        """Follow."""
        with Shutdown() as stop:
            if options["once"]:
                self.stdout.write(_sentence(follow_due(lambda: stop.requested)))
            else:
                _follow_until(stop)


def _follow_until(stop: Shutdown) -> None:
    while not stop.requested:
        close_old_connections()
        try:
            follow_due(lambda: stop.requested)
        except DatabaseError as error:
            log.warning("following_waits", cause=str(error))
        stop.wait(IDLE_SECONDS)


def _sentence(result: FollowResult) -> str:
    return (
        f"{result.read} orders read; webhooks: {result.followed} told something new, "
        f"{result.nothing_new} nothing new, {result.failed} failed, {result.waiting} are tried again."
    )
