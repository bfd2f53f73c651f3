"""Calling the addresses of webhooks: signed, in the background, once. What fails is lost."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from sandbox.shops.woocommerce.webhooks import Webhooks

TIMEOUT = 5.0


@dataclass(frozen=True, slots=True)
class Delivery:
    """A call to be made: a topic about an id, or (``topic`` empty) the ping of a new webhook."""

    webhook_id: int
    topic: str = ""
    about: int = 0


class Deliveries:
    """The queue of calls and the thread that makes them, one after the other.

    ``lock`` guards the shop; ``render`` gives an order as JSON, None when it is gone.
    """

    def __init__(
        self,
        webhooks: Webhooks,
        lock: threading.RLock,
        render: Callable[[int], bytes | None],
        agent: str,
        source: str,
    ) -> None:
        self._webhooks = webhooks
        self._lock = lock
        self._render = render
        self._agent = agent
        self._source = source
        self._waiting: queue.SimpleQueue[Delivery | None] = queue.SimpleQueue()
        self._left = 0
        self._stopped = False
        self._idle = threading.Condition()
        self._thread: threading.Thread | None = None

    def tell(self, topic: str, about: int) -> None:
        """Queue a call to every active webhook of the topic."""
        for webhook_id in self._webhooks.listening(topic):
            self._put(Delivery(webhook_id, topic, about))

    def ping(self, webhook_id: int) -> None:
        """Queue the ping of a webhook."""
        self._put(Delivery(webhook_id))

    def wait(self, seconds: float = 10.0) -> bool:
        """Wait until all calls were made; whether they were."""
        with self._idle:
            return self._idle.wait_for(lambda: not self._left, seconds)

    def stop(self) -> None:
        """Make no further calls."""
        self._stopped = True
        if self._thread:
            self._waiting.put(None)
            self._thread.join(TIMEOUT)

    def _put(self, delivery: Delivery) -> None:
        with self._idle:
            self._left += 1
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()
        self._waiting.put(delivery)

    def _run(self) -> None:
        while (delivery := self._waiting.get()) and not self._stopped:
            self._deliver(delivery)
            with self._idle:
                self._left -= 1
                self._idle.notify_all()

    def _deliver(self, delivery: Delivery) -> None:
        with self._lock:
            webhook = self._webhooks.known.get(delivery.webhook_id)
            body = self._body(delivery)
        if webhook is None or body is None:
            return
        headers = {"User-Agent": self._agent, "Accept": "*/*", "Connection": "close"}
        if delivery.topic:
            headers |= self._headers(delivery, signature(webhook.secret, body))
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        status = _post(str(webhook.document["delivery_url"]), body, headers)
        if delivery.topic:  # a ping that fails is not counted
            with self._lock:
                self._webhooks.delivered(delivery.webhook_id, success=200 <= status < 303)

    def _body(self, delivery: Delivery) -> bytes | None:
        """What is told, rendered when the call is made rather than when it was queued."""
        resource, _, event = delivery.topic.partition(".")
        if not delivery.topic:
            return b"webhook_id=%d" % delivery.webhook_id
        if resource == "action":
            return b'{"action":"%s","arg":%d}' % (event.encode(), delivery.about)
        return b'{"id":%d}' % delivery.about if event == "deleted" else self._render(delivery.about)

    def _headers(self, delivery: Delivery, signed: str) -> dict[str, str]:
        resource, _, event = delivery.topic.partition(".")
        second = int(self._webhooks.clock.now().timestamp())
        # The platform makes the id of webhook and second: all deliveries of one second share it.
        delivery_id = hashlib.md5(
            f"{delivery.webhook_id}{second}".encode(), usedforsecurity=False
        ).hexdigest()
        return {
            "Content-Type": "application/json",
            "X-WC-Webhook-Source": self._source,
            "X-WC-Webhook-Topic": delivery.topic,
            "X-WC-Webhook-Resource": resource,
            "X-WC-Webhook-Event": event,
            "X-WC-Webhook-Signature": signed,
            "X-WC-Webhook-ID": str(delivery.webhook_id),
            "X-WC-Webhook-Delivery-ID": delivery_id,
        }


def signature(secret: str, body: bytes) -> str:
    """Base64 of the HMAC-SHA256 of the body."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def _post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """The status of the answer; 0 when there is none."""
    try:
        parts = urlsplit(url)
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        if str(parts.hostname).endswith(".test"):  # reserved names (RFC 6761): no need to ask the DNS
            return 0
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(str(parts.hostname), parts.port, timeout=TIMEOUT)
        try:
            connection.request("POST", target, body, headers)
            return connection.getresponse().status
        finally:
            connection.close()
    except (OSError, ValueError, http.client.HTTPException):
        return 0
