"""Walks every order that changed, so that none is lost while others change (README.md, "Polling")."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from channels.cursors import position, read_up_to, walk_start
from channels.wix.api import MOST_PER_PAGE, Api, Listing
from channels.wix.errors import STALE_CURSOR
from hub.errors import ContractError
from hub.ports import OrderPage, Raw
from hub.sentences import say

OVERLAP = timedelta(minutes=5)
_SECOND = timedelta(seconds=1)


def pages(api: Api, since: str | None, per_page: int = MOST_PER_PAGE) -> Iterator[OrderPage]:
    """The pages of one walk, oldest change first; the last one carries the new cursor."""
    start = walk_start(since, OVERLAP)
    started: datetime | None = None
    for listing in _walk(api, start.orders, per_page):
        started = started or listing.clock
        done = listing.next is None or _is_later(listing, started)
        yield OrderPage(
            orders=_complete(api, listing.rows),
            observed_at=listing.clock,
            cursor=started.isoformat() if done else None,
            reached=position(read_up_to(map(_changed_at, listing.rows), started, OVERLAP), start.rest),
        )
        if done:
            return


def count(api: Api, since: str | None) -> int:
    """How many orders a walk reads: Wix counts none, so they are listed, without payments and refunds."""
    listings = _walk(api, walk_start(since, OVERLAP).orders, MOST_PER_PAGE)
    rows = (row for listing in listings for row in listing.rows)
    return len({row.get("id") for row in rows if isinstance(row, dict)})


def _walk(api: Api, after: datetime, per_page: int) -> Iterator[Listing]:
    """All listings, each by the cursor of the one before; from where we are when Wix lets it go stale."""
    question = _first_question(after, per_page)
    seen: set[str] = set()
    resumed: datetime | None = None
    while True:
        try:
            listing = api.search(question)
        except ContractError as trouble:
            if trouble.code != STALE_CURSOR or "filter" in question or after == resumed:
                raise
            question, resumed = _first_question(after, per_page), after
            continue
        yield listing
        after = max(after, newest(listing.rows) or after)
        if listing.next is None:
            return
        if listing.next in seen:
            raise _stuck()
        seen.add(listing.next)
        question = {"cursorPaging": {"limit": per_page, "cursor": listing.next}}


def _first_question(after: datetime, per_page: int) -> dict[str, Any]:
    return {
        "filter": {"updatedDate": {"$gte": f"{after:%Y-%m-%dT%H:%M:%S}.{after.microsecond // 1000:03}Z"}},
        "sort": [{"fieldName": "updatedDate", "order": "ASC"}],
        "cursorPaging": {"limit": per_page},
    }


def _complete(api: Api, rows: list[Any]) -> list[Raw]:
    """The raw orders: each row with its payments and refunds, which take one call for the whole page.

    A row that cannot even be addressed stays as it is; the mapping will say what is wrong with it.
    """
    keys = [row.get("id") if isinstance(row, dict) else None for row in rows]
    ids = list(dict.fromkeys(key for key in keys if isinstance(key, str) and key))
    found = api.transactions_of(ids) if ids else {}
    return [
        {"order": row, "transactions": found.get(key) if isinstance(key, str) else None}
        for row, key in zip(rows, keys, strict=True)
    ]


def _is_later(listing: Listing, started: datetime) -> bool:
    """Whether the walk has reached what changed after it began: that is the next walk's."""
    last = newest(listing.rows)
    return last is not None and last > started + _SECOND


def newest(rows: list[Any]) -> datetime | None:
    """The last readable date of change on a page; rows without one do not count."""
    return next((date for row in reversed(rows) if (date := _changed_at(row))), None)


def _changed_at(row: Any) -> datetime | None:
    said: Any = row.get("updatedDate") if isinstance(row, dict) else None
    try:
        moment = datetime.fromisoformat(said)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None


def _stuck() -> ContractError:
    return ContractError(
        "walk_stuck",
        say("Wix gave the same position within the listing twice: the walk would never end."),
        say("Nothing to do for now: the next walk starts again from the same place. Report it if it lasts."),
    )
