"""Where a walk begins: at a cursor minus an overlap, or where another walk was cut.

A cursor is a moment of the platform's clock, `2026-11-21T22:00:00+00:00`. The position of a walk that was
cut is two of them, `orders/rest`, and is read from exactly: the overlap is in it already, or else a walk
that is cut again and again among many changes of a few minutes would never come further.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hub.errors import ConfigError
from hub.sentences import say

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Start:
    """From when (UTC, inclusive) a walk reads its orders, and from when the rest that it reads after them.

    The rest is what the listing of changed orders does not show (trash, credit slips): what the cut walk had
    not come to. Platforms without such a rest do not look at it.
    """

    orders: datetime
    rest: datetime


def walk_start(since: str | None, back: timedelta) -> Start:
    """Where to read from: a cursor minus `back`, a position as it is, or the beginning of time for None.

    A time without zone is UTC. Raises `ConfigError` for what is neither.
    """
    if since is None:
        return Start(BEGINNING, BEGINNING)
    try:
        times = [_moment(text) for text in since.split("/")]
        if len(times) == 1:
            times = [times[0] - back] * 2
        orders, rest = (max(BEGINNING, time) for time in times)
    except (ValueError, OverflowError):
        raise ConfigError(
            "bad_cursor",
            say("{since} is no position to read from.", since=repr(since)),
            say("Give a time like 2026-11-21T22:00:00Z."),
        ) from None
    return Start(orders, rest)


def read_up_to(dates: Iterable[datetime | None], began: datetime, back: timedelta) -> datetime | None:
    """Up to when all is read after a page of orders with these dates of change.

    The walk began at that moment of the platform's clock: what was saved less than `back` before it may have
    become visible since, behind a page that was read already. None for a page that proves nothing: an empty
    one, one whose dates are unreadable or not in their order.
    """
    found = list(dates)
    known = [date for date in found if date is not None]
    if not known or len(known) < len(found) or known != sorted(known):
        return None
    return min(known[-1], began - back)


def position(orders: datetime | None, rest: datetime | None) -> str | None:
    """Where a walk goes on that was cut when it had read both up to there; None where one is not known."""
    if orders is None or rest is None:
        return None
    return f"{orders.isoformat()}/{rest.isoformat()}"


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
