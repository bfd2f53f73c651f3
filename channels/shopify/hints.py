"""What a webhook of Shopify says: look at this order. Its body is REST-shaped and never used as content."""

import json
from typing import Any

from channels.shopify.gids import order_gid
from channels.webhooks import Hint, WebhookRequest, signed_by
from hub.errors import CredentialsError


def hint(request: WebhookRequest) -> Hint:
    """The order a genuine webhook is about; raises `CredentialsError` for a forged one."""
    if not signed_by(request.secret, request.body, _header(request, "hmac-sha256")):
        raise CredentialsError(
            "forged_webhook",
            "A webhook came whose signature is not made with this shop's client secret.",
            "Enter the app's client secret (Dev Dashboard › your app › Settings) in the shop's form.",
        )
    topic = _header(request, "topic")
    return Hint(topic=topic, external_id=_subject(topic, request.body))


def _header(request: WebhookRequest, name: str) -> str:
    """A header of either family: `X-Shopify-…`, or the newer one without `X-`."""
    return request.headers.get(f"x-shopify-{name}") or request.headers.get(f"shopify-{name}", "")


def _subject(topic: str, body: bytes) -> str | None:
    """The order: the body itself for `orders/…`, named by `order_id` in refunds and transactions."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    if topic.startswith("orders/"):
        named = document.get("admin_graphql_api_id")
        return named if isinstance(named, str) and named else _gid(document.get("id"))
    return _gid(document.get("order_id"))


def _gid(number: Any) -> str | None:
    return order_gid(str(number)) if isinstance(number, int) and not isinstance(number, bool) else None
