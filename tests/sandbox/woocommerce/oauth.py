"""Signs requests with OAuth 1.0a as a client does, written from RFC 5849 and not from the sandbox's code."""

import base64
import hashlib
import hmac
import time
from urllib.parse import parse_qsl, quote, urlencode, urlsplit


def signed(
    url: str,
    key: str,
    secret: str,
    *,
    nonce: str,
    timestamp: int | None = None,
    algorithm: str = "HMAC-SHA256",
) -> str:
    """Return path and query of a GET of ``url`` with the OAuth parameters and the signature added."""
    parts = urlsplit(url)
    sent = parse_qsl(parts.query, keep_blank_values=True)
    sent += [
        ("oauth_consumer_key", key),
        ("oauth_timestamp", str(int(time.time()) if timestamp is None else timestamp)),
        ("oauth_nonce", nonce),
        ("oauth_signature_method", algorithm),
    ]
    sorted_pairs = sorted((quote(name, safe="~"), quote(text, safe="~")) for name, text in sent)
    normalized = "&".join(f"{name}={text}" for name, text in sorted_pairs)
    address = f"{parts.scheme}://{parts.netloc}{parts.path}"
    base = "&".join(quote(part, safe="~") for part in ("GET", address, normalized))
    digest = hashlib.sha1 if algorithm == "HMAC-SHA1" else hashlib.sha256
    signature = base64.b64encode(hmac.new(f"{secret}&".encode(), base.encode(), digest).digest()).decode()
    return f"{parts.path}?{urlencode([*sent, ('oauth_signature', signature)])}"
