"""Proving who calls: Basic over HTTPS, OAuth 1.0a one-legged (RFC 5849) where the shop sees plain HTTP.

Over plain HTTP WooCommerce ignores Basic and answers as if no key had been sent. A nonce counts once, so
every try is signed anew.
"""

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

from channels.http import Signer


def basic(key: str, secret: str) -> Signer:
    """Signs with the `Authorization` header."""
    token = base64.b64encode(f"{key}:{secret}".encode()).decode()

    def sign(_method: str, url: str) -> tuple[str, Mapping[str, str]]:
        return url, {"Authorization": f"Basic {token}"}

    return sign


def oauth(
    key: str,
    secret: str,
    signed_home: tuple[str, str] = ("", ""),
    now: Callable[[], float] = time.time,
    nonce: Callable[[], str] = lambda: secrets.token_hex(16),
) -> Signer:
    """Signs in the query. `signed_home`: the address called and the shop's own one, if they differ."""
    called, home = signed_home

    def sign(method: str, url: str) -> tuple[str, Mapping[str, str]]:
        parts = urlsplit(url)
        sent = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0][:6] != "oauth_"]
        own = [
            ("oauth_consumer_key", key),
            ("oauth_nonce", nonce()),
            ("oauth_signature_method", "HMAC-SHA256"),
            ("oauth_timestamp", str(int(now()))),
        ]
        plain = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
        signed_url = home + plain.removeprefix(called) if home and plain.startswith(called) else plain
        base = signature_base(method, signed_url, [*sent, *own])
        digest = hmac.new(f"{_escaped(secret)}&".encode(), base.encode(), hashlib.sha256).digest()
        own.append(("oauth_signature", base64.b64encode(digest).decode()))
        query = "&".join(f"{_escaped(name)}={_escaped(text)}" for name, text in [*sent, *own])
        return f"{plain}?{query}", {}

    return sign


def signature_base(method: str, url: str, pairs: list[tuple[str, str]]) -> str:
    """The signature base string (RFC 5849 3.4.1): method, URL without query, sorted parameters."""
    query = "&".join(f"{name}={text}" for name, text in sorted((_escaped(n), _escaped(t)) for n, t in pairs))
    return "&".join((method.upper(), _escaped(url), _escaped(query)))


def _escaped(text: str) -> str:
    return quote(text, safe="-._~")
