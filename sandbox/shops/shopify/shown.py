"""An order as an answer shows it: first pages of what is paged, first entries of what is not, cursors."""

from __future__ import annotations

import base64
import json
from typing import Any

from sandbox.shops.shopify.store import Document, number

MORE_LINES = 100
_LINES_AT_ONCE = 50
_LISTS = {"transactions": 20, "refunds": 20, "fulfillments": 10}
_SHIPPING_LINES = 5
_LONGEST_LIST = 250


def shown(order: Document) -> Document:
    """The order with the first entries of everything it lists."""
    return _cut(order, _LISTS, _SHIPPING_LINES)


def lists_of(order: Document) -> Document:
    """The order's lists only, as far as one answer gives them."""
    longest = dict.fromkeys(_LISTS, _LONGEST_LIST)
    cut = _cut(order, longest, _LINES_AT_ONCE)
    return {name: cut[name] for name in ("id", "updatedAt", "shippingLines", *_LISTS) if name in cut}


def connection_of(rows: list[Document], first: int, after: object) -> Document:
    """A page of a connection."""
    start = 0
    if after is not None:
        last = cursor_read(str(after))[1]
        start = next(i for i, row in enumerate(rows) if number(row["id"]) == last) + 1
    page = rows[start : start + first]
    info = {
        "hasNextPage": len(rows) > start + first,
        "endCursor": _cursor(number(page[-1]["id"]), str(number(page[-1]["id"]))) if page else None,
    }
    return {"nodes": json.loads(json.dumps(page)), "pageInfo": info}


def place_of(order: Document) -> tuple[str, int]:
    """Where an order stands in the list by date of change."""
    return order["updatedAt"], number(order["id"])


def order_cursor(order: Document) -> str:
    """The cursor behind an order."""
    return _cursor(number(order["id"]), order["updatedAt"].replace("T", " ").replace("Z", ".000000"))


def cursor_read(cursor: str) -> tuple[str, int]:
    """The place that a cursor names; raises ``ValueError``, ``KeyError`` or ``TypeError`` for another one."""
    told = json.loads(base64.b64decode(cursor, validate=True))
    return told["last_value"].replace(" ", "T").replace(".000000", "Z"), int(told["last_id"])


def _cut(order: Document, lists: dict[str, int], shipping_lines: int) -> Document:
    cut: dict[str, Any] = json.loads(json.dumps(order))
    cut["lineItems"] = connection_of(order["lineItems"]["nodes"], _LINES_AT_ONCE, None)
    cut["shippingLines"] = {"nodes": cut["shippingLines"]["nodes"][:shipping_lines]}
    for name, most in lists.items():
        if name in cut:  # recorded orders have no parcels: nobody asked for them
            cut[name] = cut[name][:most]
    for refund in cut["refunds"]:
        refund["refundLineItems"] = connection_of(refund["refundLineItems"]["nodes"], _LINES_AT_ONCE, None)
    return cut


def _cursor(last_id: int, last_value: str) -> str:
    text = json.dumps({"last_id": last_id, "last_value": last_value}, separators=(",", ":"))
    return base64.b64encode(text.encode()).decode()
