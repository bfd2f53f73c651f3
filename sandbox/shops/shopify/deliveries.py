"""Calls to those who subscribed: signed, repeated when they fail, and given up with the subscription.

Shopify repeats a call eight times within four hours and removes a subscription after eight failures in a row;
here the pauses are short.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

MOST_FAILURES = 8
_PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class Delivery:
    """One call about one event to one subscription."""

    subscription: str
    uri: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in the shop, as all its subscribers are told."""

    topic: str
    body: dict[str, Any]
    happened_at: datetime


class Deliveries:
    """Delivers in the background. ``give_up`` is called with a subscription that failed too often."""

    def __init__(
        self,
        secret: Callable[[], str],
        sender: Callable[[], str],
        version: str,
        give_up: Callable[[str], None],
    ) -> None:
        self.pause = 1.0
        self._secret, self._sender, self._version, self._give_up = secret, sender, version, give_up
        self._failures: Counter[str] = Counter()
        self._stopped = threading.Event()
        self._workers = ThreadPoolExecutor(max_workers=4, thread_name_prefix="webhooks")

    def tell(self, event: Event, subscriptions: list[dict[str, Any]]) -> None:
        """Call every subscription about an event; the event has one id for all of them."""
        if self._stopped.is_set():
            return
        event_id = str(uuid.uuid4())
        for subscription in subscriptions:
            headers, body = self.signed(event, event_id)
            delivery = Delivery(subscription["id"], subscription["uri"], headers, body)
            self._workers.submit(self._deliver, delivery)

    def signed(self, event: Event, event_id: str) -> tuple[dict[str, str], bytes]:
        """Headers and body of a call."""
        body = json.dumps(event.body, ensure_ascii=False, separators=(",", ":")).encode()
        digest = hmac.new(self._secret().encode(), body, hashlib.sha256).digest()
        return {
            "Content-Type": "application/json",
            "X-Shopify-Topic": event.topic,
            "X-Shopify-Shop-Domain": self._sender(),
            "X-Shopify-API-Version": self._version,
            "X-Shopify-Webhook-Id": str(uuid.uuid4()),
            "X-Shopify-Event-Id": event_id,
            "X-Shopify-Triggered-At": event.happened_at.isoformat(timespec="milliseconds").replace(
                "+00:00", "Z"
            ),
            "X-Shopify-Hmac-Sha256": base64.b64encode(digest).decode(),
        }, body

    def stop(self) -> None:
        """Make no more calls."""
        self._stopped.set()
        self._workers.shutdown(wait=False, cancel_futures=True)

    def _deliver(self, delivery: Delivery) -> None:
        while not self._stopped.is_set():
            if _accepted(delivery):
                self._failures[delivery.subscription] = 0
                return
            self._failures[delivery.subscription] += 1
            if self._failures[delivery.subscription] >= MOST_FAILURES:
                self._give_up(delivery.subscription)
                return
            self._stopped.wait(self.pause)


def _accepted(delivery: Delivery) -> bool:
    """Whether the subscriber answered with a 2xx in time."""
    address = urlsplit(delivery.uri)
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    connection = kind(str(address.hostname), address.port, timeout=_PATIENCE)
    try:
        target = f"{address.path or '/'}{f'?{address.query}' if address.query else ''}"
        connection.request("POST", target, delivery.body, delivery.headers)
        return 200 <= connection.getresponse().status < 300
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
