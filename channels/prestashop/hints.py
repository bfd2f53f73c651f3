"""What a module in the shop tells: look at this order. PrestaShop itself tells nothing (README.md)."""

import json

from channels.text import one_line
from channels.webhooks import Hint, WebhookRequest, digest_of, signed_by
from hub.errors import CredentialsError
from hub.sentences import say

STEPS = say(
    "PrestaShop sends no webhooks by itself; a small module does: channels/prestashop/docs/affluenthook.php. "
    "Put it into the shop's folder modules/affluenthook, install it in Modules › Module Manager, and enter "
    "the address shown here and the webhook secret on its Configure page."
)


def hint(request: WebhookRequest, secret: str) -> Hint:
    """The order a signed call is about; raises `CredentialsError` for a forged one."""
    if not signed_by(secret, request.body, request.headers.get("x-affluent-signature", "")):
        raise CredentialsError(
            "forged_webhook",
            say("A webhook came whose signature is not made with this shop's webhook secret."),
            say("Enter the same secret in the shop's module and in the shop's form."),
        )
    return Hint(
        event_id=_event_id(request),
        topic=one_line(request.headers.get("x-affluent-topic", ""), 100) or "order",
        external_id=_subject(request.body),
    )


def _event_id(request: WebhookRequest) -> str:
    """The module's own id of what happened.

    Two changes of one order have the same body: without an id each call is an event of its own. Then a
    repeated one costs a reading; else a second change would be lost.
    """
    named = request.headers.get("x-affluent-event-id", "").strip()
    return named or f"{digest_of(request.body)}@{request.received_at.isoformat()}"


def _subject(body: bytes) -> str | None:
    """The order id in `{"id_order": 4711}`."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    found = document.get("id_order") if isinstance(document, dict) else None
    return str(found) if isinstance(found, int) and not isinstance(found, bool) else None
