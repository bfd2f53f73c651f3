"""How a failed attempt ends: tried again later, held for a person, or the whole connection rests."""

import random
from datetime import datetime, timedelta

from django.utils import timezone

from hub import deliveries
from hub.errors import AffluentError
from hub.models import Attempt, Delivery, DeliveryState
from odoo_bridge import connections
from odoo_bridge.models import OdooConnection
from odoo_bridge.odoo.errors import rests_connection

MAX_ATTEMPTS = 12
_FIRST_PAUSE = 5.0
_LONGEST_PAUSE = 3600.0


def record_failure(
    delivery: Delivery, connection: OdooConnection, error: AffluentError, started: datetime, calls: int
) -> DeliveryState:
    """Write the attempt and what follows from it; returns the delivery's new state."""
    delivery.note_trouble(error, timezone.now())
    state = _state_after(delivery, connection, error)
    if not deliveries.finish(delivery, state, waits_for=getattr(error, "waits_for", "")):
        return state  # somebody else has it since our lease ran out: what we think of it is no news
    record_attempt(delivery, started, calls, state, error)
    if state in (DeliveryState.HELD, DeliveryState.FAILED):
        deliveries.note(delivery, f"{error.cause} {error.remedy}".strip(), code=error.code)
    return state


def record_attempt(
    delivery: Delivery,
    started: datetime,
    calls: int,
    outcome: DeliveryState,
    error: AffluentError | None = None,
) -> None:
    """One row for one try."""
    spent = timezone.now() - started
    Attempt.objects.create(
        delivery=delivery,
        started_at=started,
        milliseconds=round(spent.total_seconds() * 1000),
        calls=calls,
        outcome=outcome,
        error_class=error.error_class if error else "",
        error_code=error.code if error else "",
        error_cause=error.cause if error else "",
    )


def _state_after(delivery: Delivery, connection: OdooConnection, error: AffluentError) -> DeliveryState:
    if rests_connection(error):
        connections.note_outage(connection, error)
        delivery.next_attempt_at = None
        return DeliveryState.WAITING
    if error.error_class.holds:
        return DeliveryState.HELD
    delivery.attempts += 1
    if not error.error_class.retries or delivery.attempts >= MAX_ATTEMPTS:
        return DeliveryState.FAILED
    delivery.next_attempt_at = timezone.now() + timedelta(seconds=_pause(delivery.attempts, error))
    return DeliveryState.WAITING


def _pause(attempts: int, error: AffluentError) -> float:
    """Full jitter, doubling: in the database, so that it is the same on every broker."""
    if error.retry_after is not None:
        return error.retry_after
    return random.uniform(0, min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0**attempts))  # noqa: S311 - jitter
