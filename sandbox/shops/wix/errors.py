"""Error answers of Wix's REST APIs, and the faults made of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sandbox.network.http import Response
from sandbox.shops.faults import GENERIC, Fault, FaultKind, Work


class ApiError(Exception):
    """An error that the API answers with: a status, a message, and what ``details`` holds."""

    def __init__(self, status: int, message: str, details: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.details = details or {}

    def body(self) -> dict[str, Any]:
        """The JSON body."""
        return {"message": self.message, "details": self.details}


class TokenRefusedError(Exception):
    """The token endpoint does not know the app, its secret or its installation."""


def application(status: int, code: str, description: str, message: str) -> ApiError:
    """An error of the application: it has a code of its own."""
    return ApiError(
        status, message, {"applicationError": {"code": code, "description": description, "data": {}}}
    )


def violation(field: str, description: str, rule: str, data: dict[str, Any] | None = None) -> ApiError:
    """A field of the question that is not accepted."""
    entry = {"field": field, "description": description, "violatedRule": rule, "data": data or {}}
    details = {"validationError": {"fieldViolations": [entry]}}
    return ApiError(400, f'"{field}" {description}', details)


def unauthenticated() -> ApiError:
    """The key or token is not known, or no longer."""
    return ApiError(401, "UNAUTHENTICATED")


def forbidden() -> ApiError:
    """The key may not do this, or not on this site."""
    return application(403, "PERMISSION_DENIED", "Permission denied", "PERMISSION_DENIED")


def no_order(order_id: str) -> ApiError:
    """There is no such order."""
    return application(404, "ORDER_NOT_FOUND", "Order not found", f"Order {order_id} not found")


def bad_cursor(description: str) -> ApiError:
    """A cursor that is stale, made up, or used with a filter."""
    return application(400, "INVALID_CURSOR", description, f"INVALID_ARGUMENT: {description}")


def _short_page(_fault: Fault, work: Work) -> Response:
    answer = work()
    document = json.loads(answer.body)
    if "orders" in document:
        kept = document["orders"][: len(document["orders"]) // 2]
        metadata = {"count": len(kept), "cursors": {}, "hasNext": False}
        answer.body = json.dumps({"orders": kept, "metadata": metadata}).encode()
    return answer


FAULTS: Mapping[str, FaultKind] = {
    **GENERIC,
    "short_page": _short_page,  # half of the orders, and no page after it
}
