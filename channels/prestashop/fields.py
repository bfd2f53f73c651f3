"""PrestaShop's way of writing values: numbers and flags as text, "" and "0" for nothing, translations."""

from collections.abc import Iterable
from typing import Any

from channels.reading import Reading
from channels.text import clean


def words(value: Any) -> str:
    """A text or a number as stripped text; the first translation of a list; empty for everything else."""
    if isinstance(value, list):
        first = value[0] if value else None
        value = first.get("value") if isinstance(first, dict) else None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return clean(str(value)).strip()


def text(row: Reading, name: str) -> str:
    """A text that may be missing, null or a number."""
    return words(row.value.get(name))


def on(row: Reading, name: str) -> bool:
    """A flag: "1" or 1; everything that JSON drops or empties is off."""
    value = row.value.get(name)
    return value is True or words(value) not in ("", "0")


def key(row: Reading, name: str) -> str:
    """A pointer to another resource; empty for none, which PrestaShop writes as 0."""
    found = text(row, name)
    return "" if found == "0" else found


def by_id(rows: Iterable[Reading]) -> dict[str, Reading]:
    """Rows by their id."""
    return {text(row, "id"): row for row in rows}
