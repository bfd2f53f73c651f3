"""Shopify's error answers in plain words, with the click path that mends them.

Most trouble of the GraphQL API comes with HTTP 200: a list `errors`, at times beside data with holes in it.
"""

from typing import Any

from channels.http import Answer
from channels.http.retry import retry_after
from channels.shopify import cost
from channels.text import one_line
from hub.errors import (
    AffluentError,
    ConfigError,
    ContractError,
    CredentialsError,
    RateLimitedError,
    TransientError,
)
from hub.sentences import say

TOKEN_REFUSED = "token_refused"  # noqa: S105 - a code of an error, no secret
_APP = "Dev Dashboard (dev.shopify.com/dashboard) › your app"
_SCOPES = f"{_APP} › Versions › Access scopes; release the version and approve it in the shop"
_PROTECTED = (
    f"{_APP} › API access requests › Protected customer data access: request it with name, address, "
    "e-mail and phone"
)
SIGNING_KEY_STEPS = (
    "Enter the app's client secret in the shop's form: Dev Dashboard › your app › Settings; of an app made "
    "before 2026: Settings › Apps › Develop apps › the app › API credentials › API secret key."
)
_STATUSES: dict[int, tuple[type[AffluentError], str, str, str]] = {
    401: (
        CredentialsError,
        TOKEN_REFUSED,
        "Shopify does not accept the access token",
        "Make a new token and enter it in the shop's form, or enter client id and secret "
        f"({_APP} › Settings): then the hub fetches tokens itself.",
    ),
    402: (
        ConfigError,
        "shop_frozen",
        "the shop is frozen because an invoice of Shopify is unpaid",
        "Pay it under Settings › Billing in the shop, then test the connection.",
    ),
    404: (
        ConfigError,
        "no_such_shop",
        "there is no Shopify shop at this address",
        "Enter the .myshopify.com address of Settings › Domains, not the shop's own domain.",
    ),
    423: (
        ConfigError,
        "shop_locked",
        "Shopify has locked the shop",
        "Ask Shopify's support why; test the connection afterwards.",
    ),
}


def refine(answer: Answer) -> AffluentError | None:
    """The error that a status of Shopify means; None where the status says all."""
    said = _said(answer)
    if answer.url.endswith("/admin/oauth/access_token") and answer.status in (400, 401, 403):
        return _no_token(answer, said)
    if answer.status == 430:
        return RateLimitedError(
            "rate_limited",
            say(
                "{about}: Shopify takes the calls for an attack (HTTP 430) and refuses them for now.",
                about=answer.about,
            ),
            say("Nothing to do: it is tried again by itself. If it lasts, ask Shopify's support."),
            retry_after=retry_after(answer.headers),
        )
    if answer.status not in _STATUSES:
        return None
    kind, code, cause, remedy = _STATUSES[answer.status]
    return kind(code, say("{about}: {cause}{said}.", about=answer.about, cause=cause, said=said), remedy)


def inspect(answer: Answer) -> AffluentError | None:
    """The trouble inside an answer with status 200; None for a sound one. Holes in data are trouble."""
    if b'"errors"' not in answer.content:
        return None
    try:
        body = answer.json()
    except ContractError:
        return None  # whoever reads it says so
    errors = body.get("errors") if isinstance(body, dict) else None
    if not errors:
        return None
    first = (
        next((entry for entry in errors if isinstance(entry, dict)), {}) if isinstance(errors, list) else {}
    )
    return _named(answer, body, first, one_line(str(first.get("message", errors)), 300))


def _named(answer: Answer, body: Any, error: dict[str, Any], message: str) -> AffluentError:
    extensions = error.get("extensions")
    extensions = extensions if isinstance(extensions, dict) else {}
    code = str(extensions.get("code", ""))
    if code == "THROTTLED":
        return _throttled(answer, cost.bucket(body))
    if code == "ACCESS_DENIED" or "ccess denied" in message or "not approved to access" in message:
        return _denied(answer, message, extensions)
    if code == "INTERNAL_SERVER_ERROR" or "nvalid cursor" in message:
        return TransientError(
            "server_trouble" if code else "cursor_refused",
            say("{about}: “{message}”.", about=answer.about, message=message),
            say("Nothing to do: the walk starts again by itself from where the last complete one ended."),
        )
    if code == "SHOP_INACTIVE":
        return ConfigError(
            "shop_inactive",
            say("{about}: the shop is not active: “{message}”.", about=answer.about, message=message),
            say("Reopen the shop."),
        )
    return _not_understood(answer, code, message)


def _throttled(answer: Answer, bucket: cost.Bucket | None) -> AffluentError:
    return RateLimitedError(
        "rate_limited",
        say("{about}: the app's points for this shop are used up for now (THROTTLED).", about=answer.about),
        say("Nothing to do: it is tried again by itself. If it lasts, other programs use the same app."),
        retry_after=bucket.wait if bucket else None,
    )


def _denied(answer: Answer, message: str, extensions: dict[str, Any]) -> AffluentError:
    if "not approved to access" in message:
        return CredentialsError(
            "protected_data",
            say(
                "{about}: the app has no approval for protected customer data: “{message}”.",
                about=answer.about,
                message=message,
            ),
            say("{protected}.", protected=_PROTECTED),
        )
    needed = one_line(str(extensions.get("requiredAccess", "")), 120)
    return CredentialsError(
        "scope_missing",
        say("{about}: the app lacks a right: “{message}”.", about=answer.about, message=message),
        say(
            "Give the app {needed}: {scopes}.",
            needed=needed or "the scope that the message names",
            scopes=_SCOPES,
        ),
    )


def _not_understood(answer: Answer, code: str, message: str) -> AffluentError:
    spoken = one_line(answer.headers.get("X-Shopify-API-Version", ""), 20)
    if code == "MAX_COST_EXCEEDED":
        return ContractError(
            "query_too_dear",
            say(
                "{about}: the query costs more than Shopify allows: “{message}”.",
                about=answer.about,
                message=message,
            ),
            say("Update the hub: Shopify reckons differently than when this version was made."),
        )
    if code in ("undefinedField", "argumentNotAccepted", "undefinedType"):
        return ContractError(
            "schema_changed",
            say(
                "{about}: Shopify answers in API version {spoken}, which does not know what is "
                "asked: “{message}”.",
                about=answer.about,
                spoken=spoken or "unknown",
                message=message,
            ),
            say("Update the hub to a version made for a living version of Shopify's API."),
        )
    return ContractError(
        "refused_query",
        say(
            "{about}: Shopify answers with an error{fact}: “{message}”.",
            about=answer.about,
            fact=f" {code}" if code else "",
            message=message,
        ),
        say("Report it with this message: the hub asked something that Shopify refuses."),
    )


def webhook_remedy(message: str) -> str:
    """What to do when Shopify refuses a webhook, by the words of its `userErrors`."""
    if "protected customer data" in message:
        return f"{_PROTECTED}; then subscribe again."
    if "specified topic" in message or "access scope" in message:
        return f"Give the app the scope read_orders: {_SCOPES}; then subscribe again."
    if "ddress" in message or "url" in message.lower() or "uri" in message.lower():
        return (
            "Shopify calls only https:// addresses on the public internet that are not the shop's own: "
            "correct the hub's public address, then subscribe again."
        )
    return "Subscribe again later; report it with this message if it lasts."


def _no_token(answer: Answer, said: str) -> AffluentError:
    return CredentialsError(
        "no_token",
        say("{about}: Shopify gives no access token{said}.", about=answer.about, said=said),
        say(
            "Check client id and secret ({app} › Settings), and that the app is installed in "
            "this shop; both must belong to the same organisation.",
            app=_APP,
        ),
    )


def _said(answer: Answer) -> str:
    """Shopify's words, to be put behind ours; empty for a web page."""
    try:
        body = answer.json()
    except ContractError:
        return ""
    if not isinstance(body, dict):
        return ""
    words = body.get("error_description") or body.get("errors") or body.get("error")
    return f" (“{one_line(str(words), 200)}”)" if words else ""
