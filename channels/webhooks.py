"""What a webhook is to the hub: a hint to look at an order, never its content."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookRequest:
    """A call that came in: header names in lower case, the raw body, the shop's webhook secret."""

    headers: Mapping[str, str]
    body: bytes
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """What a genuine webhook says. `external_id` is the order to fetch; None: nothing to fetch (a ping)."""

    topic: str
    external_id: str | None = None


def signed_by(secret: str, body: bytes, signature: str) -> bool:
    """Whether `signature` is base64 of the HMAC-SHA256 of the raw body; false without a secret."""
    if not secret:
        return False
    expected = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest())
    return hmac.compare_digest(expected, signature.encode("utf-8", "replace"))
