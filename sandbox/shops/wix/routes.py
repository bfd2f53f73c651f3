"""The calls of Wix's REST API that read orders, payments and refunds."""

from __future__ import annotations

import re
from typing import Any

from sandbox.network.http import Request, Response
from sandbox.shops.wix.access import ORDERS, PAYMENTS, Access
from sandbox.shops.wix.errors import ApiError, TokenRefusedError, violation
from sandbox.shops.wix.query import MOST, search
from sandbox.shops.wix.store import Store

_ORDER = re.compile(r"/ecom/v1/orders/(?P<id>[^/]+)\Z")
_PAYMENTS = re.compile(r"/ecom/v1/payments/orders/(?P<id>[^/]+)\Z")
_HEADERS = {"Content-Type": "application/json", "x-wix-request-id": "1763500000.12345678901234567"}


class Routes:
    """Answers requests out of a store. ``epoch`` counts how often all cursors were made stale."""

    def __init__(self, store: Store, access: Access) -> None:
        self._store = store
        self._access = access
        self.epoch = 0

    def answer(self, request: Request) -> Response:
        """Answer one request; errors of the API become its error answers."""
        try:
            return Response.of_json(self._document(request), 200, _HEADERS)
        except ApiError as error:
            return Response.of_json(error.body(), error.status, _HEADERS)
        except TokenRefusedError:
            refused = {"error": "invalid_grant", "error_description": "Invalid client credentials"}
            return Response.of_json(refused, 400, _HEADERS)

    def _document(self, request: Request) -> object:
        call = (request.method, request.path)
        if call == ("POST", "/oauth2/token"):
            return self._access.issue(_asked(request))
        if call == ("POST", "/ecom/v1/orders/search"):
            self._access.must_allow(request.headers, ORDERS)
            question = _asked(request).get("search") or {}
            return search(self._store.orders.values(), question, self.epoch)
        if call == ("POST", "/ecom/v1/payments/list-by-ids"):
            self._access.must_allow(request.headers, PAYMENTS)
            return self._payments_of(_asked(request).get("orderIds"))
        return self._one(request)

    def _one(self, request: Request) -> object:
        order, payments = _ORDER.match(request.path), _PAYMENTS.match(request.path)
        if request.method == "GET" and order:
            self._access.must_allow(request.headers, ORDERS)
            return {"order": self._store.order(order["id"])}
        if request.method == "GET" and payments:
            self._access.must_allow(request.headers, PAYMENTS)
            return {"orderTransactions": self._store.payments(payments["id"])}
        raise ApiError(404, "")

    def _payments_of(self, ids: Any) -> object:
        if not isinstance(ids, list) or not 1 <= len(ids) <= MOST:
            raise violation("orderIds", f"must have between 1 and {MOST} items", "OTHER")
        known = [str(order_id) for order_id in ids if str(order_id) in self._store.orders]
        return {"orderTransactions": [self._store.payments(order_id) for order_id in known]}


def _asked(request: Request) -> dict[str, Any]:
    try:
        asked = request.json()
    except ValueError:
        raise ApiError(400, "Failed to parse JSON") from None
    return asked if isinstance(asked, dict) else {}
