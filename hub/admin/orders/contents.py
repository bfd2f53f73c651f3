"""The tabs with an order's contents: unified, raw, and what each revision changed."""

from dataclasses import dataclass
from itertools import islice
from typing import Any

from hub.admin.orders.differences import Change, changes
from hub.admin.orders.pretty import pretty
from hub.models import Order, Revision

MOST_REVISIONS = 30
MOST_CHANGES = 200  # per revision
_MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class RevisionView:
    """A revision and what it changed. `more`: there are further changes that are not shown."""

    revision: Revision
    changes: list[Change]
    more: bool


def unified(order: Order) -> dict[str, Any]:
    """The newest unified document."""
    newest = order.newest
    text, cut = pretty(newest.document) if newest else ("", False)
    return {"json": text, "cut": cut, "revision": newest}


def raw(order: Order) -> dict[str, Any]:
    """The newest raw order, understood or not."""
    text, cut = pretty(order.raw.payload) if order.raw else ("", False)
    return {"json": text, "cut": cut, "raw": order.raw}


def revisions(order: Order, first: str = "", second: str = "") -> dict[str, Any]:
    """The newest revisions, each with what it changed of the one before; or what lies between two."""
    if first and second:
        return {"compared": _compared(order, first, second), "first": first, "second": second}
    rows = list(order.revisions.order_by("-number")[: MOST_REVISIONS + 1])
    shown = [_view(row, rows[place + 1] if place + 1 < len(rows) else None) for place, row in enumerate(rows)]
    return {"revisions": shown[:MOST_REVISIONS], "older": len(rows) > MOST_REVISIONS}


def _compared(order: Order, first: str, second: str) -> RevisionView | None:
    """What lies between two revisions, however far apart; None where one of them does not exist."""
    if not (first.isdecimal() and second.isdecimal() and max(len(first), len(second)) <= _MOST_DIGITS):
        return None
    rows = {row.number: row for row in order.revisions.filter(number__in=(int(first), int(second)))}
    if int(first) not in rows or int(second) not in rows:
        return None
    return _view(rows[int(second)], rows[int(first)])


def _view(revision: Revision, before: Revision | None) -> RevisionView:
    if before is None:
        return RevisionView(revision, [], more=False)
    found = list(islice(changes(before.document, revision.document), MOST_CHANGES + 1))
    return RevisionView(revision, found[:MOST_CHANGES], more=len(found) > MOST_CHANGES)
