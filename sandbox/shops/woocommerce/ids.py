"""Number sequences of the shop: orders and refunds share one, rows another, meta a third."""

from __future__ import annotations

from typing import Any

ROWS = ("line_items", "tax_lines", "shipping_lines", "fee_lines", "coupon_lines")


class Ids:
    """Gives the next free id of each sequence."""

    def __init__(self, order: int = 1001, row: int = 5001, meta: int = 9001) -> None:
        self._order = order
        self._row = row
        self._meta = meta

    def order(self) -> int:
        """Take an id for an order or a refund."""
        self._order += 1
        return self._order - 1

    def row(self) -> int:
        """Take an id for a row of an order or a refund."""
        self._row += 1
        return self._row - 1

    def meta(self) -> int:
        """Take an id for a meta entry."""
        self._meta += 1
        return self._meta - 1

    def reserve(self, document: dict[str, Any]) -> None:
        """Never give the ids that a loaded document uses."""
        self._order = max(self._order, int(document["id"]) + 1)
        for name in ROWS:
            rows = document.get(name)
            for row in rows if isinstance(rows, list) else []:
                self._row = max(self._row, int(row.get("id") or 0) + 1)
