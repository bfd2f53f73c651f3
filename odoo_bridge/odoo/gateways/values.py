"""How Odoo writes values, and how they are read."""

from datetime import datetime
from decimal import Decimal
from typing import Any


def money(number: object) -> Decimal:
    """Odoo sends amounts as JSON numbers: their shortest text is the amount that Odoo rounded to."""
    return Decimal(str(number))


def time_text(moment: datetime) -> str:
    """As Odoo takes times: UTC, without an offset."""
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def linked(cell: Any) -> int | None:
    """The id of a link to one record, which Odoo sends with its name; None where there is none."""
    return int(cell[0]) if cell else None


def rows_of(head: dict[str, str], lines: list[dict[str, str]]) -> list[dict[str, str]]:
    """The head beside the first line; the others have empty cells there."""
    empty = dict.fromkeys(head, "")
    return [{**(empty if number else head), **line} for number, line in enumerate(lines)]
