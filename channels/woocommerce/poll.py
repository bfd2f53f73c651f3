"""Walks every order that changed, so that none is lost while others change (README.md, "Polling").

Never by page or offset: an order that changes between two pages would push another one out of sight.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from channels.cursors import BEGINNING, Start, position, read_up_to, walk_start
from channels.http import Http
from channels.woocommerce import api
from channels.woocommerce.status import DRAFTS
from hub.errors import ContractError
from hub.ports import OrderPage, Raw
from hub.sentences import say

OVERLAP = timedelta(seconds=300)
_SECOND = timedelta(seconds=1)
_MOST_EXCLUDED = 900  # ids of seven digits in a URL of 8 kB, the limit of a plain nginx


def pages(http: Http, since: str | None, per_page: int = api.MOST_PER_PAGE) -> Iterator[OrderPage]:
    """The pages of one walk, oldest change first; the last one is empty and carries the new cursor."""
    start = walk_start(since, OVERLAP)
    started: datetime | None = None
    # "any" leaves the trash out, in lists of statuses too: it must be asked for by itself.
    for status in ("any", "trash"):
        for listing in _walk(http, status, _after(status, start), started, per_page):
            started = started or listing.clock
            raws = [complete(http, row) for row in listing.rows if not _is_draft(row)]
            if raws:
                reached = _reached(status, listing, start, started)
                yield OrderPage(orders=raws, observed_at=listing.clock, reached=reached)
    if started is None:
        raise ContractError("empty_walk", say("The walk read nothing."), say("Report it."))
    yield OrderPage(orders=(), observed_at=started, cursor=started.isoformat())


def count(http: Http, since: str | None) -> int:
    """How many orders a walk reads, by the totals that come with one row.

    With the old storage, drafts of the checkout are counted too.
    """
    start = walk_start(since, OVERLAP)
    queries = [_query(status, _after(status, start), []) for status in ("any", "trash")]
    return sum(api.total(http, query) for query in queries)


def complete(http: Http, row: Any) -> Raw:
    """The raw order: the row, in enough decimals for its currency, with the detail of its refunds.

    A row that cannot even be addressed stays as it is; the mapping will say what is wrong with it.
    """
    key = row.get("id") if isinstance(row, dict) else None
    if not isinstance(key, int):
        return {"order": row, "refunds": []}
    places = api.places(row.get("currency"))
    if places > api.DECIMALS:
        row = api.one_order(http, str(key), places)[0] or row
    details = api.refunds(http, str(key), places) if row.get("refunds") else []
    return {"order": row, "refunds": details}


def _after(status: str, start: Start) -> datetime:
    """The bound of a listing that takes only what is later than it."""
    return max(BEGINNING, (start.rest if status == "trash" else start.orders) - _SECOND)


def _reached(status: str, listing: api.Listing, start: Start, started: datetime) -> str | None:
    """Where to go on after this page. The trash comes last: until the start, all else has been read."""
    here = read_up_to(map(_changed_at, listing.rows), started, OVERLAP)
    return position(started - OVERLAP, here) if status == "trash" else position(here, start.rest)


def _walk(
    http: Http, status: str, after: datetime, started: datetime | None, per_page: int
) -> Iterator[api.Listing]:
    """The listings of one status. The next one starts a second before the last order of the one before."""
    excluded: list[str] = []
    while True:
        listing = api.listing(http, _query(status, after, excluded), per_page)
        yield listing
        started = started or listing.clock
        newest = _newest(listing.rows)
        if listing.pages <= 1 or not listing.rows:
            return
        if newest is not None and newest > started + _SECOND:
            return  # changed since the walk began: the next one has it
        if newest is not None and newest - _SECOND > after:
            after, excluded = newest - _SECOND, []
        else:
            excluded = _more_excluded(excluded, listing.rows, http)


def _query(status: str, after: datetime, excluded: list[str]) -> list[tuple[str, str]]:
    query = [
        ("status", status),
        ("orderby", "modified"),
        ("order", "asc"),
        # With dates_are_gmt a trailing "Z" would shift the bound by the site's offset.
        ("dates_are_gmt", "true"),
        ("modified_after", f"{after:%Y-%m-%dT%H:%M:%S}"),
    ]
    return [*query, ("exclude", ",".join(excluded))] if excluded else query


def _more_excluded(excluded: list[str], rows: list[Any], http: Http) -> list[str]:
    """More orders in one second than a page holds: leave out those that were read."""
    ids = [str(row["id"]) for row in rows if isinstance(row, dict) and isinstance(row.get("id"), int)]
    more = list(dict.fromkeys([*excluded, *ids]))
    if len(more) == len(excluded) or len(more) > _MOST_EXCLUDED:
        raise ContractError(
            "walk_stuck",
            say(
                "Shop {shop}: too many orders changed in the same second to tell them apart.",
                shop=http.account.shop,
            ),
            say("Save some of these orders again in the shop, so that their dates of change differ."),
        )
    return more


def _newest(rows: list[Any]) -> datetime | None:
    """The last readable date of change on a page; rows without one do not count."""
    return next((date for row in reversed(rows) if (date := _changed_at(row))), None)


def _changed_at(row: Any) -> datetime | None:
    said: Any = row.get("date_modified_gmt") if isinstance(row, dict) else None
    try:
        return max(BEGINNING, datetime.fromisoformat(said).replace(tzinfo=UTC))
    except (TypeError, ValueError):
        return None


def _is_draft(row: Any) -> bool:
    return isinstance(row, dict) and row.get("status") in DRAFTS
