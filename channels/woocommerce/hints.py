"""What a webhook of WooCommerce says: look at this order. Its body is never used as content."""

import re
from datetime import datetime

from channels.reading import Reading
from channels.text import one_line
from channels.webhooks import Hint, WebhookRequest, Webhooks, digest_of, genuine
from hub.sentences import say

WEBHOOKS = Webhooks(secret="webhook_secret", hub_chooses_secret=True)  # noqa: S106 - the name of a field
_PING = re.compile(rb"webhook_id=\d+")
_REMEDY = say(
    "Press “Subscribe / repair” on the shop's page. For a webhook made by hand, enter the same secret in "
    "WooCommerce › Settings › Advanced › Webhooks and in the shop's form."
)


def hint(request: WebhookRequest) -> Hint:
    """The order a genuine webhook is about. The ping at its creation is not signed and says nothing."""
    topic = one_line(request.headers.get("x-wc-webhook-topic", ""), 100)
    if not topic and _PING.fullmatch(request.body):
        return Hint(event_id="ping", topic="ping")
    said = genuine(request, WEBHOOKS, request.headers.get("x-wc-webhook-signature", ""), _REMEDY)
    return Hint(
        event_id=_event_id(request, topic),
        topic=topic or "order",
        external_id=_order_id(said, topic),
        occurred_at=_occurred_at(said, topic),
    )


def _event_id(request: WebhookRequest, topic: str) -> str:
    """The delivery and its body: WooCommerce makes one id of webhook and second, for all orders in it."""
    delivery = one_line(request.headers.get("x-wc-webhook-delivery-id", ""), 64)
    return f"{delivery or topic} {digest_of(request.body)}"


def _order_id(said: Reading, topic: str) -> str | None:
    """`id` of an order; of a bare action its first argument, where the action is one of orders."""
    resource, _, event = topic.partition(".")
    if resource == "action":
        found = said.value.get("arg") if "order" in event else None
        return str(found) if isinstance(found, int) and not isinstance(found, bool) else None
    return said.identifier("id") if resource in ("order", "") else None


def _occurred_at(said: Reading, topic: str) -> datetime | None:
    """Only a new order tells: many changes do not move `date_modified`, which would look like old news."""
    return said.utc("date_created_gmt", None) if topic == "order.created" else None
