"""Shopify's error answers, as they were recorded, and the faults made of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sandbox.network.http import Response
from sandbox.shops.faults import GENERIC, Fault, FaultKind, Work

_SCOPES = "https://shopify.dev/api/usage/access-scopes"
_APPROVAL = (
    "This app is not approved to access the Order object. "
    "See https://shopify.dev/docs/apps/launch/protected-customer-data for more details."
)
_REQUEST_ID = "5b2c7a34-6f0e-4d0b-9e1c-2f1a7c3d9b10-1763370000"

UNAUTHORIZED = "[API] Invalid API key or access token (unrecognized login or wrong password)"

TOPIC_REFUSED = "You cannot create a webhook subscription with the specified topic"
TOPIC_PROTECTED = (
    "This app is not approved to subscribe to webhook topics containing protected customer data. "
    "See https://shopify.dev/docs/apps/launch/protected-customer-data for more details."
)


def plain(status: int, errors: str) -> Response:
    """A refusal before any query was read."""
    return Response.of_json({"errors": errors}, status)


def no_token() -> Response:
    """The token endpoint's answer for a wrong secret or a shop of somebody else."""
    reason = "Client credentials cannot be performed on this shop."
    return Response.of_json({"error": "shop_not_permitted", "error_description": reason}, 400)


def throttled(extensions: Mapping[str, Any]) -> dict[str, Any]:
    """The bucket is empty: HTTP 200, no data."""
    named = {"code": "THROTTLED", "documentation": "https://shopify.dev/api/usage/rate-limits"}
    return {"errors": [{"message": "Throttled", "extensions": named}], "extensions": dict(extensions)}


def too_dear(cost: int, most: int) -> dict[str, Any]:
    """One query costs more than any may."""
    message = f"Query cost is {cost}, which exceeds the single query max cost limit ({most})."
    named = {
        "code": "MAX_COST_EXCEEDED",
        "cost": cost,
        "maxCost": most,
        "documentation": "https://shopify.dev/api/usage/limits#rate-limits",
    }
    return {"errors": [{"message": message, "extensions": named}]}


def scope_missing(field: str, scope: str) -> dict[str, Any]:
    """One error beside data: the denied field is null."""
    needed = f"`{scope}` access scope."
    named = {"code": "ACCESS_DENIED", "documentation": _SCOPES, "requiredAccess": needed}
    message = f"Access denied for {field} field. Required access: {needed}"
    return {"message": message, "extensions": named, "path": [field]}


def not_approved(field: str) -> dict[str, Any]:
    """No approval for protected customer data: the whole type is refused."""
    named = {"code": "ACCESS_DENIED", "documentation": _SCOPES}
    return {"message": _APPROVAL, "path": [field], "extensions": named}


def bad_cursor(field: str) -> dict[str, Any]:
    """A cursor of another query."""
    return {"message": "Invalid cursor for current pagination sort.", "path": [field]}


def refused_webhook(field: str, message: str) -> dict[str, Any]:
    """An entry of `userErrors`: a subscription that Shopify does not take."""
    path = ["topic"] if field == "topic" else ["webhookSubscription", *([field] if field else [])]
    return {"field": path, "message": message}


def no_webhook() -> dict[str, Any]:
    """An entry of `userErrors`: the subscription is not there (any more)."""
    return {"field": ["id"], "message": "Webhook subscription does not exist"}


def unknown_operation(name: object) -> dict[str, Any]:
    """Nothing in the document is called that."""
    return {"errors": [{"message": f"No operation named {name!r}"}]}


def _throttled(_fault: Fault, _work: Work) -> Response:
    status = {"maximumAvailable": 2000, "currentlyAvailable": 118, "restoreRate": 100}
    cost = {"requestedQueryCost": 830, "actualQueryCost": None, "throttleStatus": status}
    if "wait" in _fault.options:
        status["currentlyAvailable"] = 830 - int(float(_fault.options["wait"]) * 100)
    return Response.of_json(throttled({"cost": cost}))


def _internal(_fault: Fault, _work: Work) -> Response:
    message = (
        "Internal error. Looks like something went wrong on our end.\n"
        f"Request ID: {_REQUEST_ID} (include this in support requests)."
    )
    named = {"code": "INTERNAL_SERVER_ERROR", "requestId": _REQUEST_ID}
    return Response.of_json({"errors": [{"message": message, "extensions": named}]})


def _partial(_fault: Fault, work: Work) -> Response:
    answer = work()
    error = b'{"errors":[{"message":"Timeout","path":["orders","nodes",1],"extensions":{"code":"TIMEOUT"}}],'
    answer.body = error + answer.body[1:]
    return answer


def _unauthorized(_fault: Fault, _work: Work) -> Response:
    return plain(401, UNAUTHORIZED)


def _frozen(_fault: Fault, _work: Work) -> Response:
    return plain(402, "Unavailable Shop")


def _locked(_fault: Fault, _work: Work) -> Response:
    return plain(423, "Shop is currently locked")


def _short_page(_fault: Fault, work: Work) -> Response:
    answer = work()
    document = json.loads(answer.body)
    found = (document.get("data") or {}).get("orders")
    if found:
        found["nodes"] = found["nodes"][: len(found["nodes"]) // 2]
        found["pageInfo"] = {"hasNextPage": False, "endCursor": None}
        answer.body = json.dumps(document).encode()
    return answer


FAULTS: dict[str, FaultKind] = {
    **GENERIC,
    "throttled": _throttled,  # wait: seconds until there are enough points
    "internal_error": _internal,  # HTTP 200 with INTERNAL_SERVER_ERROR
    "partial": _partial,  # HTTP 200 with data and an error beside it
    "unauthorized": _unauthorized,  # 401, as the edge answers at times
    "frozen": _frozen,  # 402
    "locked": _locked,  # 423
    "short_page": _short_page,  # half of the orders, and no page after it
}
