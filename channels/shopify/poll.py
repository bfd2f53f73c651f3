"""Walks every order that changed, so that none is lost while others change (README.md, "Polling").

Pages are told by their last order (date of change, id), never by number: an order that changes meanwhile
moves behind, and comes once more.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from channels.cursors import BEGINNING, position, read_up_to, walk_start
from channels.http import Http
from channels.shopify import api
from hub.errors import ContractError
from hub.ports import OrderPage
from hub.sentences import say

OVERLAP = timedelta(minutes=5)
_SECOND = timedelta(seconds=1)
_MOST_BY_PAGING = 20_000  # Shopify gives up paging one query after 25,000 objects
_LONGEST_PAUSE = 20.0


def pages(http: Http, since: str | None, per_page: int = api.ORDERS_PER_PAGE) -> Iterator[OrderPage]:
    """The pages of one walk, oldest change first; the last one carries the new cursor."""
    start = walk_start(since, OVERLAP)
    started: datetime | None = None
    for listing, last in _walk(http, start.orders, per_page):
        started = started or listing.clock
        rows = [api.complete(http, row) for row in listing.rows]
        # By the listing's dates: an order that changed while its lines were read says nothing of the others.
        done = last or _all_newer(listing.rows, started)
        here = read_up_to(map(_changed_at, listing.rows), started, OVERLAP)
        yield OrderPage(
            orders=[row for row in rows if row is not None],
            observed_at=listing.clock,
            cursor=started.isoformat() if done else None,
            reached=position(here, start.rest),
        )
        if done:
            return
        _let_the_bucket_fill(listing)


def count(http: Http, since: str | None) -> int:
    """How many orders a walk reads, as the shop counts them."""
    return api.count(http, _query(walk_start(since, OVERLAP).orders))


def _walk(http: Http, since: datetime, per_page: int) -> Iterator[tuple[api.Listing, bool]]:
    """The listings and whether one is the last. A long query is begun anew where it has come to."""
    after, read = None, 0
    while True:
        listing = api.listing(http, _query(since), after, per_page)
        yield listing, listing.after is None
        after, read = listing.after, read + len(listing.rows)
        if read >= _MOST_BY_PAGING:
            newest = _newest(listing.rows)
            if newest is None or newest <= since:
                raise _stuck(http)
            since, after, read = newest, None, 0


def _query(since: datetime) -> str:
    return f"updated_at:>='{since:%Y-%m-%dT%H:%M:%SZ}'"


def _let_the_bucket_fill(listing: api.Listing) -> None:
    """Waits for the points of the next page instead of being refused."""
    if listing.bucket is not None:
        time.sleep(min(_LONGEST_PAUSE, listing.bucket.wait))


def _all_newer(rows: list[Any], started: datetime) -> bool:
    """Whether the walk has come to orders that changed since it began: they are the next one's."""
    dates = [_changed_at(row) for row in rows]
    return bool(dates) and all(date is not None and date > started + _SECOND for date in dates)


def _newest(rows: list[Any]) -> datetime | None:
    """The last readable date of change on a page."""
    return next((date for row in reversed(rows) if (date := _changed_at(row))), None)


def _changed_at(row: Any) -> datetime | None:
    said: Any = row.get("updatedAt") if isinstance(row, dict) else None
    try:
        moment = datetime.fromisoformat(said)
        return max(BEGINNING, moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC))
    except (TypeError, ValueError, OverflowError):
        return None


def _stuck(http: Http) -> ContractError:
    return ContractError(
        "walk_stuck",
        say(
            "Shop {shop}: more than {count} orders changed in the same second.",
            shop=http.account.shop,
            count=_MOST_BY_PAGING,
        ),
        say("Save some of these orders again in the shop, so that their dates of change differ."),
    )
