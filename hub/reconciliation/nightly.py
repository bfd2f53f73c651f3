"""Every night, once the shops were read again: each shop is reconciled, and who was not is told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils import timezone

from hub.backfill.nightly import tonight
from hub.errors import AffluentError, BusinessError
from hub.models import (
    Backfill,
    BackfillReason,
    BackfillState,
    Reconciliation,
    ReconciliationReason,
    ReconciliationState,
    Shop,
)
from hub.reconciliation import running
from hub.reconciliation.running import Asked
from hub.reconciliation.sides import SHOP
from hub.sentences import say

log = structlog.get_logger(__name__)
_NIGHT = timedelta(hours=8)  # a night that was slept through is not made up for in the middle of a day
_LATEST = timedelta(hours=4)  # by then it is done without a re-read that is not over
_MOST_ATTEMPTS = 12
OVERDUE = timedelta(hours=30)
_ENDED = (BackfillState.DONE, BackfillState.FAILED, BackfillState.PAUSED, BackfillState.CANCELLED)


def reconcile_due(now: datetime | None = None) -> int:
    """Reconcile every shop whose turn has come tonight; returns how many sides were compared.

    May run as often as it likes: each side of a shop is done once a night, and tried again while it does not
    answer.
    """
    now = now or timezone.now()
    began = tonight(now)
    if not settings.RECONCILE_DAYS or now - began > _NIGHT:
        return 0
    return sum(_reconcile(shop, began, now) for shop in Shop.objects.order_by("pk"))


def _reconcile(shop: Shop, began: datetime, now: datetime) -> int:
    walk = _reread(shop, began)
    if walk is None and shop.created_at > began:
        return 0  # its first night is the next one
    if shop.active and not _is_ready(shop, walk, began, now):
        return 0
    asked = Asked(
        since=now - timedelta(days=settings.RECONCILE_DAYS),
        by="clock",
        reason=ReconciliationReason.NIGHTLY,
        began=began,
    )
    try:
        with running.alone(shop) as still_ours:
            asked.watch = lambda *_: None if still_ours() else _stop(shop)
            return _compare(shop, asked, walk, began)
    except AffluentError as trouble:
        log.warning("reconciliation_waits", shop=shop.slug, code=trouble.code, cause=trouble.cause)
        return 0


def _compare(shop: Shop, asked: Asked, walk: Backfill | None, began: datetime) -> int:
    compared = 0
    if shop.active and settings.REREAD_DAYS and _is_due(shop, SHOP, began):
        compared += len(running.with_shop(shop, asked, walk, _why_not_read(shop, walk)).runs)
    return compared + len(running.with_targets(shop, asked, lambda side: _is_due(shop, side, began)).runs)


def _is_ready(shop: Shop, walk: Backfill | None, began: datetime, now: datetime) -> bool:
    """Once the shop was read: what that found belongs into the comparison."""
    if not settings.REREAD_DAYS or now - began >= _LATEST:
        return True
    return walk is not None and walk.state in _ENDED


def _reread(shop: Shop, began: datetime) -> Backfill | None:
    nightly = Backfill.objects.filter(shop=shop, reason=BackfillReason.NIGHTLY, created_at__gte=began)
    return nightly.order_by("-id").first()


def _is_due(shop: Shop, side: str, began: datetime) -> bool:
    row = running.tonights(shop, side, began)
    return row is None or (row.state != ReconciliationState.DONE and row.attempts < _MOST_ATTEMPTS)


def _why_not_read(shop: Shop, walk: Backfill | None) -> AffluentError | None:
    """What stopped the re-read, or the shop itself."""
    return (walk.noted_error if walk else None) or shop.noted_error


def _stop(shop: Shop) -> None:
    raise BusinessError("lease_lost", say("Another process reconciles shop {shop} now.", shop=shop.slug), "")


@dataclass(frozen=True, slots=True)
class Overdue:
    """A shop that no night has reconciled; `last` is when it was done, None: never."""

    shop: Shop
    last: datetime | None


def overdue(now: datetime | None = None) -> Iterator[Overdue]:
    """Active shops that are read and were not reconciled for longer than a night; one query."""
    now = now or timezone.now()
    done = Reconciliation.objects.filter(shop=OuterRef("pk"), finished_at__isnull=False).order_by()
    last = done.values("shop").annotate(last=Max("finished_at")).values("last")
    shops = Shop.objects.select_related("cursor").annotate(last=Subquery(last)).defer("credentials")
    for shop in shops:
        if is_overdue(shop, shop.last, now):
            yield Overdue(shop, shop.last)


def is_overdue(shop: Shop, last: datetime | None, now: datetime) -> bool:
    """Whether the shop, given with its cursor, should have been reconciled since it was `last`."""
    cursor = getattr(shop, "cursor", None)
    limit = now - OVERDUE
    is_due = shop.active and cursor is not None and bool(cursor.position) and shop.created_at < limit
    return bool(settings.RECONCILE_DAYS) and is_due and (last is None or last < limit)


def newest() -> QuerySet[Reconciliation]:
    """The last run of each shop and side that has ended."""
    rows = Reconciliation.objects.filter(finished_at__isnull=False)
    mine = rows.filter(shop=OuterRef("shop"), side=OuterRef("side")).order_by("-id").values("pk")[:1]
    return rows.filter(pk=Subquery(mine)).order_by("shop__slug", "side")
