"""Listing orders: reading the query, filtering, sorting, cutting a page, and the headers that go with it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus
from zoneinfo import ZoneInfo

from sandbox.shops.woocommerce.dates import rest_date
from sandbox.shops.woocommerce.errors import InvalidParamError, invalid_params
from sandbox.shops.woocommerce.storage import Storage

Document = dict[str, Any]
Query = Sequence[tuple[str, str]]

ORDERBY = ("date", "id", "include", "title", "slug", "modified")
TRUE, FALSE = frozenset({"true", "1"}), frozenset({"false", "0", ""})
DATE_FILTERS = {
    "after": "created",
    "before": "created",
    "modified_after": "modified",
    "modified_before": "modified",
}


@dataclass(frozen=True, slots=True)
class ListQuery:
    """A validated query of ``/orders``. Dates are wall clocks; ``dates_are_gmt`` says which column they
    meet.
    """

    statuses: tuple[str, ...]
    page: int
    per_page: int
    offset: int | None
    orderby: str
    descending: bool
    dates: Mapping[str, str]
    dates_are_gmt: bool
    include: tuple[int, ...]
    exclude: frozenset[int]
    customer: int | None

    @property
    def start(self) -> int:
        """Position of the first row."""
        return self.offset if self.offset is not None else (self.page - 1) * self.per_page


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a listing and what the headers say of the whole."""

    rows: list[Document]
    total: int
    pages: int


class _Reader:
    """Reads parameters and collects every one that does not validate."""

    def __init__(self, query: Query) -> None:
        self._lists: dict[str, list[str]] = {}
        for name, text in query:
            self._lists.setdefault(name.partition("[")[0], []).append(text)
        self.problems: list[InvalidParamError] = []

    def _fail(self, name: str, code: str, message: str) -> None:
        self.problems.append(InvalidParamError(name, code, message))

    def text(self, name: str) -> str | None:
        """The last value given."""
        return self._lists[name][-1] if name in self._lists else None

    def words(self, name: str) -> list[str]:
        """A list: comma separated, or repeated as ``name[]``."""
        return [word for text in self._lists.get(name, []) for word in text.split(",") if word]

    def integer(
        self, name: str, default: int | None, low: int | None = None, high: int | None = None
    ) -> int | None:
        """An integer within bounds."""
        text = self.text(name)
        if text is None:
            return default
        if not text.lstrip("-").isdigit():
            self._fail(name, "rest_invalid_type", f"{name} is not of type integer.")
            return default
        number = int(text)
        if low is not None and high is not None and not low <= number <= high:
            between = f"{name} must be between {low} (inclusive) and {high} (inclusive)"
            self._fail(name, "rest_out_of_bounds", between)
        elif low is not None and number < low:
            self._fail(name, "rest_out_of_bounds", f"{name} must be greater than or equal to {low}")
        return number

    def integers(self, name: str) -> tuple[int, ...]:
        """A list of integers."""
        words = self.words(name)
        for position, word in enumerate(words):
            if not word.strip().lstrip("-").isdigit():
                self._fail(name, "rest_invalid_type", f"{name}[{position}] is not of type integer.")
                return ()
        return tuple(int(word) for word in words)

    def one_of(self, name: str, allowed: Sequence[str], default: str) -> str:
        """One of the allowed words."""
        text = self.text(name)
        if text is None:
            return default
        if text not in allowed:
            self._fail(name, "rest_not_in_enum", f"{name} is not one of {_enumerated(allowed)}.")
        return text

    def many_of(self, name: str, allowed: Sequence[str], default: str) -> tuple[str, ...]:
        """A list of allowed words."""
        words = self.words(name) or [default]
        for position, word in enumerate(words):
            if word not in allowed:
                self._fail(
                    name, "rest_not_in_enum", f"{name}[{position}] is not one of {_enumerated(allowed)}."
                )
                break
        return tuple(words)

    def flag(self, name: str) -> bool:
        """A boolean."""
        text = (self.text(name) or "").lower()
        if text not in TRUE | FALSE:
            self._fail(name, "rest_invalid_type", f"{name} is not of type boolean.")
        return text in TRUE

    def date(self, name: str, zone: ZoneInfo) -> str | None:
        """A date with a time."""
        text = self.text(name)
        parsed = rest_date(text, zone) if text is not None else None
        if text is not None and parsed is None:
            self._fail(name, "rest_invalid_date", "Invalid date.")
        return parsed


def _enumerated(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])}, and {words[-1]}" if len(words) > 2 else " and ".join(words)


def read_query(query: Query, statuses: Iterable[str], zone: ZoneInfo) -> ListQuery:
    """Validate a query of ``/orders``. Raises ``RestError`` 400 that names every bad parameter."""
    reader = _Reader(query)
    read = ListQuery(
        statuses=reader.many_of("status", ("any", "trash", "auto-draft", *statuses), "any"),
        page=reader.integer("page", 1, 1) or 1,
        per_page=reader.integer("per_page", 10, 1, 100) or 10,
        offset=reader.integer("offset", None),
        orderby=reader.one_of("orderby", ORDERBY, "date"),
        descending=reader.one_of("order", ("asc", "desc"), "desc") == "desc",
        dates={name: date for name in DATE_FILTERS if (date := reader.date(name, zone)) is not None},
        dates_are_gmt=reader.flag("dates_are_gmt"),
        include=reader.integers("include"),
        exclude=frozenset(reader.integers("exclude")),
        customer=reader.integer("customer", None),
    )
    reader.integer("dp", None)
    if reader.problems:
        raise invalid_params(reader.problems)
    return read


def find(orders: Iterable[Document], query: ListQuery, storage: Storage) -> Page:
    """Return the page of stored orders that a query asks for."""
    found = [order for order in orders if _matches(order, query, storage)]
    _sort(found, query, storage)
    total = len(found)
    rows = found[query.start : query.start + query.per_page]
    if not rows and storage is Storage.HPOS:
        total = 0  # measured: past the end the order tables count nothing
    return Page(rows, total, -(-total // query.per_page))


def _matches(order: Document, query: ListQuery, storage: Storage) -> bool:
    order_id = order["id"]
    if order_id in query.exclude or (query.include and order_id not in query.include):
        return False
    if query.customer is not None and order["customer_id"] != query.customer:
        return False
    return _status_matches(order["status"], query.statuses, storage) and _dates_match(order, query)


def _status_matches(status: str, wanted: Sequence[str], storage: Storage) -> bool:
    if "any" in wanted:  # swallows whatever else the list names
        return status not in storage.outside_any
    if storage is Storage.LEGACY and "auto-draft" in wanted:
        return True
    return status in wanted


def _dates_match(order: Document, query: ListQuery) -> bool:
    suffix = "_gmt" if query.dates_are_gmt else ""
    for name, bound in query.dates.items():
        value = order[f"date_{DATE_FILTERS[name]}{suffix}"]
        if not (value > bound if name.endswith("after") else value < bound):
            return False
    return True


def _sort(orders: list[Document], query: ListQuery, storage: Storage) -> None:
    if query.orderby == "include":
        places = {order_id: place for place, order_id in enumerate(query.include)}
        orders.sort(key=lambda order: places.get(order["id"], 0))
        return
    orders.sort(key=_sort_key(query, storage), reverse=query.descending)


def _sort_key(query: ListQuery, storage: Storage) -> Callable[[Document], tuple[Any, ...]]:
    if query.orderby == "modified" and storage is Storage.LEGACY:
        # Before 10.4.0 there is no tie-break: which of several equal rows comes first depends on where the
        # page is cut, so walking the pages shows some orders twice and others never.
        return lambda order: (order["date_modified_gmt"], _lot(order["id"], query.start, query.per_page))
    if query.orderby == "modified":
        return lambda order: (order["date_modified_gmt"], order["id"])
    if query.orderby == "date":
        return lambda order: (order["date_created_gmt"], order["id"])
    return lambda order: (order["id"],)


def _lot(order_id: int, start: int, size: int) -> bytes:
    return hashlib.blake2b(f"{order_id}:{start}:{size}".encode(), digest_size=4).digest()


def link_header(url: str, sent: Query, page: int, pages: int, appended: Query) -> str | None:
    """Return the ``Link`` header: previous and next page, with the parameters the shop adds. None:
    neither exists.
    """
    links = []
    if page > 1:
        links.append(f'<{url}?{_link_query(sent, min(page - 1, pages), appended)}>; rel="prev"')
    if page < pages:
        links.append(f'<{url}?{_link_query(sent, page + 1, appended)}>; rel="next"')
    return ", ".join(links) or None


def _link_query(sent: Query, page: int, appended: Query) -> str:
    pairs = [(name, str(page) if name == "page" else _cleaned(name, text)) for name, text in sent]
    pairs = [(name, text) for name, text in pairs if name.partition("[")[0] != "status"]
    kept = {name for name, _ in pairs}
    pairs += [(name, text) for name, text in appended if name not in kept]
    if not any(name == "page" for name, _ in sent):
        pairs.append(("page", str(page)))
    return "&".join(f"{quote_plus(name, safe='_')}={quote_plus(text, safe='')}" for name, text in pairs)


def _cleaned(name: str, text: str) -> str:
    return str(int(text.lower() in TRUE)) if name == "dates_are_gmt" else text
