"""Walks every order that changed, so that none is lost while others change (README.md, "Polling").

Never by offset: an order that changes between two pages would push another one out of sight.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from channels.cursors import BEGINNING, walk_start
from channels.http import Http
from channels.prestashop import api
from channels.prestashop.bundle import LINKED, POINTED, SHARED_FIELDS, assembled, dicts, wanted
from channels.prestashop.fields import words
from channels.prestashop.references import References
from channels.prestashop.times import local_text, zone
from hub.errors import ContractError
from hub.ports import OrderPage, Raw

OVERLAP = timedelta(seconds=300)
# Sorted by date alone, rows get lost at the borders of pages.
_SORTED = ("sort", "[date_upd_ASC,id_ASC]")
_EVER = "2099-12-31 23:59:59"
_MOST_EXCLUDED = 600  # ids of seven digits in a URL of 8 kB, the limit of a plain nginx
_RESOURCES = {"order_slips": "order_slip", "same_reference": "orders"}
_CUSTOMER_FIELDS = "[id,id_default_group,lastname,firstname,email,company,siret,ape,is_guest]"
_DISPLAYED = {"customers": _CUSTOMER_FIELDS, "same_reference": f"[{','.join(SHARED_FIELDS)}]"}


@dataclass(frozen=True, slots=True)
class Walk:
    """One walk: from when to when, in the shop's own writing, and what it knows of the shop."""

    http: Http
    settings: dict[str, str]
    references: References
    since: str
    until: str
    started: datetime
    size: int


def pages(http: Http, since: str | None, size: int = api.MOST_PER_PAGE) -> Iterator[OrderPage]:
    """The pages of one walk, oldest change first; the last one is empty and carries the new cursor."""
    lower = walk_start(since, OVERLAP)
    walk = _begun(http, lower, size)
    seen: set[str] = set()
    for listing in _changed(walk):
        seen.update(words(row.get("id")) for row in dicts(listing.rows))
        if listing.rows:
            yield OrderPage(orders=complete(walk, listing.rows), observed_at=listing.clock)
    if since is not None:
        yield from _refunded(walk, seen)
    yield OrderPage(orders=(), observed_at=walk.started, cursor=walk.started.isoformat())


def one(http: Http, external_id: str) -> OrderPage:
    """The one order; an empty page when the shop no longer has it."""
    walk = _begun(http, BEGINNING, api.MOST_PER_PAGE)
    return OrderPage(orders=complete(walk, _by_ids(http, [external_id])), observed_at=walk.started)


def complete(walk: Walk, orders: list[Any]) -> list[Raw]:
    """The orders with all that belongs to them, in one call per resource for all of them together."""
    pool: dict[str, list[Any]] = {"orders": orders}
    for name, (theirs, own) in LINKED.items():
        values = list(dict.fromkeys(words(row.get(own)) for row in dicts(orders)))
        pool[name] = api.named(
            walk.http,
            _RESOURCES.get(name, name),
            theirs,
            [value for value in values if value],
            _display(name),
        )
    for name in POINTED:
        ids = wanted(name, pool)
        if name in ("customers", "addresses"):
            pool[name] = api.named(walk.http, name, "id", ids, _display(name))
        else:
            pool[name] = walk.references.rows(name, ids)
    return [assembled(order, pool, walk.settings) for order in orders]


def _display(name: str) -> str:
    return _DISPLAYED.get(name, "full")


def _begun(http: Http, lower: datetime, size: int) -> Walk:
    settings, now = api.settings(http)
    place = zone(settings["PS_TIMEZONE"])
    if place is None:
        raise ContractError(
            "no_time_zone",
            f"Shop {http.account.shop}: {settings['PS_TIMEZONE'][:60]!r} is no time zone.",
            "Choose one in International › Localization.",
        )
    since, until = _bounds(lower, now, place)
    return Walk(http, settings, References(http), since, until, now, size)


def _bounds(lower: datetime, now: datetime, place: ZoneInfo) -> tuple[str, str]:
    """In the hour that comes twice a bound must never be too late below, nor too early above."""
    since = local_text(lower, place, now, latest=False)
    return since, local_text(now + timedelta(seconds=1), place, lower, latest=True)


def _changed(walk: Walk) -> Iterator[api.Listing]:
    """Every order that changed, page by page."""
    since = walk.since
    excluded: dict[str, None] = {}
    while True:
        listing = _page(walk, since, list(excluded))
        yield listing
        newest = _newest(listing.rows)
        if len(listing.rows) < walk.size or newest > walk.until:
            return
        if newest > since:
            since, excluded = newest, {}
        else:
            excluded = _more_excluded(excluded, listing.rows, walk.http)


def _page(walk: Walk, since: str, excluded: list[str]) -> api.Listing:
    """One page in full; where the shop cannot give it in one answer, put together from the list of ids."""
    query = [("display", "full"), *_between(since), _SORTED, *_without(excluded)]
    try:
        return api.page(walk.http, "orders", query, walk.size)
    except ContractError as trouble:
        if trouble.code not in ("empty_answer", "refused_request"):
            raise
    return _page_by_ids(walk, since, excluded)


def _page_by_ids(walk: Walk, since: str, excluded: list[str]) -> api.Listing:
    """The same page for a shop that cannot sort by date, or whose answer a broken text empties."""
    listing = api.rows(walk.http, "orders", [("display", "[id,date_upd]"), *_between(since)])
    left = [row for row in dicts(listing.rows) if words(row.get("id")) not in excluded]
    rows = sorted(left, key=lambda row: (words(row.get("date_upd")), _number(row)))[: walk.size]
    ids = [words(row.get("id")) for row in rows]
    found = {words(row.get("id")): row for row in dicts(_by_ids(walk.http, ids))}
    return api.Listing([found[key] for key in ids if key in found], listing.clock)


def _number(row: dict[str, Any]) -> int:
    key = words(row.get("id"))
    return int(key) if key.isdecimal() else 0


def _refunded(walk: Walk, seen: set[str]) -> Iterator[OrderPage]:
    """Orders with a new credit slip, which does not count as a change of the order."""
    query = [("display", "[id,id_order]"), *_between(walk.since)]
    slips = api.rows(walk.http, "order_slip", query)
    ids = list(dict.fromkeys(words(row.get("id_order")) for row in dicts(slips.rows)))
    left = [key for key in ids if key and key not in seen]
    for start in range(0, len(left), walk.size):
        orders = _by_ids(walk.http, left[start : start + walk.size])
        if orders:
            yield OrderPage(orders=complete(walk, orders), observed_at=slips.clock)


def _by_ids(http: Http, ids: list[str]) -> list[Any]:
    """The orders of those ids that the shop still has."""
    return api.named(http, "orders", "id", ids, "full")


def _between(since: str) -> api.Query:
    """Both ends count. Without `date=1` neither filtering nor sorting by dates works."""
    return [("filter[date_upd]", f"[{since},{_EVER}]"), ("date", "1")]


def _without(excluded: list[str]) -> api.Query:
    return [("filter[id]", f"![{'|'.join(excluded)}]")] if excluded else []


def _newest(rows: list[Any]) -> str:
    """The last date of change on a page, as the shop writes it; such texts compare like the times."""
    dates = (row.get("date_upd") for row in reversed(dicts(rows)))
    return next((date for date in dates if isinstance(date, str) and date[:1] in ("1", "2")), "")


def _more_excluded(excluded: dict[str, None], rows: list[Any], http: Http) -> dict[str, None]:
    """More orders in one second than a page holds: leave out those that were read."""
    more = {**excluded, **dict.fromkeys(key for row in dicts(rows) if (key := words(row.get("id"))))}
    if len(more) == len(excluded) or len(more) > _MOST_EXCLUDED:
        raise ContractError(
            "walk_stuck",
            f"Shop {http.account.shop}: too many orders changed in the same second to tell them apart.",
            "Save some of these orders again in the shop, so that their dates of change differ.",
        )
    return more
