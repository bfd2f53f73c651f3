"""Polling a shop: walk the changes, store page by page, note trouble on the shop. One poller per shop."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from hub import leases, ports
from hub.errors import AffluentError, ErrorClass
from hub.ingest import PageResult, ingest_page
from hub.models import Cursor, Shop

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class PollResult:
    """What a poll did. `error` is what stopped it; None after a complete walk."""

    shop: str
    busy: bool = False
    pages: int = 0
    seen: int = 0
    new: int = 0
    changed: int = 0
    held: int = 0
    unsettled: int = 0
    error: AffluentError | None = None
    external_ids: set[str] = field(default_factory=set)

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


def poll(shop: Shop, *, since: str | None = None) -> PollResult:
    """Read what changed at the shop since its cursor (or since the given position).

    Never raises for trouble of the shop: it is noted there and returned, and the cursor stays.
    """
    with leases.held(f"poll:{shop.pk}") as mine:
        if not mine:
            return PollResult(shop.slug, busy=True)
        result = PollResult(shop.slug)
        try:
            _walk(shop, since, result)
        except AffluentError as error:
            result.error = error
            log.warning("poll_failed", shop=shop.slug, error_class=error.error_class, code=error.code)
        _note(shop, result)
        return result


def read_order(shop: Shop, external_id: str) -> PageResult:
    """Fetch one order from the shop and store it; raises `AffluentError` when the shop cannot be read."""
    channel = ports.channel(shop.channel)
    return ingest_page(shop, channel, channel.open(shop.account).order(external_id))


def _walk(shop: Shop, since: str | None, result: PollResult) -> None:
    channel = ports.channel(shop.channel)
    cursor = Cursor.objects.filter(shop=shop).first()
    start = since or (cursor.position if cursor else "") or None
    for page in channel.open(shop.account).pages(start):
        result.add(ingest_page(shop, channel, page))


def _note(shop: Shop, result: PollResult) -> None:
    """Write what came of it to the shop, touching only what polling owns."""
    now = timezone.now()
    shop.last_poll_at = now
    if result.error is None:
        shop.clear_trouble()
        shop.last_success_at = now
    else:
        shop.note_trouble(result.error, now)
    shop.next_poll_at = now + timedelta(seconds=_pause(shop, result))
    fields = ["last_poll_at", "last_success_at", "next_poll_at", *Shop.TROUBLE_FIELDS]
    Shop.objects.filter(pk=shop.pk).update(**{name: getattr(shop, name) for name in fields})


def _pause(shop: Shop, result: PollResult) -> float:
    """Soon where something still has to settle, later where the shop asked for patience."""
    if result.error is not None:
        return max(shop.poll_seconds, result.error.retry_after or 0)
    if result.unsettled:
        return min(shop.poll_seconds, settings.SETTLE_SECONDS + 1)
    return shop.poll_seconds
