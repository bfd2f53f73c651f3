"""The relay as a process: publishes what waits, sleeps, and outlives any trouble of broker or database."""

import structlog
from django.db import DatabaseError, close_old_connections

from hub import leases
from hub.errors import AffluentError
from hub.outbox.rabbitmq import pause_with_jitter
from hub.outbox.relay import LEASE, Publisher, relay_batch
from hub.processes import Shutdown

log = structlog.get_logger(__name__)
IDLE_SECONDS = 0.5


def relay_all(publisher: Publisher) -> int:
    """Publish everything that waits now; raises `TransientError` when the broker does not take it."""
    owner, published = leases.new_owner(), 0
    try:
        while count := relay_batch(publisher, owner):
            published += count
    finally:
        leases.release(LEASE, owner)
    return published


def relay_until(stop: Shutdown, publisher: Publisher) -> None:
    """Publish until asked to end. Trouble is logged when it begins, changes and ends, not at each try."""
    owner, trouble = leases.new_owner(), Trouble()
    while not stop.requested:
        close_old_connections()
        try:
            published = relay_batch(publisher, owner)
        except (AffluentError, DatabaseError) as error:
            trouble.note(error)
            stop.wait(pause_with_jitter(trouble.failures))
            continue
        trouble.over()
        if not published:
            stop.wait(IDLE_SECONDS)
    if not trouble.failures:
        leases.release(LEASE, owner)


class Trouble:
    """How often it failed in a row; says so once per kind of trouble."""

    def __init__(self) -> None:
        self.failures = 0
        self._told = ""

    def note(self, error: Exception) -> None:
        """One more failure."""
        self.failures += 1
        kind = error.code if isinstance(error, AffluentError) else type(error).__name__
        if kind != self._told:
            self._told = kind
            log.warning("relay_waits", code=kind, cause=str(error))

    def over(self) -> None:
        """It worked."""
        if self.failures:
            log.info("relay_goes_on", failures=self.failures)
        self.failures, self._told = 0, ""
