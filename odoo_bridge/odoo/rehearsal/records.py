"""The rows of a `load` as the records that they are: a head with its lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Cells = dict[str, str]


@dataclass(slots=True)
class Loaded:
    """One record of a `load`: `name` is our external id, `record_id` Odoo's where the row names that."""

    head: Cells
    lines: list[Cells] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Our external id; empty where a row names a record by Odoo's id."""
        return self.head.get("id", "")

    @property
    def record_id(self) -> int | None:
        """Odoo's id, where the row says it."""
        return number(self.head.get(".id", ""))

    def reference(self, column: str) -> int | None:
        """The id in a column such as `partner_id/.id`."""
        return number(self.head.get(f"{column}/.id", ""))


def loaded(fields: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Loaded]:
    """By record; a row without a first cell belongs to the record before it."""
    records: list[Loaded] = []
    for row in rows:
        cells = dict(zip(fields, row, strict=True))
        line = {name.partition("/")[2]: cell for name, cell in cells.items() if _is_line(name)}
        if row[0]:
            records.append(Loaded({name: cell for name, cell in cells.items() if not _is_line(name)}))
        if line:
            records[-1].lines.append(line)
    return records


def ids(line: Mapping[str, str], *columns: str) -> list[int]:
    """The ids in the first of these columns that the line has: `tax_ids/.id` "3,4" → [3, 4]."""
    cell = next((line[name] for name in columns if name in line), "")
    return [int(part) for part in cell.split(",") if part]


def number(cell: str) -> int | None:
    """An id in a cell, None for an empty one."""
    return int(cell) if cell else None


def _is_line(name: str) -> bool:
    return name.startswith(("order_line/", "invoice_line_ids/"))
