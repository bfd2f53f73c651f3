"""`manage.py poll`."""

import sys
from collections.abc import Sequence
from typing import Any

import structlog
from django.core.management.base import CommandParser
from django.db import DatabaseError, close_old_connections

from hub.management.base import Error, HubCommand, named_shop, utc_moment
from hub.models import Shop
from hub.order.document import time_text
from hub.polling import PollResult, due_shops, poll
from hub.processes import Shutdown

log = structlog.get_logger(__name__)
IDLE_SECONDS = 1.0


class Command(HubCommand):
    """Shops → hub."""

    help = (
        "Poll the shops whenever they are due, until SIGTERM or Ctrl-C (which ends after the page at hand). "
        "Does what `manage.py qcluster` does by the clock; both may run."
    )
    example = "manage.py poll\n  manage.py poll lampes-fr --once --since 2026-11-01T00:00:00Z"

    def add_arguments(self, parser: CommandParser) -> None:
        """Which shop, from when, how long."""
        parser.add_argument("shop", nargs="?", metavar="SHOP", help="only this shop (its slug)")
        parser.add_argument(
            "--since", metavar="ISO", help="with --once: read again what changed since then; the cursor stays"
        )
        parser.add_argument(
            "--once", action="store_true", help="one walk now, due or not; exit code 1 if a shop failed"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Poll."""
        since = time_text(utc_moment("--since", options["since"])) if options["since"] else None
        if since and not options["once"]:
            raise Error("--since reads again once: add --once.")
        shops = _named(options["shop"])
        with Shutdown() as stop:
            if options["once"]:
                self._walk_once(shops, since, stop)
            else:
                _poll_until(stop, {shop.pk for shop in shops} if options["shop"] else None)

    def _walk_once(self, shops: Sequence[Shop], since: str | None, stop: Shutdown) -> None:
        results = [poll(shop, since=since, stop=lambda: stop.requested) for shop in shops]
        for result in results:
            self.stdout.write(_sentence(result))
        if any(result.error for result in results):
            sys.exit(1)


def _named(slug: str | None) -> list[Shop]:
    if slug is None:
        return list(Shop.objects.filter(active=True))
    return [named_shop(slug)]


def _poll_until(stop: Shutdown, wanted: set[int] | None) -> None:
    while not stop.requested:
        close_old_connections()
        try:
            due = [shop for shop in due_shops() if wanted is None or shop.pk in wanted]
            for shop in due:
                if not stop.requested:
                    poll(shop, stop=lambda: stop.requested)
        except DatabaseError as error:
            log.warning("poll_waits", cause=str(error))
        stop.wait(IDLE_SECONDS)


def _sentence(result: PollResult) -> str:
    if result.busy:
        return f"{result.shop}: somebody else polls it right now."
    counts = f"{result.seen} orders seen, {result.new} new, {result.changed} changed, {result.held} held"
    ended = f" Stopped: {result.error}" if result.error else " Interrupted." if result.interrupted else ""
    return f"{result.shop}: {counts}.{ended}"
