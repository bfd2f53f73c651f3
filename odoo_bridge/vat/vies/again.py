"""The clock's part: what VIES could not answer is asked again until it does."""

import time
from datetime import timedelta

import structlog
from django.utils import timezone

from hub import leases
from odoo_bridge.models import MemberState, VatCheck, VatOutcome
from odoo_bridge.vat.vies import breaker, keeping, lanes
from odoo_bridge.vat.vies.asking import ask
from odoo_bridge.vat.vies.client import Vies

log = structlog.get_logger(__name__)
ROUND_SECONDS = 45.0  # of every minute
_SECONDS_EACH = 20.0  # slow member states need longer than an order may wait
_AT_ONCE = 200
_STATES_EVERY_SECONDS = 300
_STATUS_SECONDS = 5.0
KEEP_OUTAGES = timedelta(days=90)


def ask_due(seconds: float = ROUND_SECONDS) -> int:
    """Ask for every number whose time has come or comes within these seconds; how many got an answer.

    Never raises for trouble of VIES. Safe to run several times at once.
    """
    end = time.monotonic() + seconds
    look_at_states()
    answers = 0
    while True:
        answers += _round(end)
        left = end - time.monotonic()
        if left <= 0 or not keeping.is_due_within(left):
            break
        time.sleep(min(1.0, left))
    if answers:
        log.info("vies_answered", numbers=answers)
    return answers


def look_at_states() -> None:
    """While a member state is paused: what VIES says of it, every few minutes, by one process."""
    if breaker.is_blocked() or not MemberState.objects.exclude(paused_until=None).exists():
        return
    # Not given back: who looks next waits until it ends.
    if leases.acquire("vies-states", leases.new_owner(), seconds=_STATES_EVERY_SECONDS):
        with Vies() as vies:
            breaker.note_reported(vies.states(time.monotonic() + _STATUS_SECONDS))


def tidy() -> int:
    """Delete answers that were none (outages) once they are old; verdicts stay for ever."""
    old = VatCheck.objects.filter(outcome=VatOutcome.UNAVAILABLE, asked_at__lt=timezone.now() - KEEP_OUTAGES)
    return old.delete()[0]


def _round(end: float) -> int:
    """The oldest that are due, of one requester after the other."""
    rows = keeping.due(_AT_ONCE)
    answers = 0
    for requester in sorted({row.requester for row in rows}):
        own = [row for row in rows if row.requester == requester]
        deadline = max(end, time.monotonic() + 1)
        stands = ask(own, lanes.Limits(min(deadline, time.monotonic() + _SECONDS_EACH), _SECONDS_EACH))
        answers += sum(row.next_ask_at is None for row in stands.values())
    return answers
