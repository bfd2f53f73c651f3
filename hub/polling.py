"""Polling a shop: walk the changes, store page by page, note trouble on the shop. One poller per shop."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import F, Q
from django.utils import timezone

from hub import leases, ports
from hub.errors import AffluentError, ErrorClass
from hub.ingest import PageResult, ingest_page, vanish
from hub.models import Cursor, Order, Shop

log = structlog.get_logger(__name__)
MOST_LOOKS = 50  # second looks per poll, so that a poll stays short
LONGEST_PAUSE = 3600.0  # seconds; whatever patience a shop asks for
_REMEDY = "Nothing is lost: the next poll reads it again. If it stays, report it with the log of the hub."

Stop = Callable[[], bool]


def never() -> bool:
    """Nobody asks to stop."""
    return False


@dataclass(slots=True)
class PollResult:
    """What a poll did. `error` is what stopped it; `interrupted` when it was asked to end before its end."""

    shop: str
    busy: bool = False
    pages: int = 0
    seen: int = 0
    new: int = 0
    changed: int = 0
    held: int = 0
    unsettled: int = 0
    interrupted: bool = False
    error: AffluentError | None = None

    def add(self, page: PageResult) -> None:
        """Count a page in."""
        self.pages += 1
        self.seen += page.seen
        self.new += page.new
        self.changed += page.changed
        self.held += page.held
        self.unsettled += page.unsettled


def due_shops(now: datetime | None = None) -> list[Shop]:
    """Active shops whose next poll has come; those that wait for new credentials are left alone."""
    due = Q(next_poll_at=None) | Q(next_poll_at__lte=now or timezone.now())
    return list(
        Shop.objects.filter(due, active=True)
        .exclude(error_class=ErrorClass.CREDENTIALS)
        .order_by("next_poll_at", "id")
    )


def poll(shop: Shop, *, since: str | None = None, stop: Stop = never) -> PollResult:
    """Read what changed at the shop since its cursor (or since the given position).

    Never raises for trouble of the shop: it is noted there and returned, and the cursor stays; a database
    that is gone raises Django's `DatabaseError`. Between two pages `stop` is asked whether to end early;
    the next poll then walks again from the cursor.
    """
    name, owner = f"poll:{shop.pk}", leases.new_owner()
    if not leases.acquire(name, owner):
        return PollResult(shop.slug, busy=True)
    result = PollResult(shop.slug)
    try:
        _walk(shop, since, result, lambda: stop() or not leases.acquire(name, owner))
    except DatabaseError as refusal:  # of this page only, perhaps; if the database is gone, noting it raises
        result.error = NotStored(
            "not_stored", f"Shop {shop.slug}: a page was not stored: {refusal}.", _REMEDY
        )
        log.exception("page_not_stored", shop=shop.slug)
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
    except AffluentError as error:
        result.error = error
        log.warning("poll_failed", shop=shop.slug, error_class=error.error_class, code=error.code)
    except Exception as mistake:  # a channel must not stop the other shops, whatever it does
        result.error = ChannelFailed("channel_failed", f"Shop {shop.slug}: {mistake!r}.", _REMEDY)
        log.exception("channel_failed", shop=shop.slug)
    finally:
        leases.release(name, owner)
    _note(shop, result)
    return result


class NotStored(AffluentError):  # noqa: N818 - named after what happened
    """The database refused a page: a deadlock, a full disk, an order larger than it takes."""

    error_class = ErrorClass.TRANSIENT


class ChannelFailed(AffluentError):  # noqa: N818 - named after what happened
    """A channel raised what it must not: a mistake in the hub, not at the shop."""

    error_class = ErrorClass.BUG


def read_order(shop: Shop, external_id: str) -> PageResult:
    """Fetch one order from the shop and store it; raises `AffluentError` when the shop cannot be read."""
    channel = ports.channel(shop.channel)
    return ingest_page(shop, channel, channel.open(shop.account).order(external_id))


def _walk(shop: Shop, since: str | None, result: PollResult, ends: Stop) -> None:
    channel = ports.channel(shop.channel)
    source = channel.open(shop.account)
    cursor = Cursor.objects.filter(shop=shop).first()
    began: datetime | None = None
    for page in source.pages(since or (cursor.position if cursor else "") or None):
        began = began or page.observed_at
        result.add(ingest_page(shop, channel, page))
        if ends():
            result.interrupted = page.cursor is None
            return
    for order in _unsettled_before(shop, began):
        page = source.order(order.external_id)
        result.add(ingest_page(shop, channel, page))
        if not page.orders:
            vanish(order)
        if ends():
            return


def _unsettled_before(shop: Shop, began: datetime | None) -> list[Order]:
    """Orders that need a second look and got none in the walk, since the shop did not move their date."""
    waiting = Order.objects.filter(shop=shop, revision__gt=F("published_revision"), observed_at__lt=began)
    return list(waiting.exclude(quiet_since=None).order_by("observed_at", "id")[:MOST_LOOKS]) if began else []


def _note(shop: Shop, result: PollResult) -> None:
    """Write what came of it to the shop, touching only what polling owns."""
    now = timezone.now()
    shop.last_poll_at = now
    if result.error is not None:
        shop.note_trouble(result.error, now)
    elif not result.interrupted:
        shop.clear_trouble()
        shop.last_success_at = now
    shop.next_poll_at = now + timedelta(seconds=_pause(shop, result))
    fields = ["last_poll_at", "last_success_at", "next_poll_at", *Shop.TROUBLE_FIELDS]
    Shop.objects.filter(pk=shop.pk).update(**{name: getattr(shop, name) for name in fields})


def _pause(shop: Shop, result: PollResult) -> float:
    """Soon where something still has to settle, later where the shop asked for patience."""
    if result.interrupted:
        return 0
    if result.error is not None:
        return max(shop.poll_seconds, min(result.error.retry_after or 0, LONGEST_PAUSE))
    if result.unsettled:
        return min(shop.poll_seconds, settings.SETTLE_SECONDS + 1)
    return shop.poll_seconds
