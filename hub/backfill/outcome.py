"""How trouble ends a leg of a backfill: tried again later, paused for a key, or failed and shown."""

import random
from datetime import datetime, timedelta

from django.utils import timezone

from hub.errors import AffluentError, ErrorClass
from hub.models import Backfill, BackfillState
from hub.models.trouble import Troubled

MAX_ATTEMPTS = 24  # without gaining ground; about half a day
_FIRST_PAUSE = 30.0
_LONGEST_PAUSE = 3600.0


def note_failure(backfill: Backfill, error: AffluentError) -> None:
    """Write it on the row, unless a person stopped the backfill meanwhile; the row is brought up to date."""
    now = timezone.now()
    backfill.refresh_from_db()
    backfill.note_trouble(error, now)
    backfill.attempts += 1
    backfill.state = _state_after(backfill, error)
    backfill.next_attempt_at = _next_attempt(backfill, error, now)
    fields = ("state", "attempts", "next_attempt_at", *Troubled.TROUBLE_FIELDS)
    running = Backfill.objects.filter(pk=backfill.pk, state=BackfillState.RUNNING)
    running.update(**{name: getattr(backfill, name) for name in fields})
    backfill.refresh_from_db()


def _state_after(backfill: Backfill, error: AffluentError) -> BackfillState:
    if error.error_class is ErrorClass.CREDENTIALS:
        return BackfillState.PAUSED
    if error.error_class.retries and backfill.attempts < MAX_ATTEMPTS:
        return BackfillState.RUNNING
    return BackfillState.FAILED


def _next_attempt(backfill: Backfill, error: AffluentError, now: datetime) -> datetime | None:
    """Full jitter, doubling, in the database; or as long as the shop asked for, within reason."""
    if backfill.state != BackfillState.RUNNING:
        return None
    longest = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0 ** min(backfill.attempts, 10))
    pause = random.uniform(0, longest)  # noqa: S311 - jitter
    return now + timedelta(seconds=min(_LONGEST_PAUSE, max(pause, error.retry_after or 0)))
