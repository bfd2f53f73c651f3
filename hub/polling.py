"""Polling a shop: walk the changes, store page by page, note trouble on the shop. One poller per shop."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from hub import leases, ports
from hub.caught import trouble_of
from hub.errors import AffluentError, ErrorClass
from hub.ingest import PageResult, ingest_page, vanish
from hub.models import Cursor, Order, Shop

MOST_LOOKS = 50  # second looks per poll, so that a poll stays short
LONGEST_PAUSE = 3600.0  # seconds; whatever patience a shop asks for

Stop = Callable[[], bool]


def never() -> bool:
    """Nobody asks to stop."""
    return False


@dataclass(slots=True)
class PollResult:
    """What a poll did. `error` is what stopped it; `interrupted` when it ended before its end.

    That is when it was asked to, when it lost its lease, and when a person moved the cursor meanwhile.
    """

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
    """Read what changed at the shop since its cursor, or since the given position.

    A walk that is cut goes on with the next poll, where it was; one from a given position leaves the cursor
    alone. Never raises for trouble of the shop: it is noted there and returned; a database that is gone
    raises Django's `DatabaseError`. Between two pages `stop` is asked whether to end early.
    """
    name, owner = f"poll:{shop.pk}", leases.new_owner()
    if not leases.acquire(name, owner):
        return PollResult(shop.slug, busy=True)
    result = PollResult(shop.slug)

    def ends() -> bool:
        return stop() or not leases.acquire(name, owner)

    try:
        result.error = trouble_of(shop, lambda: _walk(shop, since, result, ends))
    finally:
        leases.release(name, owner)
    _note(shop, result, caught_up=since is None)
    return result


def read_order(shop: Shop, external_id: str) -> PageResult:
    """Fetch one order from the shop and store it; raises `AffluentError` when the shop cannot be read.

    One that the shop no longer has is told as gone.
    """
    channel = ports.channel(shop.channel)
    known = Order.objects.select_related("shop").filter(shop=shop, external_id=external_id).first()
    return _look_at(shop, channel, channel.open(shop.account), external_id, known)


def look_soon(shop: Shop) -> None:
    """Bring the next poll nearer: an order that was just read has to be seen once more, unchanged."""
    soon = timezone.now() + timedelta(seconds=settings.SETTLE_SECONDS + 1)
    Shop.objects.filter(pk=shop.pk, next_poll_at__gt=soon).update(next_poll_at=soon)


def _walk(shop: Shop, since: str | None, result: PollResult, ends: Stop) -> None:
    channel = ports.channel(shop.channel)
    source = channel.open(shop.account)
    cursor = Cursor.objects.filter(shop=shop).first() or Cursor(shop=shop)
    rewinds = cursor.rewinds if since is None else None
    began: datetime | None = None
    for page in source.pages(since or cursor.starts_at):
        began = began or page.observed_at
        stored = ingest_page(shop, channel, page, rewinds=rewinds)
        result.add(stored)
        if stored.overtaken or ends():
            result.interrupted = stored.overtaken or page.cursor is None
            return
    for order in _unsettled_before(shop, began):
        result.add(_look_at(shop, channel, source, order.external_id, order))
        if ends():
            return


def _look_at(
    shop: Shop, channel: ports.ChannelPort, source: ports.Source, external_id: str, known: Order | None
) -> PageResult:
    """One order by its id; `known` is what the hub knew of it before it asked."""
    page = source.order(external_id)
    result = ingest_page(shop, channel, page)
    if not page.orders and known is not None:
        vanish(known)
    return result


def _unsettled_before(shop: Shop, began: datetime | None) -> list[Order]:
    """Orders that need a second look and got none in the walk, since the shop did not move their date."""
    waiting = Order.objects.filter(shop=shop, revision__gt=F("published_revision"), observed_at__lt=began)
    return list(waiting.exclude(quiet_since=None).order_by("observed_at", "id")[:MOST_LOOKS]) if began else []


def _note(shop: Shop, result: PollResult, *, caught_up: bool) -> None:
    """Write what came of it to the shop, touching only what polling owns.

    `caught_up` when the walk, if it was complete, read everything that the hub did not have.
    """
    now = timezone.now()
    shop.last_poll_at = now
    if result.error is not None:
        shop.note_trouble(result.error, now)
    elif not result.interrupted:
        shop.clear_trouble()
        shop.last_success_at = now if caught_up else shop.last_success_at
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
