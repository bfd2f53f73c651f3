"""JSON for people to read: indented, in its own letters, cut where a browser would suffer."""

import json
from typing import Any

from hub.models.columns import writable

LONGEST = 300_000  # characters


def pretty(value: Any) -> tuple[str, bool]:
    """The text, and whether it was cut."""
    try:
        text = json.dumps(value, indent=2, ensure_ascii=False)
    except RecursionError:  # nested so deeply that only the compact writer manages it
        text = json.dumps(value, ensure_ascii=False)
    return writable(text[:LONGEST]), len(text) > LONGEST
