"""Proving who calls: a fixed access token, or tokens of a day fetched with client id and secret.

Since 2026 new apps of a merchant's own have no fixed token: OAuth 2.0 client credentials grant
(RFC 6749 4.4), 24 hours, no refresh token.
"""

import hashlib
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from channels.http import Http, Signer, unsigned
from channels.text import one_line
from hub.errors import ContractError
from hub.sentences import say

_PATH = "admin/oauth/access_token"
_MARGIN = 300.0  # seconds before its end that a token is no longer used
_SHORTEST = 60.0
_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Token:
    value: str
    until: float  # of the monotonic clock


_tokens: dict[_Key, _Token] = {}
_lock = threading.Lock()


def signer(http: Http, *, anew: bool = False) -> Signer:
    """Signs with the shop's token; `anew`: the one known was refused. May call the shop to get one."""
    fixed = http.account.credentials.get("access_token", "")
    return _signing(fixed or _fetched(http, anew=anew))


def _signing(token: str) -> Signer:
    def sign(_method: str, url: str) -> tuple[str, Mapping[str, str]]:
        return url, {"X-Shopify-Access-Token": token}

    return sign


def _fetched(http: Http, *, anew: bool) -> str:
    key = _key(http)
    with _lock:
        known = _tokens.get(key)
    if known and not anew and time.monotonic() < known.until:
        return known.value
    token = _fetch(http)
    with _lock:
        _tokens[key] = token
    return token.value


def _fetch(http: Http) -> _Token:
    credentials = http.account.credentials
    form = (
        ("grant_type", "client_credentials"),
        ("client_id", credentials.get("client_id", "")),
        ("client_secret", credentials.get("client_secret", "")),
    )
    asked_at = time.monotonic()
    answer = http.ask(_PATH, form=form, sign=unsigned)
    body = answer.json()
    value = body.get("access_token") if isinstance(body, dict) else None
    if not isinstance(value, str) or not value.isascii() or not value.isprintable() or not value:
        raise ContractError(
            "no_token",
            say(
                "{about}: the answer holds no access token ({kind}).",
                about=answer.about,
                kind=one_line(str(type(body).__name__), 20),
            ),
            say("Check the shop's address; if it is right, report it."),
        )
    lives = body.get("expires_in")
    seconds = float(lives) if isinstance(lives, int) and 0 < lives < 10**7 else _SHORTEST
    return _Token(value, asked_at + max(_SHORTEST, seconds - _MARGIN))


def _key(http: Http) -> _Key:
    credentials = http.account.credentials
    secret = hashlib.sha256(credentials.get("client_secret", "").encode()).hexdigest()
    return http.base_url, credentials.get("client_id", ""), secret
