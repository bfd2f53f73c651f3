"""One walk through what changed: its clocks, and its pages of orders, chosen by date of change.

Never by offset: an order that changes between two pages would push another one out of sight.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from channels.cursors import read_up_to
from channels.http import Http
from channels.prestashop import api
from channels.prestashop.bundle import dicts
from channels.prestashop.fields import words
from channels.prestashop.references import References
from channels.prestashop.times import earliest, local_text, zone
from hub.errors import ContractError
from hub.sentences import say

OVERLAP = timedelta(seconds=300)
_CLOCK_CHANGE = timedelta(hours=3)  # no zone turns its clocks by more
# Sorted by date alone, rows get lost at the borders of pages.
_SORTED = ("sort", "[date_upd_ASC,id_ASC]")
_EVER = "2099-12-31 23:59:59"
_MOST_EXCLUDED = 600  # ids of seven digits in a URL of 8 kB, the limit of a plain nginx


@dataclass(frozen=True, slots=True)
class Walk:
    """One walk: what it knows of the shop, where its clocks stand, and how many orders make a page."""

    http: Http
    settings: dict[str, str]
    references: References
    place: ZoneInfo
    started: datetime
    size: int

    def local(self, at: datetime) -> str:
        """A lower bound as the shop writes it; never too late in the hour that comes twice."""
        return local_text(at, self.place, at + _CLOCK_CHANGE, latest=False)

    def read_up_to(self, dates: Iterable[str]) -> datetime | None:
        """Up to when all is read after rows with these dates, by the earlier of their two readings."""
        return read_up_to((earliest(date, self.place) for date in dates), self.started, OVERLAP)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of orders; ids and dates of change are those by which the shop chose it, one for each."""

    orders: list[Any]
    clock: datetime
    ids: list[str]
    dates: list[str]


def begun(http: Http, size: int) -> Walk:
    """A walk that starts now, `size` orders a page; `ContractError` where the shop has no time zone."""
    settings, now = api.settings(http)
    place = zone(settings["PS_TIMEZONE"])
    if place is None:
        raise ContractError(
            "no_time_zone",
            say(
                "Shop {shop}: {zone} is no time zone.",
                shop=http.account.shop,
                zone=repr(settings["PS_TIMEZONE"][:60]),
            ),
            say("Choose one in International › Localization."),
        )
    return Walk(http, settings, References(http), place, now, size)


def changed(walk: Walk, lower: datetime) -> Iterator[Page]:
    """Every order that changed, page by page."""
    since = walk.local(lower)
    # In the hour that comes twice, what changed just before the clocks went back bears the later time.
    before = walk.started - _CLOCK_CHANGE
    until = local_text(walk.started + timedelta(seconds=1), walk.place, before, latest=True)
    excluded: dict[str, None] = {}
    while True:
        page = _page(walk, since, list(excluded))
        yield page
        newest = _newest(page.dates)
        if len(page.ids) < walk.size or newest > until:
            return
        if newest > since:
            # What changes once more within this second comes in the overlap of the next walk.
            read = [key for key, date in zip(page.ids, page.dates, strict=True) if key and date == newest]
            since, excluded = newest, dict.fromkeys(read)
        else:
            excluded = _more_excluded(excluded, page.ids, walk.http)


def _page(walk: Walk, since: str, excluded: list[str]) -> Page:
    """One page in full; where the shop cannot give it in one answer, put together from the list of ids."""
    query = [("display", "full"), *between(since), _SORTED, *_without(excluded)]
    try:
        listing = api.page(walk.http, "orders", query, walk.size)
    except ContractError as trouble:
        if trouble.code not in api.BROKEN_PAGE:
            raise
        return _page_by_ids(walk, since, excluded)
    ids, dates = _keys(listing.rows)
    if len(ids) == walk.size and dates != sorted(dates):
        return _page_by_ids(walk, since, excluded)  # it took no notice of the order asked for
    return Page(listing.rows, listing.clock, ids, dates)


def _page_by_ids(walk: Walk, since: str, excluded: list[str]) -> Page:
    """The same page for a shop that cannot sort by date, or whose answer a broken text spoils.

    An order that changes, or is deleted, before it is read in full moves nothing: its page was chosen before.
    """
    listing = api.rows(walk.http, "orders", [("display", "[id,date_upd]"), *between(since)])
    left = [row for row in dicts(listing.rows) if words(row.get("id")) not in excluded]
    ids, dates = _keys(sorted(left, key=age)[: walk.size])
    found = {words(row.get("id")): row for row in dicts(by_ids(walk.http, ids))}
    return Page([found[key] for key in ids if key in found], listing.clock, ids, dates)


def _keys(rows: list[Any]) -> tuple[list[str], list[str]]:
    """Ids and dates of change."""
    keys = [(words(row.get("id")), words(row.get("date_upd"))) for row in map(_dict, rows)]
    return [key for key, _ in keys], [date for _, date in keys]


def _dict(row: Any) -> dict[str, Any]:
    return row if isinstance(row, dict) else {}


def age(row: dict[str, Any]) -> tuple[str, int]:
    """Sorts rows, oldest change first."""
    return words(row.get("date_upd")), _number(row)


def _number(row: dict[str, Any]) -> int:
    key = words(row.get("id"))
    return int(key) if key.isdecimal() else 0


def by_ids(http: Http, ids: list[str]) -> list[Any]:
    """The orders of those ids that the shop still has."""
    return api.named(http, "orders", "id", ids, "full")


def between(since: str) -> api.Query:
    """Both ends count. Without `date=1` neither filtering nor sorting by dates works."""
    return [("filter[date_upd]", f"[{since},{_EVER}]"), ("date", "1")]


def _without(excluded: list[str]) -> api.Query:
    return [("filter[id]", f"![{'|'.join(excluded)}]")] if excluded else []


def _newest(dates: list[str]) -> str:
    """The last readable date of change, as the shop writes it; such texts compare like the times."""
    return next((date for date in reversed(dates) if date[:1] in ("1", "2")), "")


def _more_excluded(excluded: dict[str, None], ids: list[str], http: Http) -> dict[str, None]:
    """More orders in one second than a page holds: leave out those that were read."""
    more = {**excluded, **dict.fromkeys(key for key in ids if key)}
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
