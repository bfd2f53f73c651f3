"""The names of recorded facts, so that none of them goes unread."""

from collections.abc import Iterator
from typing import Any


def paths(value: Any, before: str = "") -> Iterator[str]:
    """The dotted names of the values in a document of facts; places in lists, ids and rates left out."""
    if isinstance(value, dict):
        for name, child in value.items():
            number = name.replace(".", "").isdigit()
            yield from paths(child, before if number else f"{before}.{name}".strip("."))
    elif isinstance(value, list):
        for child in value:
            yield from paths(child, before)
    else:
        yield before
