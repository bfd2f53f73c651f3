"""Webhooks of Wix: the whole body is a JSON Web Token (RFC 7519), signed RS256 with a key of the app."""

import base64
import binascii
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from channels.text import one_line
from channels.webhooks import Hint, WebhookRequest, digest_of
from hub.errors import ContractError, CredentialsError
from hub.sentences import say

_LEEWAY = timedelta(minutes=5)
_ORDER, _TRANSACTIONS = "wix.ecom.v1.order", "wix.ecom.v1.order_transactions"
STEPS = say(
    "Wix lets nobody subscribe by its API; it takes an app of your own (dev.wix.com › Custom Apps). In the "
    "app: Develop › Webhooks › Create Webhook, category Wix eCommerce, one for each event of an order "
    "(approved, updated, canceled, payment status updated) and of order transactions (details updated), each "
    "with the address shown here. Copy the public key of the same page into the shop's form, add the "
    "permission Read Orders, and install or update the app on the site."
)


def hint(request: WebhookRequest, key: str) -> Hint:
    """The order that a genuine webhook is about; `key` is the app's public key.

    Raises `CredentialsError` for one that is forged, expired, or of another site that has the app.
    """
    claims = _verified(request.body, key)
    _must_be_current(claims, request.received_at)
    envelope = _decoded(claims.get("data"))
    _must_be_of(request.account.credentials.get("instance_id", ""), envelope.get("instanceId"))
    event = _decoded(envelope.get("data"))
    topic = envelope.get("eventType") or event.get("slug")
    if not isinstance(topic, str) or not topic:
        raise ContractError(
            "unreadable_webhook",
            say("A genuine webhook names no event type."),
            say("Report it: Wix changed its webhooks."),
        )
    about = _order_of(event)
    event_id = event.get("id")
    return Hint(
        event_id=event_id if isinstance(event_id, str) and event_id else digest_of(request.body),
        topic=topic,
        external_id=about if isinstance(about, str) and about else None,
        occurred_at=_moment(event.get("eventTime")),
    )


def _order_of(event: dict[str, Any]) -> Any:
    """The order: the entity itself of an order event; named in the body of those of payments and refunds."""
    kind = event.get("entityFqdn")
    if kind != _TRANSACTIONS:
        return event.get("entityId") if kind in (_ORDER, None) else None
    body = _decoded(_decoded(event.get("actionEvent")).get("body"))
    return _decoded(body.get("orderTransactions")).get("orderId")


def _verified(body: bytes, secret: str) -> dict[str, Any]:
    """The token's claims. The algorithm is fixed: a token that asks for another one ("none") is forged."""
    try:
        signed, _, signature = body.strip().rpartition(b".")
        header, _, payload = signed.partition(b".")
        if json.loads(_bytes(header)).get("alg") != "RS256":
            raise ValueError("another algorithm")
        _key(secret).verify(_bytes(signature), signed, PKCS1v15(), SHA256())
        claims = json.loads(_bytes(payload))
    except (InvalidSignature, ValueError, TypeError, AttributeError, RecursionError):
        raise _forged() from None
    if not isinstance(claims, dict):
        raise _forged()
    return claims


def _key(secret: str) -> RSAPublicKey:
    """The public key as Wix shows it; pasting may have turned its line breaks into blanks."""
    body = "".join(line for line in secret.replace("\\n", "\n").split("-----") if "PUBLIC KEY" not in line)
    pem = f"-----BEGIN PUBLIC KEY-----\n{''.join(body.split())}\n-----END PUBLIC KEY-----\n"
    try:
        key = load_pem_public_key(pem.encode())
    except UnsupportedAlgorithm:
        raise ValueError("a key of another kind") from None
    if not isinstance(key, RSAPublicKey):
        raise ValueError("a key of another kind")
    return key


def _bytes(part: bytes) -> bytes:
    try:
        return base64.b64decode(part + b"=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except binascii.Error:
        raise ValueError("not base64url") from None


def _must_be_current(claims: dict[str, Any], now: datetime) -> None:
    expires = claims.get("exp")
    if isinstance(expires, int | float) and expires < (now - _LEEWAY).timestamp():
        raise CredentialsError(
            "webhook_expired",
            say("A webhook came whose signature has expired: it was repeated later than Wix allows."),
            say(
                "Nothing to do: polling reads the order. If it happens often, set this machine's clock (NTP)."
            ),
        )


def _must_be_of(known: str, named: Any) -> None:
    """One key signs for all sites that have the app; where the form names no instance, it alone decides."""
    if known.strip() and str(named).lower() != known.strip().lower():
        raise CredentialsError(
            "misdirected_webhook",
            say(
                "A webhook came of another site that has the app (instance {instance}).",
                instance=one_line(str(named), 60),
            ),
            say(
                "Compare the app instance id in the shop's form with the app's installation on this "
                "site; each site needs a shop of its own in the hub."
            ),
        )


def _moment(said: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(said)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None


def _decoded(value: Any) -> dict[str, Any]:
    """An object, or the same as a JSON text: Wix nests texts in texts, and not everywhere alike."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {}
    return value if isinstance(value, dict) else {}


def _forged() -> CredentialsError:
    return CredentialsError(
        "forged_webhook",
        say("A webhook came whose signature is not made with this app's key."),
        say("Copy the public key of dev.wix.com › Custom Apps › Develop › Webhooks into the shop's form."),
    )
