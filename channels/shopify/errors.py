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
APP = say("Dev Dashboard (dev.shopify.com/dashboard) › your app")
_SCOPES = say("{app} › Versions › Access scopes; release the version and approve it in the shop", app=APP)
SIGNING_KEY_STEPS = say(
    "Enter the app's client secret in the shop's form: Dev Dashboard › your app › Settings; of an app made "
    "before 2026: Settings › Apps › Develop apps › the app › API credentials › API secret key."
)
_STATUSES: dict[int, tuple[type[AffluentError], str, str, str]] = {
    401: (
        CredentialsError,
        TOKEN_REFUSED,
        say("Shopify does not accept the access token"),
        say(
            "Make a new token and enter it in the shop's form, or enter client id and secret "
            "({app} › Settings): then the hub fetches tokens itself.",
            app=APP,
        ),
    ),
    402: (
        ConfigError,
        "shop_frozen",
        say("the shop is frozen because an invoice of Shopify is unpaid"),
        say("Pay it under Settings › Billing in the shop, then test the connection."),
    ),
    404: (
        ConfigError,
        "no_such_shop",
        say("there is no Shopify shop at this address"),
        say("Enter the .myshopify.com address of Settings › Domains, not the shop's own domain."),
    ),
    423: (
        ConfigError,
        "shop_locked",
        say("Shopify has locked the shop"),
        say("Ask Shopify's support why; test the connection afterwards."),
    ),
}


def refine(answer: Answer) -> AffluentError | None:
    """The error that a status of Shopify means; None where the status says all."""
    if answer.url.endswith("/admin/oauth/access_token") and answer.status in (400, 401, 403):
        return _no_token(answer)
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
    return kind(code, _told(answer, cause), remedy)


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
            say(
                "{app} › API access requests › Protected customer data access: request it with name, "
                "address, e-mail and phone.",
                app=APP,
            ),
        )
    needed = one_line(str(extensions.get("requiredAccess", "")), 120)
    return CredentialsError(
        "scope_missing",
        say("{about}: the app lacks a right: “{message}”.", about=answer.about, message=message),
        say(
            "Give the app {needed}: {scopes}.",
            needed=needed or say("the scope that the message names"),
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
                "{about}: Shopify answers in API version {version}, which does not know what is "
                "asked: “{message}”.",
                about=answer.about,
                version=spoken or say("unknown"),
                message=message,
            ),
            say("Update the hub to a version made for a living version of Shopify's API."),
        )
    return ContractError(
        "refused_query",
        (
            say(
                "{about}: Shopify answers with an error {code}: “{message}”.",
                about=answer.about,
                code=code,
                message=message,
            )
            if code
            else say(
                "{about}: Shopify answers with an error: “{message}”.", about=answer.about, message=message
            )
        ),
        say("Report it with this message: the hub asked something that Shopify refuses."),
    )


def webhook_remedy(message: str) -> str:
    """What to do when Shopify refuses a webhook, by the words of its `userErrors`."""
    if "protected customer data" in message:
        return say(
            "{app} › API access requests › Protected customer data access: request it with name, address, "
            "e-mail and phone; then subscribe again.",
            app=APP,
        )
    if "specified topic" in message or "access scope" in message:
        return say("Give the app the scope read_orders: {scopes}; then subscribe again.", scopes=_SCOPES)
    if "ddress" in message or "url" in message.lower() or "uri" in message.lower():
        return say(
            "Shopify calls only https:// addresses on the public internet that are not the shop's own: "
            "correct the hub's public address, then subscribe again."
        )
    return say("Subscribe again later; report it with this message if it lasts.")


def _no_token(answer: Answer) -> AffluentError:
    return CredentialsError(
        "no_token",
        _told(answer, say("Shopify gives no access token")),
        say(
            "Check client id and secret ({app} › Settings), and that the app is installed in "
            "this shop; both must belong to the same organisation.",
            app=APP,
        ),
    )


def _told(answer: Answer, cause: str) -> str:
    """The cause, with Shopify's words where it gives some."""
    message = _message(answer)
    if message:
        return say("{about}: {cause} (“{message}”).", about=answer.about, cause=cause, message=message)
    return say("{about}: {reason}.", about=answer.about, reason=cause)


def _message(answer: Answer) -> str:
    """Shopify's words; empty for a web page."""
    try:
        body = answer.json()
    except ContractError:
        return ""
    if not isinstance(body, dict):
        return ""
    words = body.get("error_description") or body.get("errors") or body.get("error")
    return one_line(str(words), 200) if words else ""
