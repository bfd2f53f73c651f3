"""The event feed: what was published, in the order in which it was published.

Positions are given under a lock and become visible together with their commit, so whoever keeps the last
position reads on without gaps and repeats, also while relays are at work.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from hub.models import Outbox, Revision
from hub.outbox.message import message

DEFAULT_LIMIT, HIGHEST_LIMIT = 100, 500
HIGHEST_POSITION = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Stretch:
    """Events after a position; `next_after` is where the following stretch begins."""

    next_after: int
    more: bool
    results: list[dict[str, Any]]


def read(after: int, limit: int) -> Stretch:
    """At most `limit` events whose position is above `after`; one query."""
    document = Revision.objects.filter(order=OuterRef("order"), number=OuterRef("revision"))
    rows = (
        Outbox.objects.filter(position__gt=after)
        .select_related("order__shop")
        .defer("order__shop__credentials")
        .annotate(document=Subquery(document.values("document")[:1]))
        .order_by("position")[: limit + 1]
    )
    found = [{"position": row.position, **message(row, row.document).body} for row in rows]
    taken = found[:limit]
    return Stretch(int(taken[-1]["position"]) if taken else after, len(found) > limit, taken)
