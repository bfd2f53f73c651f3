"""WooCommerce's `meta_data`: where plugins put everything that has no field of its own."""

from collections.abc import Iterator
from typing import Any

from channels.reading import Reading
from channels.text import clean


def entries(holder: Reading) -> Iterator[tuple[str, Any]]:
    """Key and value of each entry, in the shop's order; values may be of any JSON type."""
    for entry in holder.list("meta_data"):
        key = entry.text("key", "")
        if key:
            yield key, entry.value.get("value")


def words(value: Any) -> str:
    """A meta value as text: text or a number, stripped; empty for everything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return clean(str(value)).strip()


def chosen_options(line: Reading) -> str:
    """What the customer chose ("Taille: S, Couleur: Rouge"): entries not hidden by an underscore."""
    shown = []
    for entry in line.list("meta_data"):
        key = words(entry.value.get("display_key", entry.value.get("key")))
        value = words(entry.value.get("display_value", entry.value.get("value")))
        if key and value and not key.startswith("_"):
            shown.append(f"{key}: {value}")
    return ", ".join(shown)
