"""Webhooks of the platforms: how most of them sign what they send."""

import base64
import hashlib
import hmac
import json

from channels.reading import Reading
from hub.errors import CredentialsError
from hub.ports import Hint, WebhookRequest, Webhooks
from hub.sentences import say

__all__ = ["Hint", "WebhookRequest", "Webhooks", "digest_of", "genuine", "secret_of", "signed_by"]


def signed_by(secret: str, body: bytes, signature: str) -> bool:
    """Whether `signature` is base64 of the HMAC-SHA256 of the raw body; false without a secret."""
    if not secret:
        return False
    expected = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest())
    return hmac.compare_digest(expected, signature.encode("utf-8", "replace"))


def secret_of(request: WebhookRequest, webhooks: Webhooks | None) -> str:
    """The secret that this shop's webhooks are signed with; empty where none is known."""
    return request.account.credentials.get(webhooks.secret, "") if webhooks else ""


def genuine(request: WebhookRequest, webhooks: Webhooks | None, signature: str, remedy: str) -> Reading:
    """The JSON body of a call that `signed_by` proves, to be read on.

    Raises `CredentialsError` with that remedy for a forged one, `ContractError` where the body is no object.
    """
    if not signed_by(secret_of(request, webhooks), request.body, signature):
        raise CredentialsError(
            "forged_webhook",
            say(
                "Shop {shop}: a webhook came that is not signed with this shop's secret.",
                shop=request.account.shop,
            ),
            remedy,
        )
    try:
        return Reading(json.loads(request.body), "webhook").at("")
    except (ValueError, RecursionError):
        raise Reading(None, "webhook").error("", say("is not JSON")) from None


def digest_of(body: bytes) -> str:
    """An event id for platforms that give none: the same content is the same event."""
    return f"sha256:{hashlib.sha256(body).hexdigest()}"
