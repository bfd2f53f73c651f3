"""What a webhook of Shopify says: look at this order. Its body is REST-shaped and never used as content."""

import json
from datetime import UTC, datetime
from typing import Any

from channels.shopify.errors import SIGNING_KEY_STEPS
from channels.shopify.gids import order_gid
from channels.text import one_line
from channels.webhooks import Hint, WebhookRequest, digest_of, signed_by
from hub.errors import CredentialsError
from hub.sentences import say


def hint(request: WebhookRequest, secret: str, domain: str) -> Hint:
    """The order a genuine webhook is about; raises `CredentialsError` for a forged or misdirected one.

    `domain` is the shop's own host: one client secret proves the calls of all shops that have the app.
    """
    if not secret:
        raise _no_secret()
    if not signed_by(secret, request.body, _header(request, "hmac-sha256")):
        raise _forged()
    sender = _header(request, "shop-domain")
    if sender.lower() != domain.lower():
        raise _misdirected(sender, domain)
    topic = _header(request, "topic")
    return Hint(
        event_id=_header(request, "event-id") or digest_of(request.body),
        topic=topic,
        external_id=_subject(topic, request.body),
        occurred_at=_moment(_header(request, "triggered-at")),
    )


def _header(request: WebhookRequest, name: str) -> str:
    """A header of either family: `X-Shopify-…`, or the newer one without `X-`."""
    return request.headers.get(f"x-shopify-{name}") or request.headers.get(f"shopify-{name}", "")


def _moment(said: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(said)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _subject(topic: str, body: bytes) -> str | None:
    """The order: the body itself for `orders/…`, named by `order_id` in refunds, transactions and edits."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    if topic == "orders/edited":
        edit = document.get("order_edit")
        return _gid(edit.get("order_id")) if isinstance(edit, dict) else None
    if topic.startswith("orders/"):
        named = document.get("admin_graphql_api_id")
        return named if isinstance(named, str) and named else _gid(document.get("id"))
    return _gid(document.get("order_id"))


def _gid(number: Any) -> str | None:
    return order_gid(str(number)) if isinstance(number, int) and not isinstance(number, bool) else None


def _no_secret() -> CredentialsError:
    return CredentialsError(
        "no_webhook_secret",
        say("A webhook came, and the shop's form holds no client secret to check it with."),
        SIGNING_KEY_STEPS,
    )


def _forged() -> CredentialsError:
    return CredentialsError(
        "forged_webhook",
        say("A webhook came whose signature is not made with this shop's client secret."),
        say("Enter the app's client secret (Dev Dashboard › your app › Settings) in the shop's form."),
    )


def _misdirected(sender: str, domain: str) -> CredentialsError:
    said = one_line(sender, 80)
    return CredentialsError(
        "misdirected_webhook",
        (
            say("A webhook came for {domain} that says that it is of {sender}.", domain=domain, sender=said)
            if said
            else say("A webhook came for {domain} that names no shop.", domain=domain)
        ),
        say(
            "If {sender} is this shop, enter it as the shop's address; else remove the webhook there.",
            sender=said or domain,
        ),
    )
