"""Walks every order that changed, so that none is lost while others change (README.md, "Polling")."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from channels.cursors import position, walk_start
from channels.http import Http
from channels.prestashop import api
from channels.prestashop.bundle import LINKED, POINTED, SHARED_FIELDS, Assembly, dicts, wanted
from channels.prestashop.fields import words
from channels.prestashop.walk import OVERLAP, Walk, age, begun, between, by_ids, changed
from hub.ports import OrderPage, Raw

_RESOURCES = {"order_slips": "order_slip", "same_reference": "orders"}
_CUSTOMER_FIELDS = "[id,id_default_group,lastname,firstname,email,company,siret,ape,is_guest]"
_DISPLAYED = {"customers": _CUSTOMER_FIELDS, "same_reference": f"[{','.join(SHARED_FIELDS)}]"}


def pages(http: Http, since: str | None, size: int = api.MOST_PER_PAGE) -> Iterator[OrderPage]:
    """The pages of one walk, oldest change first; the last one is empty and carries the new cursor."""
    start = walk_start(since, OVERLAP)
    walk = begun(http, size)
    # Orders that are read for the first time come with their slips: only later ones are missing.
    slips_from = start.rest if since is not None else walk.started - OVERLAP
    seen: set[str] = set()
    for page in changed(walk, start.orders):
        seen.update(page.ids)
        if page.orders:
            reached = position(walk.read_up_to(page.dates), slips_from)
            yield OrderPage(orders=complete(walk, page.orders), observed_at=page.clock, reached=reached)
    if since is not None:
        yield from _refunded(walk, slips_from, seen)
    yield OrderPage(orders=(), observed_at=walk.started, cursor=walk.started.isoformat())


def count(http: Http, since: str | None) -> int:
    """How many orders a walk reads, by lists of ids."""
    start = walk_start(since, OVERLAP)
    walk = begun(http, api.MOST_PER_PAGE)
    ids = [("display", "[id]")]
    listing = api.rows(http, "orders", [*ids, *between(walk.local(start.orders))])
    moved = {words(row.get("id")) for row in dicts(listing.rows)}
    if since is None:
        return len(moved)
    refunded = [key for key in _slips(walk, start.rest).dates if key not in moved]
    return len(moved) + len(api.named(http, "orders", "id", refunded, "[id]"))


def one(http: Http, external_id: str) -> OrderPage:
    """The one order; an empty page when the shop no longer has it."""
    walk = begun(http, api.MOST_PER_PAGE)
    return OrderPage(orders=complete(walk, by_ids(http, [external_id])), observed_at=walk.started)


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
    assembly = Assembly(pool, walk.settings)
    return [assembly.raw(order) for order in orders]


def _display(name: str) -> str:
    return _DISPLAYED.get(name, "full")


@dataclass(frozen=True, slots=True)
class Slips:
    """Order id → date of the first of its credit slips, oldest first."""

    dates: dict[str, str]
    clock: datetime


def _slips(walk: Walk, since: datetime) -> Slips:
    query = [("display", "[id,id_order,date_upd]"), *between(walk.local(since))]
    listing = api.rows(walk.http, "order_slip", query)
    dates: dict[str, str] = {}
    for row in sorted(dicts(listing.rows), key=age):
        dates.setdefault(words(row.get("id_order")), words(row.get("date_upd")))
    dates.pop("", None)
    return Slips(dates, listing.clock)


def _refunded(walk: Walk, since: datetime, seen: set[str]) -> Iterator[OrderPage]:
    """Orders with a new credit slip, which does not count as a change of the order."""
    slips = _slips(walk, since)
    left = [key for key in slips.dates if key not in seen]
    for start in range(0, len(left), walk.size):
        keys = left[start : start + walk.size]
        orders = by_ids(walk.http, keys)
        if orders:
            # All other changes until the start are read; of slips on orders that are `seen`, so much is sure.
            here = walk.read_up_to([slips.dates[keys[-1]]])
            reached = position(walk.started - OVERLAP, here)
            yield OrderPage(orders=complete(walk, orders), observed_at=slips.clock, reached=reached)
