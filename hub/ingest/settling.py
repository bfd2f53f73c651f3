"""Polls see half-made orders: the world hears of a content only when it has been quiet for a while."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from hub.ingest.history import History
from hub.models import Event, EventKind, Order, Outbox, RawOrder, Revision
from hub.sentences import say

CREATED, UPDATED = "order.created", "order.updated"
CANCELLED, REFUNDED = "order.cancelled", "order.refunded"


def take_raw(order: Order, raw: RawOrder, updated_at: datetime) -> None:
    """The shop shows a new content; `updated_at` is the date that the platform gives it.

    Quiet begins at that date, or, where the platform did not move it with the content (or moved it into
    the future), when we saw it.
    """
    moved = updated_at != order.updated_at
    order.quiet_since = min(updated_at, raw.observed_at) if moved else raw.observed_at
    order.raw, order.observed_at = raw, raw.observed_at


def take_unreadable(order: Order, raw: RawOrder) -> None:
    """The shop shows a content that nobody understands: what was understood before is not told any more."""
    order.quiet_since = None
    order.raw, order.observed_at = raw, raw.observed_at


def vanish(order: Order) -> None:
    """The shop no longer has the order: a content that had not settled never will."""
    unsettled = Order.objects.filter(pk=order.pk, raw=order.raw_id, published_revision__lt=F("revision"))
    if unsettled.exclude(quiet_since=None).update(quiet_since=None):
        text = say(
            "The shop no longer has this order; its last content had not settled and is not published."
        )
        Event.objects.create(shop=order.shop, order=order, kind=EventKind.STALE, text=text)


def awaits_quiet(order: Order) -> bool:
    """Whether another look at the shop would let the newest revision settle."""
    return order.published_revision < order.revision and order.quiet_since is not None


def confirm(order: Order, observed_at: datetime) -> None:
    """The shop still shows the same content at this time of its clock."""
    if order.observed_at is None or observed_at > order.observed_at:
        order.observed_at = observed_at


def settle(history: History, seen_at: datetime | None = None) -> None:
    """Owe the world a message once the newest revision has been seen unchanged for `SETTLE_SECONDS`.

    `seen_at` is the shop's clock at the last look, where that is not the order's `observed_at`.
    """
    order = history.order
    if order.published_revision >= order.revision or not is_quiet(order, seen_at or order.observed_at):
        return
    told = message_type(history.newest, history.told)
    history.messages.append(Outbox(order=order, revision=order.revision, type=told))
    order.published_revision, history.told = order.revision, history.newest
    history.tell(EventKind.PUBLISHED, say("Revision {revision} has settled.", revision=order.revision))


def is_quiet(order: Order, seen_at: datetime | None) -> bool:
    """Whether content and date stood still long enough, by the platform's clock."""
    if order.quiet_since is None or seen_at is None:
        return False
    return seen_at - order.quiet_since >= timedelta(seconds=settings.SETTLE_SECONDS)


def shop_clock(raw: RawOrder) -> datetime:
    """The shop's clock now, as far as the hub can tell without asking."""
    return raw.observed_at + (timezone.now() - raw.received_at)


def message_type(newest: Revision | None, told: Revision | None) -> str:
    """What changed since the revision that the world heard of last."""
    if newest is None or told is None:
        return CREATED
    now, before = newest.document, told.document
    if now["status"] == "cancelled" != before["status"]:
        return CANCELLED
    if now["refunds"] != before["refunds"]:
        return REFUNDED
    return UPDATED
