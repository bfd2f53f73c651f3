"""Reads a GraphQL request as far as a shop of the sandbox must, and answers it from the store.

The operation is known by its root field and what it pages; whole objects are answered, not only the fields
asked.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sandbox.shops.shopify import errors
from sandbox.shops.shopify.bucket import (
    FULFILLMENTS,
    LINE_NODE,
    MOST_PER_QUERY,
    ORDER_NODE,
    Bucket,
    connection,
)
from sandbox.shops.shopify.store import Document, Store, number, stamp

VERSION = "2026-10"
_WINDOW = timedelta(days=60)
_FILTER = re.compile(r"updated_at:(>=|>)'?([^'\s]+)'?")
_LINES_AT_ONCE = 50
_MORE_LINES = 100


@dataclass(frozen=True, slots=True)
class Operation:
    """What one operation asks: its root field, the text of its selection, what an order costs."""

    root: str
    text: str
    order_node: int


@dataclass(slots=True)
class Shop:
    """What the shop says of itself and of the app that asks."""

    name: str = "Lumen Maison"
    domain: str = "lumen-maison.myshopify.com"
    currency: str = "EUR"
    taxes_included: bool = True
    scopes: tuple[str, ...] = ("read_all_orders", "read_customers", "read_orders", "read_products")
    approved: bool = True
    versions: tuple[str, ...] = ("2026-01", "2026-04", "2026-07", "2026-10")


def operation(document: str, name: object) -> Operation | None:
    """The named operation of a document; None when there is none."""
    found = re.search(rf"query\s+{re.escape(str(name))}\b[^{{]*\{{", document)
    if not found:
        return None
    text = _braced(document, found.end())
    root = re.search(r"[A-Za-z]+", re.sub(r"#.*", "", text))
    node = ORDER_NODE + FULFILLMENTS * ("fulfillments(" in document)
    return Operation(root[0], text, node) if root else None


def _braced(document: str, start: int) -> str:
    """What stands between a brace and its partner."""
    depth = 1
    for index in range(start, len(document)):
        depth += {"{": 1, "}": -1}.get(document[index], 0)
        if not depth:
            return document[start:index]
    return document[start:]


class GraphQL:
    """Answers queries about orders. Every answer says what it cost."""

    def __init__(self, store: Store, bucket: Bucket, shop: Shop) -> None:
        self.store = store
        self.bucket = bucket
        self.shop = shop

    def answer(self, body: Any) -> dict[str, Any]:
        """The answer to ``{"query", "operationName", "variables"}``."""
        request = body if isinstance(body, dict) else {}
        asked = operation(str(request.get("query", "")), request.get("operationName"))
        if asked is None:
            return errors.unknown_operation(request.get("operationName"))
        variables = request.get("variables") or {}
        requested = self._cost(asked, variables)
        if requested > MOST_PER_QUERY:
            return errors.too_dear(requested, MOST_PER_QUERY)
        used = min(requested, 10)
        if not self.bucket.take(requested, used):
            return errors.throttled(self.bucket.told(requested, None))
        return {**self._data(asked, variables), "extensions": self.bucket.told(requested, used)}

    def _cost(self, asked: Operation, variables: Mapping[str, Any]) -> int:
        if asked.root == "orders":
            return connection(int(variables.get("first", 25)), asked.order_node)
        if asked.root == "order":
            return 1 + connection(_MORE_LINES, 8) if "lineItems" in asked.text else asked.order_node
        return LINE_NODE

    def _data(self, asked: Operation, variables: Mapping[str, Any]) -> dict[str, Any]:
        denied = self._denied(asked.root)
        if denied:
            return {"data": None, "errors": [denied]}
        if asked.root == "orders":
            return self._orders(variables)
        if asked.root == "order":
            return self._with_gaps({"order": self._order(asked, variables)})
        if asked.root == "refund":
            return {"data": {"refund": self._refund(variables)}}
        return {"data": self._about() if asked.root == "shop" else self._app()}

    def _denied(self, root: str) -> dict[str, Any] | None:
        if root in ("orders", "order", "refund") and "read_orders" not in self.shop.scopes:
            return errors.scope_missing(root, "read_orders")
        if root in ("orders", "order") and not self.shop.approved:
            return errors.not_approved(root)
        return None

    def _orders(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        first, after = int(variables.get("first", 25)), variables.get("after")
        rows = [order for order in self._found(str(variables.get("query") or "")) if self._visible(order)]
        if after is not None:
            try:
                start = _cursor_read(str(after))
            except (ValueError, KeyError, TypeError):
                return {"errors": [errors.bad_cursor("orders")], "data": None}
            rows = [order for order in rows if _place(order) > start]
        page = rows[:first]
        info = {
            "hasNextPage": len(rows) > first,
            "endCursor": _order_cursor(page[-1]) if page else None,
        }
        return self._with_gaps({"orders": {"nodes": [_shown(order) for order in page], "pageInfo": info}})

    def _found(self, query: str) -> list[Document]:
        bounds = _FILTER.findall(query)
        return self.store.changed(
            lambda changed: all(changed >= at if sign == ">=" else changed > at for sign, at in bounds)
        )

    def _visible(self, order: Document) -> bool:
        if "read_all_orders" in self.shop.scopes:
            return True
        return bool(order["createdAt"] >= stamp(self.store.clock.now() - _WINDOW))

    def _with_gaps(self, data: dict[str, Any]) -> dict[str, Any]:
        """Without read_customers an order's customer is null, and an error beside the data says so."""
        orders = data["orders"]["nodes"] if "orders" in data else [data["order"]]
        if "read_customers" in self.shop.scopes or not any(orders):
            return {"data": data}
        for order in orders:
            order["customer"] = None
        return {"data": data, "errors": [errors.scope_missing("customer", "read_customers")]}

    def _order(self, asked: Operation, variables: Mapping[str, Any]) -> Document | None:
        order = self.store.orders.get(str(variables.get("id")))
        if order is None or "lineItems" not in asked.text:
            return None if order is None else _shown(order)
        lines = _connection(order["lineItems"]["nodes"], _MORE_LINES, variables.get("after"))
        return {"id": order["id"], "updatedAt": order["updatedAt"], "lineItems": lines}

    def _refund(self, variables: Mapping[str, Any]) -> Document | None:
        for order in self.store.orders.values():
            for refund in order["refunds"]:
                if refund["id"] == variables.get("id"):
                    rows = refund["refundLineItems"]["nodes"]
                    lines = _connection(rows, _MORE_LINES, variables.get("after"))
                    updated = refund["updatedAt"]
                    return {"id": refund["id"], "updatedAt": updated, "refundLineItems": lines}
        return None

    def _about(self) -> dict[str, Any]:
        shop = self.shop
        return {
            "shop": {
                "name": shop.name,
                "myshopifyDomain": shop.domain,
                "currencyCode": shop.currency,
                "taxesIncluded": shop.taxes_included,
            },
            "publicApiVersions": [
                *({"handle": version, "supported": True} for version in shop.versions),
                {"handle": "unstable", "supported": False},
            ],
        }

    def _app(self) -> dict[str, Any]:
        scopes = [{"handle": scope} for scope in self.shop.scopes]
        return {"currentAppInstallation": {"accessScopes": scopes}}


def _shown(order: Document) -> Document:
    """The order as a page shows it: the first lines, the first refunded lines."""
    shown = json.loads(json.dumps(order))
    shown["lineItems"] = _connection(order["lineItems"]["nodes"], _LINES_AT_ONCE, None)
    for refund, stored in zip(shown["refunds"], order["refunds"], strict=True):
        refund["refundLineItems"] = _connection(stored["refundLineItems"]["nodes"], _LINES_AT_ONCE, None)
    result: Document = shown
    return result


def _connection(rows: list[Document], first: int, after: object) -> Document:
    start = 0
    if after is not None:
        last = _cursor_read(str(after))[1]
        start = next(i for i, row in enumerate(rows) if number(row["id"]) == last) + 1
    page = rows[start : start + first]
    info = {
        "hasNextPage": len(rows) > start + first,
        "endCursor": _cursor(number(page[-1]["id"]), str(number(page[-1]["id"]))) if page else None,
    }
    return {"nodes": json.loads(json.dumps(page)), "pageInfo": info}


def _place(order: Document) -> tuple[str, int]:
    return order["updatedAt"], number(order["id"])


def _order_cursor(order: Document) -> str:
    return _cursor(number(order["id"]), order["updatedAt"].replace("T", " ").replace("Z", ".000000"))


def _cursor(last_id: int, last_value: str) -> str:
    text = json.dumps({"last_id": last_id, "last_value": last_value}, separators=(",", ":"))
    return base64.b64encode(text.encode()).decode()


def _cursor_read(cursor: str) -> tuple[str, int]:
    told = json.loads(base64.b64decode(cursor, validate=True))
    return told["last_value"].replace(" ", "T").replace(".000000", "Z"), int(told["last_id"])
