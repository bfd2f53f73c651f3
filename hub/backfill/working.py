"""Working on a backfill: page by page, each stored together with how far it is. One worker per shop."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import structlog
from django.db import transaction
from django.utils import timezone

from hub import leases, ports
from hub.backfill.missed import tell_missed, tell_missed_changes
from hub.backfill.outcome import note_failure
from hub.caught import trouble_of
from hub.ingest import PageResult, ingest_page
from hub.models import Backfill, BackfillReason, BackfillState
from hub.models.backfill import REREADS, UNDER_WAY
from hub.models.trouble import Troubled
from hub.order.document import time_text
from hub.ports import ChannelPort, OrderPage
from hub.positions import is_later
from hub.sentences import say

log = structlog.get_logger(__name__)
Watch = Callable[[Backfill], None]
_STORED = (
    *("position", "observed_from", "state", "seen", "new", "changed", "held", "missed", "attempts"),
    "finished_at",
)


def unwatched(_backfill: Backfill) -> None:
    """Nobody looks on."""


def _never() -> bool:
    return False


@dataclass(slots=True, kw_only=True)
class Leg:
    """How long to work: `stop` ends after the page at hand; `seconds` and polls where it can go on from."""

    seconds: float = float("inf")
    stop: Callable[[], bool] = _never
    watch: Watch = unwatched
    _until: float = field(init=False, default=0.0)

    def begin(self) -> None:
        """From now on the seconds count."""
        self._until = time.monotonic() + self.seconds

    def is_over(self) -> bool:
        """Whether its time is up."""
        return time.monotonic() >= self._until


def work(backfill: Backfill, leg: Leg) -> bool:
    """Go on with it for a leg; False when somebody else works on this shop, or a poll reads it right now.

    Never raises for trouble of the shop: it is noted on the row, which is brought up to date; a database
    that is gone raises Django's `DatabaseError`. A leg is not cut before it gained ground, so that each one
    brings the backfill nearer to its end.
    """
    name, owner = f"backfill:{backfill.shop_id}", leases.new_owner()
    if is_being_polled(backfill) or not leases.acquire(name, owner):
        return False
    try:
        if _begin(backfill):
            leg.begin()
            still_ours = partial(leases.acquire, name, owner)
            error = trouble_of(backfill.shop, lambda: _walk(backfill, leg, still_ours))
            if error is not None:
                note_failure(backfill, error)
    finally:
        leases.release(name, owner)
    return True


def is_being_polled(backfill: Backfill) -> bool:
    """Whether a poll reads the shop right now: polling comes first."""
    return leases.is_held(f"poll:{backfill.shop_id}")


def _begin(backfill: Backfill) -> bool:
    """Take it up as the row says now; False when it is paused or over."""
    going = Backfill.objects.filter(pk=backfill.pk, state__in=UNDER_WAY)
    begun = going.update(state=BackfillState.RUNNING)
    backfill.refresh_from_db()
    if begun and backfill.started_at is None:
        backfill.started_at = timezone.now()
        backfill.save(update_fields=["started_at"])
    return bool(begun)


def _walk(backfill: Backfill, leg: Leg, still_ours: Callable[[], bool]) -> None:
    channel = ports.channel(backfill.shop.channel)
    source = channel.open(backfill.shop.account)
    began_at = backfill.position
    for page in source.pages(began_at or time_text(backfill.since)):
        going_on = _store(backfill, channel, page)
        leg.watch(backfill)
        if not going_on or not still_ours() or leg.stop():
            return
        if backfill.position != began_at and (leg.is_over() or is_being_polled(backfill)):
            return


def _store(backfill: Backfill, channel: ChannelPort, page: OrderPage) -> bool:
    """The page and how far it brought the backfill, together; False when it is over, or was stopped."""
    with transaction.atomic():
        stored = ingest_page(backfill.shop, channel, page)
        _count_in(backfill, stored)
        backfill.observed_from = backfill.observed_from or page.observed_at
        if backfill.reason in REREADS:
            reader = (
                say("The nightly re-read")
                if backfill.reason == BackfillReason.NIGHTLY
                else say("A reconciliation")
            )
            backfill.missed += tell_missed(backfill.shop, stored.new_ids, reader=reader)
            tell_missed_changes(backfill.shop, stored.changed_ids)
        if page.reached is not None and is_later(page.reached, backfill.position):
            backfill.position, backfill.attempts = page.reached, 0
        if page.cursor is not None:
            backfill.state, backfill.finished_at = BackfillState.DONE, timezone.now()
        backfill.clear_trouble()
        columns = {name: getattr(backfill, name) for name in (*_STORED, *Troubled.TROUBLE_FIELDS)}
        running = Backfill.objects.filter(pk=backfill.pk, state=BackfillState.RUNNING)
        going_on = bool(running.update(**columns, next_attempt_at=None))
    if not going_on:
        backfill.refresh_from_db()
    elif backfill.state == BackfillState.DONE:
        log.info("backfill_done", shop=backfill.shop.slug, seen=backfill.seen, new=backfill.new)
    return going_on and backfill.state == BackfillState.RUNNING


def _count_in(backfill: Backfill, page: PageResult) -> None:
    backfill.seen += page.seen
    backfill.new += page.new
    backfill.changed += page.changed
    backfill.held += page.held
