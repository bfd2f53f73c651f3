"""A round of the clock: every shop's oldest backfill goes on for a while, in turn."""

import time

from django.db.models import Q
from django.utils import timezone

from hub.backfill.working import Leg, work
from hub.errors import ErrorClass
from hub.models import Backfill
from hub.models.backfill import UNDER_WAY


def run_due(seconds: float) -> int:
    """Work on what is due, for about so many seconds; returns how many legs there were."""
    end = time.monotonic() + seconds
    legs = 0
    while True:
        due = due_backfills()
        for left, backfill in zip(range(len(due), 0, -1), due, strict=True):
            share = max(0.0, end - time.monotonic()) / left
            legs += work(backfill, Leg(seconds=share))
        if not due or time.monotonic() >= end:
            return legs
        time.sleep(min(1.0, seconds))


def due_backfills() -> list[Backfill]:
    """The oldest one of each active shop; shops that wait for new credentials are left alone."""
    due = Q(next_attempt_at=None) | Q(next_attempt_at__lte=timezone.now())
    rows = Backfill.objects.filter(due, state__in=UNDER_WAY, shop__active=True)
    rows = rows.exclude(shop__error_class=ErrorClass.CREDENTIALS).select_related("shop").order_by("id")
    oldest: dict[int, Backfill] = {}
    for row in rows:
        oldest.setdefault(row.shop_id, row)
    return list(oldest.values())
