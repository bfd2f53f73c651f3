"""The list form of the webservice: ``filter[…]``, ``sort``, ``limit`` and ``display`` on rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sandbox.shops.prestashop.errors import ApiError
from sandbox.shops.prestashop.standing import Row

_DATES = frozenset({"date_add", "date_upd"})
_FILTER = re.compile(r"filter\[(?P<field>\w+)\]\Z")
_SORT = re.compile(r"(?P<field>\w+)_(?P<direction>ASC|DESC)\Z")


def listed(rows: Iterable[Row], query: Mapping[str, str]) -> list[Row]:
    """The rows that the query asks for, as it asks to see them. Raises ``ApiError``."""
    found = list(rows)
    fields: set[str] = set().union(*found) - {"associations"}
    for name, value in query.items():
        match = _FILTER.match(name)
        if match:
            _must_exist(match["field"], fields, query, found)
            fits = _filter(value)
            found = [row for row in found if fits(row.get(match["field"]))]
    found = _sorted(found, query.get("sort", ""), fields, query)
    return [_shown(row, query.get("display", ""), fields) for row in _limited(found, query.get("limit"))]


def _must_exist(field: str, fields: set[str], query: Mapping[str, str], rows: Sequence[Row]) -> None:
    """Dates do not exist for a filter without ``date=1``; in an empty table nobody can tell."""
    hidden = field in _DATES and query.get("date") != "1"
    if rows and (field not in fields or hidden):
        names = ", ".join(f'"{name}"' for name in sorted(fields - _DATES))
        raise ApiError(500, 32, f"This filter does not exist. The full list is: {names}")


def _filter(wanted: str) -> Callable[[Any], bool]:
    """``[a|b]`` one of, ``[a,b]`` between (both ends count), ``>[a]``, ``<[a]``, ``![a|b]`` none of."""
    match = re.fullmatch(r"(?P<sign>[><!%]?)\[(?P<inner>.*)\](?P<like>%?)", wanted, re.S)
    sign, inner = (match["sign"], match["inner"]) if match else ("", wanted)
    values, bound = frozenset(inner.split("|")), _comparable(inner)
    if sign == "!":
        return lambda value: str(value) not in values
    if sign == ">":
        return lambda value: _comparable(value) > bound
    if sign == "<":
        return lambda value: _comparable(value) < bound
    if sign == "%":
        return lambda value: inner in str(value)
    if "," in inner:
        lower, upper = map(_comparable, inner.split(",", 1))
        return lambda value: lower <= _comparable(value) <= upper
    return lambda value: str(value) in values


def _comparable(value: Any) -> str:
    """Numbers as numbers of one width, everything else (dates) as text."""
    text = str(value)
    return f"{int(text):020d}" if text.isascii() and text.isdigit() else text


def _sorted(rows: list[Row], sort: str, fields: set[str], query: Mapping[str, str]) -> list[Row]:
    if not sort:
        return rows
    for entry in reversed(sort.strip("[]").split(",")):
        match = _SORT.match(entry)
        if match is None:
            raise ApiError(500, 37, 'The "sort" value has to be formed as this example: "field_ASC"')
        field = match["field"]
        if rows and (field not in fields or (field in _DATES and query.get("date") != "1")):
            raise ApiError(500, 38, f'Unable to filter by this field. "{field}" is not available')
        rows = sorted(rows, key=lambda row: _comparable(row.get(field)), reverse=match["direction"] == "DESC")
    return rows


def _limited(rows: list[Row], limit: str | None) -> list[Row]:
    """``count`` or ``offset,count``; what is neither shows nothing."""
    if limit is None:
        return rows
    parts = limit.split(",")
    if not all(part.isascii() and part.isdigit() for part in parts) or len(parts) > 2:
        return []
    offset, count = (int(parts[0]), int(parts[1])) if len(parts) == 2 else (0, int(parts[0]))
    return rows[offset : offset + count]


def _shown(row: Row, display: str, fields: set[str]) -> Row:
    """Only the id, everything (``full``), or the named fields; nested ones in brackets."""
    if display == "full":
        return row
    if not display:
        return {"id": row["id"]}
    shown: Row = {}
    for name, nested in re.findall(r"(\w+)(?:\[([\w,]+)\])?", display.strip()[1:-1]):
        if nested:
            shown.setdefault("associations", {})[name] = [
                {part: entry[part] for part in nested.split(",") if part in entry}
                for entry in row.get("associations", {}).get(name, [])
            ]
        elif name in fields:
            shown[name] = row.get(name)
        else:
            available = ",".join(sorted(fields))
            raise ApiError(
                500, 35, f'Unable to display this field "{name}". However, these are available: {available}'
            )
    return shown
