"""Fingerprints of content. A date is never taken for a version; a fingerprint is."""

import hashlib
import json
from typing import Any

# A save without a change moves this date and nothing else: that is not new content.
_NOT_CONTENT = frozenset({"updated_at"})


def digest(value: Any) -> str:
    """SHA-256 (hex) of a JSON value, whatever the order of its keys."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def content_digest(document: dict[str, Any]) -> str:
    """The fingerprint of an order document: two revisions with the same one say the same."""
    return digest({key: value for key, value in document.items() if key not in _NOT_CONTENT})
