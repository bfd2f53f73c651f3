"""Exactly what would be sent: records by field, with words where Odoo has not given a number yet."""

import re
from collections.abc import Mapping
from typing import Any

from odoo_bridge.odoo.rehearsal.records import Loaded
from odoo_bridge.odoo.rehearsal.transport import Write

Titles = Mapping[int, str]
_NEW_OWNER = re.compile(r"(?<=_)-[0-9]+(?=_)")
_LINES = {"sale.order": "order_line", "account.move": "invoice_line_ids"}


def records(write: Write, titles: Titles) -> list[dict[str, Any]]:
    """One for each record of a `load`, else the call's parameters."""
    if write.method == "load":
        return [_loaded(record, write.model, titles) for record in write.records]
    ids = {"ids": list(write.ids)} if write.ids is not None else {}
    return [{name: named(value, titles) for name, value in {**ids, **write.params}.items()}]


def _loaded(record: Loaded, model: str, titles: Titles) -> dict[str, Any]:
    """Partners have a column for everything: their empty cells are left out."""
    empty_says_none = model != "res.partner"
    head = {name: _cell(name, cell, titles) for name, cell in record.head.items() if cell or empty_says_none}
    lines = [{name: _cell(name, cell, titles) for name, cell in line.items()} for line in record.lines]
    return {**head, _LINES[model]: lines} if lines else head


def _cell(column: str, cell: str, titles: Titles) -> str:
    if column == "id":  # an address is named after its customer
        return _NEW_OWNER.sub(lambda number: named(int(number[0]), titles), cell)
    if not column.endswith(".id"):
        return cell
    return ",".join(named(int(part), titles) if part.startswith("-") else part for part in cell.split(","))


def named(value: Any, titles: Titles) -> Any:
    """The value with every new number in words: -3 → “‹new customer Zoé Martin›”."""
    if isinstance(value, list | tuple):
        return [named(one, titles) for one in value]
    if isinstance(value, dict):
        return {name: named(one, titles) for name, one in value.items()}
    if type(value) is int and value < 0:
        return f"‹{titles.get(value, value)}›"
    return value
