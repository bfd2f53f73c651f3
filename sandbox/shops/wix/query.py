"""Searching orders: filter, sort and cursor of ``POST /ecom/v1/orders/search``.

A cursor remembers the question and the last order that was given out, so that orders which change meanwhile
push no other one out of sight.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from sandbox.shops.wix.errors import ApiError, bad_cursor, violation
from sandbox.shops.wix.store import Document

DEFAULT_LIMIT, MOST, MOST_SORT_FIELDS = 100, 100, 4
DATES = frozenset({"createdDate", "updatedDate", "purchasedDate"})
FIELDS = DATES | {
    "id", "number", "status", "paymentStatus", "fulfillmentStatus", "archived", "channelInfo.type",
    "buyerInfo.email", "buyerInfo.contactId", "priceSummary.total.amount",
}  # fmt: skip
_HEAD = "eyJhbGciOiJub25lIn0"

_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "$eq": lambda found, wanted: bool(found == wanted),
    "$ne": lambda found, wanted: bool(found != wanted),
    "$gt": lambda found, wanted: bool(found is not None and found > wanted),
    "$gte": lambda found, wanted: bool(found is not None and found >= wanted),
    "$lt": lambda found, wanted: bool(found is not None and found < wanted),
    "$lte": lambda found, wanted: bool(found is not None and found <= wanted),
    "$in": lambda found, wanted: found in wanted,
    "$nin": lambda found, wanted: found not in wanted,
}


def search(orders: Iterable[Document], question: Document, epoch: int = 0) -> Document:
    """Answer one search. Cursors of an earlier ``epoch`` are stale. Raises ``ApiError``."""
    paging = question.get("cursorPaging") or {}
    limit = _limit(paging.get("limit", DEFAULT_LIMIT))
    if paging.get("cursor"):
        if question.get("filter") or question.get("sort"):
            raise bad_cursor("cursor cannot be combined with filter or sort")
        asked = _opened(str(paging["cursor"]), epoch)
    else:
        asked = {"filter": question.get("filter") or {}, "sort": question.get("sort") or [], "after": None}
    found = _sorted(_matching(orders, asked["filter"]), asked["sort"])
    position = asked["after"]
    if position is not None:
        found = [order for order in found if _is_behind(order, position, asked["sort"])]
    page = found[:limit]
    more = len(found) > len(page)
    cursors = {}
    if more:
        cursors["next"] = _closed({**asked, "after": _position(page[-1], asked["sort"])}, epoch)
    if paging.get("cursor"):
        cursors["prev"] = str(paging["cursor"])[::-1]
    return {"orders": page, "metadata": {"count": len(page), "cursors": cursors, "hasNext": more}}


def _limit(asked: Any) -> int:
    if not isinstance(asked, int) or asked < 1:
        raise violation("search.cursorPaging.limit", f"has value {asked}, must be a number above 0", "MIN")
    if asked > MOST:
        description = f"has value {asked}, must be less than or equal to {MOST}"
        error = violation("search.cursorPaging.limit", description, "MAX", {"threshold": MOST})
        raise error
    return asked


def _matching(orders: Iterable[Document], conditions: Document) -> list[Document]:
    tests = [_test(field, condition) for field, condition in conditions.items()]
    # An order that is still being placed is never shown.
    shown = [order for order in orders if order.get("status") != "INITIALIZED"]
    return [order for order in shown if all(test(order) for test in tests)]


def _test(field: str, condition: Any) -> Callable[[Document], bool]:
    _known(field, "search.filter")
    operators = condition if isinstance(condition, dict) else {"$eq": condition}
    unknown = [name for name in operators if name not in _OPERATORS]
    if unknown:
        raise violation("search.filter", f"has unknown operator {unknown[0]}", "OTHER")
    wanted = {name: _comparable(field, value) for name, value in operators.items()}

    def test(order: Document) -> bool:
        found = _comparable(field, _value(order, field))
        return all(_OPERATORS[name](found, value) for name, value in wanted.items())

    return test


def _sorted(orders: list[Document], sort: list[Document]) -> list[Document]:
    if len(sort) > MOST_SORT_FIELDS:
        raise violation("search.sort", "has more than 4 items", "MAX_SIZE", {"threshold": MOST_SORT_FIELDS})
    ranked = sorted(orders, key=lambda order: str(order["id"]))
    for field, descending in reversed(_sort_fields(sort)):
        ranked.sort(key=_key(field), reverse=descending)
    return ranked


def _sort_fields(sort: list[Document]) -> list[tuple[str, bool]]:
    """Field and whether it descends; without any, the newest order first."""
    named = [(str(entry.get("fieldName")), entry.get("order") == "DESC") for entry in sort]
    for field, _ in named:
        _known(field, "search.sort")
    return named or [("createdDate", True)]


def _position(order: Document, sort: list[Document]) -> list[Any]:
    return [*(_value(order, field) for field, _ in _sort_fields(sort)), order["id"]]


def _is_behind(order: Document, position: list[Any], sort: list[Document]) -> bool:
    for (field, descending), last in zip(_sort_fields(sort), position[:-1], strict=True):
        here, there = _comparable(field, _value(order, field)), _comparable(field, last)
        if here != there:
            return bool(here < there if descending else here > there)
    return str(order["id"]) > str(position[-1])


def _key(field: str) -> Callable[[Document], Any]:
    return lambda order: (_value(order, field) is not None, _comparable(field, _value(order, field)))


def _known(field: str, where: str) -> None:
    if field not in FIELDS:
        raise violation(where, f"has unsupported field {field}", "OTHER")


def _value(order: Document, field: str) -> Any:
    found: Any = order
    for name in field.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _comparable(field: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_comparable(field, item) for item in value]
    if field not in DATES or value is None:
        return value
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        raise violation(f"search.filter.{field}", f"has value {value}, must be a date", "OTHER") from None


def _closed(question: Document, epoch: int) -> str:
    text = json.dumps({**question, "epoch": epoch}, separators=(",", ":")).encode()
    return f"{_HEAD}.{base64.urlsafe_b64encode(text).decode().rstrip('=')}"


def _opened(cursor: str, epoch: int) -> Document:
    _, _, text = cursor.partition(".")
    try:
        question: Document = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if question["epoch"] == epoch:
            return {name: question[name] for name in ("filter", "sort", "after")}
    except (binascii.Error, ValueError, KeyError, TypeError):
        raise _stale() from None
    raise _stale()


def _stale() -> ApiError:
    return bad_cursor("cursor is invalid or has expired")
