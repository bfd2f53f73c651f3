"""Webhooks of Wix: the whole body is a JSON Web Token (RFC 7519), signed RS256 with a key of the app."""

import base64
import binascii
import json
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from channels.webhooks import Hint, WebhookRequest
from hub.errors import ContractError, CredentialsError

_LEEWAY = timedelta(minutes=5)
_ORDER = "wix.ecom.v1.order"


def hint(request: WebhookRequest, now: datetime) -> Hint:
    """The order that a genuine webhook is about; raises `CredentialsError` for a forged or expired one."""
    claims = _verified(request.body, request.secret)
    _must_be_current(claims, now)
    envelope = _decoded(claims.get("data"))
    event = _decoded(envelope.get("data"))
    topic = envelope.get("eventType") or event.get("slug")
    if not isinstance(topic, str) or not topic:
        raise ContractError(
            "unreadable_webhook",
            "A genuine webhook names no event type.",
            "Report it: Wix changed its webhooks.",
        )
    about = event.get("entityId") if event.get("entityFqdn") in (_ORDER, None) else None
    return Hint(topic=topic, external_id=about if isinstance(about, str) and about else None)


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
    if isinstance(expires, int) and expires < (now - _LEEWAY).timestamp():
        raise CredentialsError(
            "webhook_expired",
            "A webhook came whose signature has expired: it was repeated later than Wix allows.",
            "Nothing to do: polling reads the order. If it happens often, set this machine's clock (NTP).",
        )


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
        "A webhook came whose signature is not made with this app's key.",
        "Copy the public key of dev.wix.com › Custom Apps › Develop › Webhooks into the shop's form.",
    )
