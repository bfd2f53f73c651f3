"""Pausing, resuming and cancelling a backfill: who works on it ends after the page at hand."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from hub.models import Backfill, BackfillState
from hub.models.backfill import STOPPED, UNDER_WAY
from hub.models.trouble import Troubled


def pause(backfill: Backfill) -> bool:
    """Stop it until somebody resumes it; False when it was not under way."""
    return _switch(backfill, UNDER_WAY, state=BackfillState.PAUSED)


def resume(backfill: Backfill) -> bool:
    """Let it go on where it stopped; False when it was neither paused nor failed."""
    fresh = dict.fromkeys(Troubled.TROUBLE_FIELDS, "") | {"error_since": None}
    return _switch(backfill, STOPPED, state=BackfillState.WAITING, attempts=0, next_attempt_at=None, **fresh)


def cancel(backfill: Backfill) -> bool:
    """Stop it for good; what it read stays. False when it had ended already."""
    return _switch(
        backfill, (*UNDER_WAY, *STOPPED), state=BackfillState.CANCELLED, finished_at=timezone.now()
    )


def _switch(backfill: Backfill, states: Sequence[str], **columns: Any) -> bool:
    switched = Backfill.objects.filter(pk=backfill.pk, state__in=states).update(**columns)
    backfill.refresh_from_db()
    return bool(switched)
