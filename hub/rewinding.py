"""Moving a shop's cursor by hand: back, to read again what changed since; forward only on purpose."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hub import ports
from hub.caught import trouble_of
from hub.errors import BusinessError
from hub.ingest.turn import take_turn
from hub.models import Cursor, Event, EventKind, Shop
from hub.order.document import time_text
from hub.positions import BEGINNING, moment_of, refuse_future
from hub.sentences import reasoned, say


@dataclass(frozen=True, slots=True)
class Preview:
    """What a rewind would do: where the cursor stands (empty: nowhere yet), and how many orders it means.

    `again` orders changed since the new position. `skips` when that lies after the cursor: the `skipped`
    orders that changed between them would not be read.
    """

    position: str
    again: int
    skips: bool
    skipped: int


def preview(shop: Shop, to: datetime) -> Preview:
    """Ask the shop how many orders are meant; raises an `AffluentError` where it cannot say."""
    refuse_future(shop, to)
    cursor = Cursor.objects.filter(shop=shop).first() or Cursor(shop=shop)
    skips, counts = _is_forward(cursor, to), list[int]()

    def count() -> None:
        source = ports.channel(shop.channel).open(shop.account)
        counts.append(source.count(time_text(to)))
        if skips:
            counts.append(source.count(_furthest(cursor) or None))

    if trouble := trouble_of(shop, count):
        raise trouble
    again, since_cursor = counts[0], counts[-1]
    return Preview(cursor.position, again, skips, max(0, since_cursor - again))


def rewind(shop: Shop, to: datetime, *, by: str, reason: str, skip: bool = False) -> None:
    """Let the next poll start there. A poll that is under way stores its page and then ends.

    Raises `BusinessError` for the future, and, without `skip`, for what lies after the cursor.
    """
    refuse_future(shop, to)
    with transaction.atomic():
        cursor = take_turn(shop)
        forward = _is_forward(cursor, to)
        if forward and not skip:
            raise BusinessError("would_skip", _would_skip(shop, cursor, to), _SKIP_REMEDY)
        before = cursor.position or say("the beginning")
        text = say("Cursor moved from {before} to {moment}.", before=before, moment=time_text(to))
        detail = {"from": cursor.position, "resume": cursor.resume, "to": time_text(to)}
        cursor.read_until = "" if forward else _furthest(cursor)
        cursor.position, cursor.resume = time_text(max(to, BEGINNING)), ""
        cursor.rewinds += 1
        cursor.skipped_until = to if forward else _still_skipped(cursor, to)
        cursor.save()
        Event.objects.create(
            shop=shop, kind=EventKind.STAFF, actor=by, text=reasoned(text, reason), detail=detail
        )
    Shop.objects.filter(pk=shop.pk).update(next_poll_at=None)


_SKIP_REMEDY = say("Choose an earlier day. To leave these orders out on purpose: `manage.py rewind --skip`.")


def _is_forward(cursor: Cursor, to: datetime) -> bool:
    """Whether what changed before `to` may not have been read; a position that is no time is before all."""
    furthest = moment_of(_furthest(cursor))
    return furthest is None or to > furthest


def _furthest(cursor: Cursor) -> str:
    """The newest position that a complete walk reached, also when the cursor was moved back since."""
    return cursor.read_until or cursor.position


def _still_skipped(cursor: Cursor, to: datetime) -> datetime | None:
    return min(cursor.skipped_until, to) if cursor.skipped_until else None


def _would_skip(shop: Shop, cursor: Cursor, to: datetime) -> str:
    read = (
        say("was read until {furthest}", furthest=_furthest(cursor))
        if cursor.position
        else say("was not read to its end yet")
    )
    return say(
        "Shop {shop} {read}: what changed from there to {moment} would never be read.",
        shop=shop.slug,
        read=read,
        moment=time_text(to),
    )
