"""WooCommerce's error answers in plain words, with the click path that mends them.

Several of its messages mislead: "cannot list resources" is what a valid key gets over plain HTTP.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from channels.http import Answer
from channels.text import one_line
from hub.errors import (
    AffluentError,
    ConfigError,
    ContractError,
    CredentialsError,
    TransientError,
)
from hub.sentences import say

_KEYS = say("WooCommerce › Settings › Advanced › REST API")


@dataclass(frozen=True, slots=True)
class _Known:
    """An error that is recognised by a part of its message."""

    sign: str
    kind: type[AffluentError]
    code: str
    cause: str
    remedy: str


_DENIED = (
    _Known(
        "secret is invalid",
        CredentialsError,
        "wrong_secret",
        say("the consumer secret is wrong"),
        say("Make a new key in {keys} and enter both of its parts.", keys=_KEYS),
    ),
    _Known(
        "key is invalid",
        CredentialsError,
        "unknown_key",
        say("the consumer key is unknown"),
        say("Make a new key in {keys} and enter both of its parts.", keys=_KEYS),
    ),
    _Known(
        "read permissions",
        CredentialsError,
        "key_cannot_read",
        say("the key may write but not read"),
        say("Edit the key in {keys} and set its permissions to Read.", keys=_KEYS),
    ),
    _Known(
        "write permissions",
        CredentialsError,
        "key_cannot_write",
        say("the key may read but not write"),
        say("Edit the key in {keys} and set its permissions to Read/Write.", keys=_KEYS),
    ),
    _Known(
        "signature",
        CredentialsError,
        "wrong_signature",
        say("the signature does not match: the secret is wrong, or the shop knows itself by another address"),
        say(
            "Enter the Site Address of WordPress › Settings › General as the shop's address, letter by "
            "letter."
        ),
    ),
    _Known(
        "timestamp",
        ConfigError,
        "clock_skew",
        say("the shop's clock and this machine's differ by more than 15 minutes"),
        say("Let both machines set their clocks by the network (NTP)."),
    ),
    _Known(
        "nonce",
        TransientError,
        "nonce_used",
        say("the shop says that the call was made twice"),
        say("Nothing to do: the next call is signed anew."),
    ),
)
_CANNOT_VIEW = _Known(
    "",
    CredentialsError,
    "key_not_accepted",
    say("the shop treats the call as one without a key: the key is unknown, or it did not arrive"),
    say(
        "Check the key in {keys}. If it is right, the web server drops the Authorization header, or a proxy "
        "hides https from PHP: then set the option sign_url to the shop's http:// address.",
        keys=_KEYS,
    ),
)
_NO_RIGHTS = _Known(
    "",
    CredentialsError,
    "user_without_rights",
    say("the key belongs to a user who may not see orders"),
    say("In {keys}, give the key to a user with the role Shop manager or Administrator.", keys=_KEYS),
)


def refine(answer: Answer) -> AffluentError | None:
    """The error that WooCommerce's own words reveal; None where they reveal nothing."""
    if answer.status in (301, 302, 307, 308):
        return _permalinks(answer)
    code, message = words(answer)
    if not code:
        return None
    if answer.status in (401, 403):
        return _denied(answer, code, message)
    if code == "rest_no_route":
        return ContractError(
            "no_api",
            say("{about}: WordPress answers, but WooCommerce's API is not there.", about=answer.about),
            say("Activate the plugin WooCommerce under WordPress › Plugins."),
        )
    if answer.status < 500:
        return ContractError(
            "refused_request",
            say(
                "{about}: HTTP {status}, {code}: {message}",
                about=answer.about,
                status=answer.status,
                code=code,
                message=message,
            ),
            say("Report it: the shop does not understand what it is asked."),
        )
    return None


def words(answer: Answer) -> tuple[str, str]:
    """Code and message of an error answer; both empty when it is none of WordPress'."""
    try:
        body = answer.json()
    except ContractError:
        return "", ""
    if not isinstance(body, dict) or not isinstance(body.get("code"), str):
        return "", ""
    details = body.get("data")
    params = details.get("params") if isinstance(details, dict) else None
    reasons = " ".join(str(text) for text in params.values()) if isinstance(params, dict) else ""
    return one_line(body["code"], 80), one_line(f"{body.get('message', '')} {reasons}".strip())


def _denied(answer: Answer, code: str, message: str) -> AffluentError:
    known = _NO_RIGHTS if answer.status == 403 else _CANNOT_VIEW
    if code == "woocommerce_rest_authentication_error":
        known = next((entry for entry in _DENIED if entry.sign in message.lower()), known)
    return known.kind(
        known.code,
        say("{about}: {cause} (“{message}”).", about=answer.about, cause=known.cause, message=message),
        known.remedy,
    )


def _permalinks(answer: Answer) -> AffluentError | None:
    """With "plain" permalinks WordPress sends /wp-json/… to itself with a slash, for ever."""
    location = answer.headers.get("Location", "")
    if urlsplit(location).path != f"{urlsplit(answer.url).path}/":
        return None
    return ConfigError(
        "plain_permalinks",
        say(
            "{about}: the shop uses plain permalinks, with which its API cannot be reached.",
            about=answer.about,
        ),
        say("In WordPress › Settings › Permalinks choose any structure other than Plain, and save."),
    )
