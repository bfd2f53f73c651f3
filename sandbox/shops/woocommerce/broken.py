"""Orders that cannot be read, as importers and plugins leave them behind. The id and ``date_modified``
stay good.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

Document = dict[str, Any]


def _total_is_text(order: Document) -> None:
    order["total"] = "n/a"


def _lines_are_null(order: Document) -> None:
    order["line_items"] = None


def _line_without_total(order: Document) -> None:
    for line in order["line_items"]:
        line.pop("total")


def _date_never_was(order: Document) -> None:
    order["date_created_gmt"] = "0000-00-00T00:00:00"


def _no_currency(order: Document) -> None:
    order["currency"] = ""


def _address_is_a_list(order: Document) -> None:
    order["billing"] = []  # PHP writes an empty object as an empty array


BREAKS: tuple[Callable[[Document], None], ...] = (
    _total_is_text,
    _lines_are_null,
    _line_without_total,
    _date_never_was,
    _no_currency,
    _address_is_a_list,
)


def break_order(order: Document, rng: random.Random) -> None:
    """Make an order unreadable in one of the ways."""
    rng.choice(BREAKS)(order)
