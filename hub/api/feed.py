"""The event feed: what was published, in the order in which it was published.

Positions are given under a lock and become visible together with their commit, so whoever keeps the last
position reads on without gaps and repeats, also while relays are at work.
"""

from dataclasses import dataclass
from typing import Any

from hub.api.related import shops
from hub.models import Outbox
from hub.outbox.message import messages

DEFAULT_LIMIT, HIGHEST_LIMIT = 100, 500
HIGHEST_POSITION = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Stretch:
    """Events after a position; `next_after` is where the following stretch begins."""

    next_after: int
    more: bool
    results: list[dict[str, Any]]


def read(after: int, limit: int) -> Stretch:
    """At most `limit` events whose position is above `after`; as many queries for one as for all."""
    waiting = Outbox.objects.filter(position__gt=after).order_by("position")
    # No joins: a planner that starts at the small table of shops would sort the whole outbox.
    rows = list(waiting.prefetch_related("order", shops("order__shop"))[: limit + 1])
    taken = rows[:limit]
    bodies = [message.body for message in messages(taken)]
    results = [{"position": row.position, **body} for row, body in zip(taken, bodies, strict=True)]
    next_after = taken[-1].position if taken else None
    return Stretch(after if next_after is None else next_after, len(rows) > limit, results)
