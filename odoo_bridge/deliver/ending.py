"""How an attempt ends: delivered, tried again later, held for a person, or not to be delivered at all."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone

from hub import deliveries
from hub.errors import AffluentError
from hub.models import Attempt, Delivery, DeliveryState, Event
from hub.sentences import joined, say
from odoo_bridge.odoo.errors import rests_connection

log = structlog.get_logger(__name__)
MAX_ATTEMPTS = 12
_FIRST_PAUSE = 5.0
_LONGEST_PAUSE = 3600.0
_STATES = {
    DeliveryState.DELIVERED: say("Delivered"),
    DeliveryState.NOT_DUE: say("Not to be delivered"),
    DeliveryState.SUPERSEDED: say("Superseded"),
}


@dataclass(slots=True)
class Ending:
    """Either the outcome with what to show of it, or the error that stopped the delivery."""

    delivery: Delivery
    outcome: DeliveryState | None = None
    result: dict[str, Any] = field(default_factory=dict)
    error: AffluentError | None = None


@dataclass(frozen=True, slots=True)
class Effort:
    """What the attempts of a batch cost together: since when, how many orders, how many calls to Odoo."""

    started: datetime
    orders: int
    calls: int


def write_down(endings: Iterable[Ending], effort: Effort) -> dict[DeliveryState, int]:
    """Store how each ended and what was tried; how many ended in which state.

    What a worker thinks of a delivery that somebody else has taken meanwhile is not written.
    """
    with transaction.atomic():  # one commit for all of them
        return _write_down(endings, effort)


def _write_down(endings: Iterable[Ending], effort: Effort) -> dict[DeliveryState, int]:
    counts: dict[DeliveryState, int] = {}
    events, attempts = [], []
    for ending in endings:
        state = _finish(ending)
        if state is None:
            continue
        counts[state] = counts.get(state, 0) + 1
        said = _words(ending, state)
        if said:
            code = {"code": ending.error.code} if ending.error else {}
            events.append(deliveries.line(ending.delivery, said, **code))
        if ending.error or state is DeliveryState.DELIVERED:
            attempts.append(_attempt(ending, state, effort))
    Event.objects.bulk_create(events)
    Attempt.objects.bulk_create(attempts)
    return counts


def _finish(ending: Ending) -> DeliveryState | None:
    """The state it is in now; None when the lease was lost: then nothing is written."""
    delivery, error = ending.delivery, ending.error
    if error is None:
        state = ending.outcome or DeliveryState.DELIVERED
        delivery.attempts += state is DeliveryState.DELIVERED
        return state if deliveries.finish(delivery, state, result=ending.result) else None
    log.warning(
        "delivery_failed",
        order=delivery.order_id,
        trace_id=delivery.order.trace_id,
        error_class=error.error_class.value,
        code=error.code,
        cause=error.cause,
    )
    delivery.note_trouble(error, timezone.now())
    state = _state_after(delivery, error)
    columns = {"waits_for": getattr(error, "waits_for", ""), "result": _with_offers(delivery, error)}
    return state if deliveries.finish(delivery, state, **columns) else None


def _with_offers(delivery: Delivery, error: AffluentError) -> dict[str, Any]:
    """What a person may let the hub do about it, beside what was there before."""
    kept = {name: value for name, value in delivery.result.items() if name != deliveries.OFFERS}
    offers = getattr(error, "offers", ())
    return {**kept, deliveries.OFFERS: list(offers)} if offers else kept


def _state_after(delivery: Delivery, error: AffluentError) -> DeliveryState:
    if rests_connection(error):  # no order is to blame
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


def _words(ending: Ending, state: DeliveryState) -> str:
    """The line for the order's history; empty for what goes on by itself."""
    if ending.error is not None:
        needs_person = state in (DeliveryState.HELD, DeliveryState.FAILED)
        return joined(ending.error.cause, ending.error.remedy) if needs_person else ""
    if state is DeliveryState.WAITING:
        return ""
    shown = [ending.result.get(key) for key in ("sale_order", "invoice", "reason")]
    shown += ending.result.get("credit_notes", [])
    said = joined(*filter(None, shown), between=", ")
    return say("{state}: {what}", state=_STATES[state], what=said) if said else _STATES[state]


def _attempt(ending: Ending, state: DeliveryState, effort: Effort) -> Attempt:
    """One row for one try."""
    spent = timezone.now() - effort.started
    error = ending.error
    return Attempt(
        delivery=ending.delivery,
        started_at=effort.started,
        milliseconds=round(spent.total_seconds() * 1000),
        calls=effort.calls,
        orders=effort.orders,
        outcome=state,
        error_class=error.error_class if error else "",
        error_code=error.code if error else "",
        error_cause=error.cause if error else "",
    )
