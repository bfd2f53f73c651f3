"""Once a night the last weeks of every shop are read again: what "changed" does not move is found so."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from hub.errors import ErrorClass
from hub.ingest.turn import take_turn
from hub.models import Backfill, BackfillReason, BackfillState, Cursor, Shop
from hub.models.backfill import STOPPED, UNDER_WAY

_NIGHT = timedelta(hours=4)  # a hub that was down at the hour still does it, but not in the middle of a day


def start_rereads(now: datetime | None = None) -> int:
    """Begin tonight's re-read of every active shop that was read to its end once; returns how many.

    May run as often as it likes: each shop gets one a night, and none while another backfill is under way.
    """
    now = now or timezone.now()
    began = tonight(now)
    if not settings.REREAD_DAYS or now - began > _NIGHT:
        return 0
    shops = Shop.objects.filter(active=True, cursor__position__gt="")
    shops = shops.exclude(error_class=ErrorClass.CREDENTIALS)
    return sum(_start(shop, began, now) for shop in shops.order_by("pk"))


def tonight(now: datetime) -> datetime:
    """The last time (UTC) that it was the hour of the re-read."""
    local = timezone.localtime(now)
    at_hour = local.replace(hour=settings.REREAD_HOUR, minute=0, second=0, microsecond=0, fold=0)
    if at_hour.astimezone(UTC) > now:
        at_hour -= timedelta(days=1)
    return at_hour.astimezone(UTC)


def _start(shop: Shop, began: datetime, now: datetime) -> bool:
    with transaction.atomic():
        cursor = take_turn(shop)
        mine = Backfill.objects.filter(shop=shop)
        nightly = mine.filter(reason=BackfillReason.NIGHTLY)
        if mine.filter(state__in=UNDER_WAY).exists() or nightly.filter(created_at__gte=began).exists():
            return False
        nightly.filter(state__in=STOPPED).update(state=BackfillState.CANCELLED, finished_at=now)
        Backfill.objects.create(
            shop=shop,
            since=reread_since(cursor, now, settings.REREAD_DAYS),
            reason=BackfillReason.NIGHTLY,
            started_by="clock",
        )
    return True


def reread_since(cursor: Cursor, now: datetime, days: int) -> datetime:
    """So many days ago, but never before what a person left out on purpose."""
    since = now - timedelta(days=days)
    return max(since, cursor.skipped_until) if cursor.skipped_until else since


def newest_rereads() -> QuerySet[Backfill]:
    """The last finished re-read of each shop."""
    done = Backfill.objects.filter(reason=BackfillReason.NIGHTLY, state=BackfillState.DONE)
    newest = done.filter(shop=OuterRef("shop")).order_by("-id").values("pk")[:1]
    return done.filter(pk=Subquery(newest))
