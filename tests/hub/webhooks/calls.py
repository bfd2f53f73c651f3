"""A shop that calls the hub: the requests of the paper channel, genuine and forged."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from hub.models import Shop, Webhook, WebhookSubscription
from tests.factories import paper_signature, shop

SECRET = "paper-webhook-secret"


def calling_shop(slug: str = "lampes-fr", **columns: Any) -> Shop:
    """A shop that wants webhooks, subscribed a day ago."""
    secrets = {"key": "paper-secret", "webhook_secret": SECRET}
    made = shop(slug, **{"credentials": secrets, "allow_private_hosts": True, **columns})
    since = timezone.now() - timedelta(days=1)
    WebhookSubscription.objects.create(shop=made, wanted=True, subscribed_at=since, checked_at=timezone.now())
    return made


def said(event: str = "e1", order: Any = "4711", at: datetime | None = None) -> bytes:
    """The body of a webhook."""
    return json.dumps({"event": event, "order": order, "at": at.isoformat() if at else None}).encode()


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    """The headers that prove it."""
    return {"X-Paper-Signature": paper_signature(secret, body)}


def call(body: bytes, *, secret: str = SECRET, slug: str = "lampes-fr", caller: str = "192.0.2.1") -> Any:
    """What a platform gets for it."""
    return Client(enforce_csrf_checks=True).post(
        f"/webhooks/paper/{slug}/",
        body,
        content_type="application/json",
        headers=signed(body, secret),
        REMOTE_ADDR=caller,
    )


def waiting(of: Shop, event: str = "e1", order: str = "4711", **columns: Any) -> Webhook:
    """A stored webhook that is to be followed."""
    return Webhook.objects.create(shop=of, event_id=event, topic="order", external_id=order, **columns)
