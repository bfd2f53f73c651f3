"""The shop's webhooks, as its REST API makes, changes and deletes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sandbox.shops.clock import Clock
from sandbox.shops.woocommerce.dates import stamp
from sandbox.shops.woocommerce.errors import RestError

TOPICS = {
    "order.created": ["woocommerce_new_order"],
    "order.updated": ["woocommerce_update_order", "woocommerce_order_refunded"],
    "order.deleted": ["wp_trash_post", "woocommerce_trash_order"],
    "order.restored": ["untrashed_post", "woocommerce_untrash_order"],
}
STATUSES = frozenset({"active", "paused", "disabled"})
MOST_FAILURES = 6
_CODE = "woocommerce_rest_shop_webhook"


@dataclass(slots=True)
class Webhook:
    """One webhook: what the API shows of it, and what it never shows."""

    document: dict[str, Any]
    secret: str
    failures: int = 0


@dataclass(slots=True)
class Webhooks:
    """All webhooks by id. Not thread-safe: the caller holds the lock.

    ``pinged`` is called with the id of one that has a new address.
    """

    clock: Clock
    zone: ZoneInfo
    known: dict[int, Webhook] = field(default_factory=dict)
    pinged: Callable[[int], None] = lambda _: None
    _last: int = 0

    def listening(self, topic: str) -> list[int]:
        """The active ones of a topic, by id."""
        shown = [webhook.document for webhook in self.known.values()]
        return [row["id"] for row in shown if row["status"] == "active" and row["topic"] == topic]

    def find(self, webhook_id: int, status: int = 404) -> Webhook:
        """One of them. Raises ``RestError``; the platform answers 404, but 400 to a change."""
        if webhook_id not in self.known:
            message = "ID is invalid." if status == 400 else "Invalid ID."
            raise RestError(status, f"{_CODE}_invalid_id", message)
        return self.known[webhook_id]

    def create(self, body: dict[str, Any]) -> Webhook:
        """``POST /webhooks``; active whatever the body says. Raises ``RestError`` 400."""
        if "topic" not in body:
            data = {"status": 400, "params": ["topic"]}
            raise RestError(400, "rest_missing_callback_param", "Missing parameter(s): topic", data)
        _check(body, "Webhook topic is required and must be valid.")
        _check_url(str(body.get("delivery_url", "")))
        created = self.clock.now()
        self._last += 1
        document = {
            "id": self._last,
            "name": body.get("name") or f"Webhook created on {created:%b %d, %Y @ %I:%M %p}",
            "status": "active",
            **_of_topic(str(body["topic"])),
            "delivery_url": body["delivery_url"],
        }
        stamp(document, "created", created, self.zone)
        stamp(document, "modified", None, self.zone)
        self.known[self._last] = Webhook(document, str(body.get("secret") or f"made-up-{self._last}"))
        self.pinged(self._last)
        return self.known[self._last]

    def update(self, webhook_id: int, body: dict[str, Any]) -> Webhook:
        """``PUT /webhooks/ID``: empty fields stay, the count of failures too. Raises ``RestError`` 400."""
        webhook = self.find(webhook_id, 400)
        before = webhook.document["delivery_url"]
        if body.get("topic"):
            _check(body, "Webhook topic must be valid.")
            webhook.document |= _of_topic(str(body["topic"]))
        if body.get("delivery_url"):
            _check_url(str(body["delivery_url"]))
            webhook.document["delivery_url"] = body["delivery_url"]
        if body.get("status"):
            if body["status"] not in STATUSES:
                raise RestError(400, f"{_CODE}_invalid_status", "Webhook status must be valid.")
            webhook.document["status"] = body["status"]
        webhook.secret = str(body.get("secret") or webhook.secret)
        webhook.document["name"] = body.get("name") or webhook.document["name"]
        self.saved(webhook)
        if webhook.document["delivery_url"] != before and webhook.document["status"] == "active":
            self.pinged(webhook_id)
        return webhook

    def delete(self, webhook_id: int, *, force: bool) -> Webhook:
        """``DELETE /webhooks/ID``. Raises ``RestError`` 501 without force."""
        if not force:
            message = "Webhooks do not support trashing."
            raise RestError(501, "woocommerce_rest_trash_not_supported", message)
        self.find(webhook_id)
        return self.known.pop(webhook_id)

    def delivered(self, webhook_id: int, *, success: bool) -> None:
        """Count a delivery; too many failures in a row disable the webhook, and nobody is told."""
        if webhook_id not in self.known:
            return
        webhook = self.known[webhook_id]
        webhook.failures = 0 if success else webhook.failures + 1
        if webhook.failures >= MOST_FAILURES:
            webhook.document["status"] = "disabled"
        self.saved(webhook)

    def saved(self, webhook: Webhook) -> None:
        """Move its ``date_modified``."""
        stamp(webhook.document, "modified", self.clock.now(), self.zone)


def _of_topic(topic: str) -> dict[str, Any]:
    resource, _, event = topic.partition(".")
    return {"topic": topic, "resource": resource, "event": event, "hooks": TOPICS.get(topic, [event])}


def _check(body: dict[str, Any], message: str) -> None:
    topic = str(body["topic"])
    if topic not in TOPICS and not topic.startswith("action."):
        raise RestError(400, f"{_CODE}_invalid_topic", message)


def _check_url(url: str) -> None:
    if urlsplit(url).scheme not in {"http", "https"}:
        message = "Webhook delivery URL must be a valid URL starting with http:// or https://."
        raise RestError(400, f"{_CODE}_invalid_delivery_url", message)
