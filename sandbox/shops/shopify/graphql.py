"""Reads a GraphQL request as far as a shop of the sandbox must, and answers it from the store.

The operation is known by its root field and what it pages; whole objects are answered, not only the fields
asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
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
from sandbox.shops.shopify.shown import (
    MORE_LINES,
    connection_of,
    cursor_read,
    lists_of,
    order_cursor,
    place_of,
    shown,
)
from sandbox.shops.shopify.store import Document, Store, stamp
from sandbox.shops.shopify.subscriptions import Subscriptions

VERSION = "2026-10"
_WINDOW = timedelta(days=60)
_FILTER = re.compile(r"updated_at:(>=|>)'?([^'\s]+)'?")
_MOST_COUNTED = 10_000
_COUNT_COST = 10
_MUTATION = 10


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


@lru_cache
def operation(document: str, name: str) -> Operation | None:
    """The named operation of a document; None when there is none."""
    found = re.search(rf"(?:query|mutation)\s+{re.escape(name)}\b[^{{]*\{{", document)
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
        self.subscriptions = Subscriptions(shop)

    def answer(self, body: Any) -> dict[str, Any]:
        """The answer to ``{"query", "operationName", "variables"}``."""
        request = body if isinstance(body, dict) else {}
        asked = operation(str(request.get("query", "")), str(request.get("operationName")))
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
        if asked.root == "ordersCount":
            return _COUNT_COST
        if asked.root == "order":
            return 1 + connection(MORE_LINES, 8) if "lineItems" in asked.text else asked.order_node
        if asked.root.startswith("webhookSubscription"):
            return connection(MORE_LINES, 1) if asked.root == "webhookSubscriptions" else _MUTATION
        return LINE_NODE

    def _data(self, asked: Operation, variables: Mapping[str, Any]) -> dict[str, Any]:
        denied = self._denied(asked.root)
        if denied:
            return {"data": None, "errors": [denied]}
        if asked.root == "orders":
            return self._orders(variables)
        if asked.root == "order":
            return self._with_gaps({"order": self._order(asked, variables)})
        if asked.root.startswith("webhookSubscription"):
            return {"data": self.subscriptions.answer(asked.root, variables)}
        plain: dict[str, Callable[[], dict[str, Any]]] = {
            "ordersCount": lambda: self._count(asked, variables),
            "refund": lambda: {"refund": self._refund(variables)},
            "shop": self._about,
        }
        return {"data": plain.get(asked.root, self._app)()}

    def _count(self, asked: Operation, variables: Mapping[str, Any]) -> dict[str, Any]:
        """How many orders a query finds, at most `limit` (10,000 if none is given, null for all)."""
        rows = self._found(str(variables.get("query") or ""))
        found = sum(1 for order in rows if self._visible(order))
        given = re.search(r"limit:\s*(\w+)", asked.text)
        limit = _MOST_COUNTED if given is None else found if given[1] == "null" else int(given[1])
        precision = "EXACT" if found <= limit else "AT_LEAST"
        return {"ordersCount": {"count": min(found, limit), "precision": precision}}

    def _denied(self, root: str) -> dict[str, Any] | None:
        if root in ("orders", "ordersCount", "order", "refund") and "read_orders" not in self.shop.scopes:
            return errors.scope_missing(root, "read_orders")
        if root in ("orders", "order") and not self.shop.approved:
            return errors.not_approved(root)
        return None

    def _orders(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        first, after = int(variables.get("first", 25)), variables.get("after")
        rows = [order for order in self._found(str(variables.get("query") or "")) if self._visible(order)]
        if after is not None:
            try:
                start = cursor_read(str(after))
            except (ValueError, KeyError, TypeError):
                return {"errors": [errors.bad_cursor("orders")], "data": None}
            rows = [order for order in rows if place_of(order) > start]
        page = rows[:first]
        info = {
            "hasNextPage": len(rows) > first,
            "endCursor": order_cursor(page[-1]) if page else None,
        }
        return self._with_gaps({"orders": {"nodes": [shown(order) for order in page], "pageInfo": info}})

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
        if order is not None and "transactions" in asked.text:
            return lists_of(order)
        if order is None or "lineItems" not in asked.text:
            return None if order is None else shown(order)
        lines = connection_of(order["lineItems"]["nodes"], MORE_LINES, variables.get("after"))
        return {"id": order["id"], "updatedAt": order["updatedAt"], "lineItems": lines}

    def _refund(self, variables: Mapping[str, Any]) -> Document | None:
        for order in self.store.orders.values():
            for refund in order["refunds"]:
                if refund["id"] == variables.get("id"):
                    rows = refund["refundLineItems"]["nodes"]
                    lines = connection_of(rows, MORE_LINES, variables.get("after"))
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
