"""Reading a shop's last days again for a reconciliation that a person waits for: a backfill of its own."""

from datetime import datetime

from django.utils import timezone

from hub import backfill
from hub.backfill.nightly import reread_since
from hub.backfill.working import Watch, unwatched
from hub.errors import AffluentError, BusinessError, ErrorClass
from hub.models import Backfill, BackfillReason, Cursor, Shop
from hub.models.backfill import UNDER_WAY
from hub.processes import Shutdown
from hub.sentences import say

_STEP_SECONDS = 1.0


def since(shop: Shop, days: int) -> datetime:
    """So many days ago, but never before what a person left out on purpose."""
    cursor = Cursor.objects.filter(shop=shop).first() or Cursor(shop=shop)
    return reread_since(cursor, timezone.now(), days)


def why_not(shop: Shop) -> AffluentError | None:
    """Why the shop is not read at all; None where it may be."""
    if not shop.active:
        return BusinessError(
            "shop_paused",
            say("Shop {shop} is paused.", shop=shop.slug),
            say("Activate it to compare its orders with the shop."),
        )
    if shop.error_class == ErrorClass.CREDENTIALS:
        return shop.noted_error
    return None


def read(shop: Shop, days: int, by: str, stop: Shutdown, watch: Watch = unwatched) -> Backfill:
    """Read them to the end, or until the first trouble, which is on the row that is returned.

    A night's re-read that is under way is not waited for: both only read. Polls come first.
    """
    row = Backfill.objects.create(
        shop=shop, since=since(shop, days), reason=BackfillReason.RECOUNT, started_by=by
    )
    leg = backfill.Leg(stop=lambda: stop.requested, watch=watch)
    while row.state in UNDER_WAY and not row.in_trouble and not stop.requested:
        if not backfill.work(row, leg):
            stop.wait(_STEP_SECONDS)  # a poll reads the shop, or the worker took the row
            row.refresh_from_db()
    backfill.cancel(row)  # does nothing where it is done
    return row
