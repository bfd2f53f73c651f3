"""JSON for people to read: indented, in its own letters, cut where a browser would suffer."""

import json
from typing import Any

from hub.models.columns import writable

LONGEST = 300_000  # characters


def pretty(value: Any) -> tuple[str, bool]:
    """The text, and whether it was cut; no text for what is nested too deeply to be written."""
    try:
        text = json.dumps(value, indent=2, ensure_ascii=False)
    except RecursionError:
        return "", True
    return writable(text[:LONGEST]), len(text) > LONGEST
