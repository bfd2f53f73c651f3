"""API keys: Basic where the shop sees HTTPS, one-legged OAuth 1.0a where it does not."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import parse_qsl, quote, unquote

from sandbox.network.http import Request
from sandbox.shops.clock import Clock
from sandbox.shops.woocommerce.errors import RestError

TIMESTAMP_WINDOW = timedelta(minutes=15)
DIGESTS = {"HMAC-SHA1": hashlib.sha1, "HMAC-SHA256": hashlib.sha256}
OAUTH_PARAMETERS = (
    "oauth_consumer_key",
    "oauth_timestamp",
    "oauth_nonce",
    "oauth_signature",
    "oauth_signature_method",
)
WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(slots=True)
class ApiKey:
    """A REST key. ``permissions``: ``read``, ``write`` or ``read_write``; ``shop_rights``: its user may
    manage the shop.
    """

    consumer_key: str
    consumer_secret: str
    permissions: str = "read_write"
    shop_rights: bool = True
    nonces: dict[int, set[str]] = field(default_factory=dict)


def denied(message: str) -> RestError:
    """401 of the authentication itself."""
    return RestError(401, "woocommerce_rest_authentication_error", message)


class Authenticator:
    """Finds the key of a request, as WooCommerce does it."""

    def __init__(self, clock: Clock, *, https_seen: bool) -> None:
        self.clock = clock
        self.https_seen = https_seen
        self.keys: dict[str, ApiKey] = {}

    def key_of(self, request: Request, home_url: str) -> ApiKey | None:
        """Return the key, None when the request carries none that counts.

        Raises ``RestError`` 401: wrong secret, bad signature, stale timestamp, nonce used before. Over
        plain HTTP Basic and query keys are ignored, however right they are.
        """
        key = self._plain_key(request) if self.https_seen else None
        return key or self._signed_key(request, home_url)

    def check_permission(self, key: ApiKey, method: str) -> None:
        """Raise ``RestError`` 401 when the key may not read, or write."""
        wanted = "write" if method in WRITING else "read"
        if wanted not in key.permissions:
            raise denied(f"The API key provided does not have {wanted} permissions.")

    def _plain_key(self, request: Request) -> ApiKey | None:
        name, secret = _plain_credentials(request)
        key = self.keys.get(name)
        if key is None or not secret:
            return None
        if not hmac.compare_digest(key.consumer_secret.encode(), secret.encode()):
            raise denied("Consumer secret is invalid.")
        return key

    def _signed_key(self, request: Request, home_url: str) -> ApiKey | None:
        parameters = _oauth_parameters(request)
        missing = [name for name in OAUTH_PARAMETERS if not parameters.get(name)]
        if len(missing) == len(OAUTH_PARAMETERS):
            return None
        if missing:
            raise denied(f"Missing OAuth parameter(s): {', '.join(missing)}")
        key = self.keys.get(parameters["oauth_consumer_key"])
        if key is None:
            raise denied("Consumer key is invalid.")
        self._check_signature(key, request, parameters, home_url)
        self._check_once(key, parameters)
        return key

    def _check_signature(self, key: ApiKey, request: Request, sent: dict[str, str], home_url: str) -> None:
        digest = DIGESTS.get(sent["oauth_signature_method"])
        if digest is None:
            raise denied("Invalid signature - signature method is invalid.")
        base = signature_base(request.method, f"{home_url}{request.path}", {**dict(request.query), **sent})
        expected = hmac.new(f"{key.consumer_secret}&".encode(), base.encode(), digest).digest()
        if not hmac.compare_digest(base64.b64encode(expected).decode(), sent["oauth_signature"]):
            raise denied("Invalid signature - provided signature does not match.")

    def _check_once(self, key: ApiKey, sent: dict[str, str]) -> None:
        now = int(self.clock.now().timestamp())
        window = int(TIMESTAMP_WINDOW.total_seconds())
        timestamp = int(sent["oauth_timestamp"]) if sent["oauth_timestamp"].isdigit() else 0
        if abs(now - timestamp) > window:
            raise denied("Invalid timestamp.")
        if sent["oauth_nonce"] in key.nonces.get(timestamp, ()):
            raise denied("Invalid nonce - nonce has already been used.")
        for old in [moment for moment in key.nonces if moment < now - window]:
            del key.nonces[old]
        key.nonces.setdefault(timestamp, set()).add(sent["oauth_nonce"])


def signature_base(method: str, url: str, parameters: dict[str, str]) -> str:
    """Return the OAuth 1.0a base string (RFC 5849, 3.4.1) of a request with these parameters."""
    pairs = sorted(
        (_escaped(name), _escaped(text)) for name, text in parameters.items() if name != "oauth_signature"
    )
    query = "&".join(f"{name}={text}" for name, text in pairs)
    return f"{method.upper()}&{_escaped(url)}&{_escaped(query)}"


def _escaped(text: str) -> str:
    return quote(text, safe="-._~")


def _plain_credentials(request: Request) -> tuple[str, str]:
    query = dict(request.query)
    if query.get("consumer_key") and query.get("consumer_secret"):
        return query["consumer_key"], query["consumer_secret"]
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        name, _, secret = base64.b64decode(encoded, validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return name, secret


def _oauth_parameters(request: Request) -> dict[str, str]:
    in_query = {name: text for name, text in request.query if name.startswith("oauth_")}
    scheme, _, rest = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "oauth":
        return in_query
    pairs = parse_qsl(rest.replace(",", "&").replace('"', "").replace(" ", ""))
    return in_query | {name: unquote(text) for name, text in pairs if name.startswith("oauth_")}
