"""Keeps secrets out of logs and messages."""

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import parse_qsl, quote, quote_plus, urlencode, urlsplit, urlunsplit

from hub.sentences import say

MASK = "***"
_SECRET_NAME = re.compile(
    r"key|secret|token|signature|nonce|password|passwd|pwd|auth|hmac|session|credential", re.I
)
_UNREADABLE = say("an unreadable address")
_SHORTEST_SECRET = 4  # masking every "a" would make a log unreadable without protecting anything


@lru_cache(maxsize=16)  # a call names its URL several times: in its log line, its answer, its errors
def redact_url(url: str) -> str:
    """The URL without user info, with the values of query parameters that look secret masked."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return _UNREADABLE
    host = parts.netloc.rpartition("@")[2]
    query = [
        (name, MASK if _SECRET_NAME.search(name) else value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
    ]
    return urlunsplit((parts.scheme, host, parts.path, urlencode(query, safe="*,:"), ""))


class Redactor:
    """Masks known secret values wherever they turn up, in whatever spelling a URL gives them."""

    def __init__(self, secrets: Iterable[str]) -> None:
        spellings = {
            spelled
            for secret in secrets
            if len(secret) >= _SHORTEST_SECRET
            for spelled in (secret, quote(secret, safe=""), quote_plus(secret))
        }
        self._spellings = sorted(spellings, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """The text without the secrets."""
        for spelled in self._spellings:
            text = text.replace(spelled, MASK)
        return text

    def url(self, url: str) -> str:
        """The URL, fit for a log."""
        shown = redact_url(url)
        return shown if shown is _UNREADABLE else self(shown)
