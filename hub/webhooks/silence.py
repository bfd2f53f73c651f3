"""Whether a shop's webhooks have stopped: changes that polling found and no webhook told. Pure.

One lost webhook is no silence: some platforms never repeat a call. Nor are changes that no platform tells
(a date that moved alone, a nightly re-read, a backfill): only what is new, dated and found at once counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

ENOUGH = 2  # orders
GRACE = timedelta(minutes=15)  # some platforms send their webhooks minutes later
SKEW = timedelta(minutes=5)  # between the platform's clock and ours
_PROMPT = timedelta(
    minutes=15
)  # what polling finds later than this was not there to be told: a gap, a re-read


@dataclass(frozen=True, slots=True)
class Change:
    """An order's newest content: when it changed (shop's clock), and when the hub stored it."""

    changed_at: datetime
    found_at: datetime


@dataclass(frozen=True, slots=True)
class Silence:
    """Since which change (shop's clock), and how many orders changed in it."""

    since: datetime
    changes: int


def silence(
    changes: Iterable[Change], *, listening_since: datetime, poll_seconds: int, now: datetime
) -> Silence | None:
    """The silence, or None while all is well.

    `listening_since` is the last webhook, or the subscription where none has come yet: what changed before it
    proves nothing. Each order is one change.
    """
    prompt = max(_PROMPT, 2 * timedelta(seconds=poll_seconds))
    untold = [
        change.changed_at
        for change in changes
        if change.changed_at > listening_since + SKEW
        and change.found_at <= now - GRACE
        and -SKEW <= change.found_at - change.changed_at <= prompt
    ]
    return Silence(min(untold), len(untold)) if len(untold) >= ENOUGH else None
