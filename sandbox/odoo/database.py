"""The rows in memory, with an undo log: every call is one transaction, and on error all of it is taken back.

As in PostgreSQL, record ids and the numbers of ordinary sequences are *not* given back on rollback.
`snapshot` and `ExternalId.commit` reproduce repeatable read: a transaction cannot see an external id that
another one committed after it began, and that is how the loser of a race is told apart from a simple repeat.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

Row = dict[str, Any]
Undo = Callable[[], object]


@dataclass(frozen=True)
class ExternalId:
    """One row of ir.model.data. `commit` is the number of the transaction that made it."""

    model: str
    record: int
    noupdate: bool
    commit: int


class Table:
    """The rows of one model by id, with an index per field that was ever searched by equality."""

    def __init__(self, database: "Database", model: str) -> None:
        self.rows: dict[int, Row] = {}
        self.next_id = 1
        self.model = model
        self._database = database
        self._indexes: dict[str, dict[Any, dict[int, None]]] = {}

    def insert(self, row: Row, record: int | None = None) -> int:
        """Store a new row under the next id (or the given one) and return the id."""
        new = self.next_id if record is None else record
        self.next_id = max(self.next_id, new + 1)
        row["id"] = new
        self._attach(new, row)
        self._database.remember(partial(self._detach, new))
        return new

    def update(self, record: int, values: Row) -> None:
        """Set some fields of one row."""
        row = self.rows[record]
        old = {name: row.get(name, False) for name in values}
        self._assign(record, values)
        self._database.remember(partial(self._assign, record, old))

    def delete(self, record: int) -> None:
        """Remove one row."""
        row = self._detach(record)
        self._database.remember(partial(self._attach, record, row))

    def where(self, field: str, values: Iterable[Any]) -> set[int]:
        """The ids whose stored field equals one of the values."""
        index = self._indexes.get(field)
        if index is None:
            index = {}
            for record, row in self.rows.items():
                index.setdefault(row.get(field, False), {})[record] = None
            self._indexes[field] = index  # only when complete: others may look in at any time
        return {record for value in values for record in index.get(value, ())}

    def _attach(self, record: int, row: Row) -> None:
        self.rows[record] = row
        for field, index in self._indexes.items():
            index.setdefault(row.get(field, False), {})[record] = None

    def _detach(self, record: int) -> Row:
        row = self.rows.pop(record)
        for field, index in self._indexes.items():
            index.get(row.get(field, False), {}).pop(record, None)
        return row

    def _assign(self, record: int, values: Row) -> None:
        row = self.rows[record]
        for field in self._indexes.keys() & values.keys():
            index = self._indexes[field]
            index.get(row.get(field, False), {}).pop(record, None)
            index.setdefault(values[field], {})[record] = None
        row.update(values)


class Database:
    """All tables, external ids and sequences of one Odoo database, behind one lock."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lock = threading.RLock()
        self.commits = 0
        self.external_ids: dict[str, ExternalId] = {}
        self.sequences: dict[str, int] = {}
        self.numbers: dict[str, int] = {}
        self._tables: dict[str, Table] = {}
        self._undo: list[Undo] = []

    def table(self, model: str) -> Table:
        """The table of a model, made on first use."""
        if model not in self._tables:
            self._tables[model] = Table(self, model)
        return self._tables[model]

    def contents(self) -> dict[str, dict[int, Row]]:
        """All rows there are, by model and id."""
        return {model: table.rows for model, table in self._tables.items()}

    def next_value(self, sequence: str) -> int:
        """The next number of an ordinary sequence; gaps after failures are normal."""
        self.sequences[sequence] = self.sequences.get(sequence, 0) + 1
        return self.sequences[sequence]

    def next_number(self, prefix: str) -> int:
        """The next number of a gapless sequence (invoices): taken back with its transaction."""
        last = self.numbers.get(prefix, 0)
        self.numbers[prefix] = last + 1
        self.remember(partial(self.numbers.__setitem__, prefix, last))
        return last + 1

    def set_external_id(self, name: str, model: str, record: int, noupdate: bool) -> None:
        """Bind an external id to a record, replacing what it named before."""
        old = self.external_ids.get(name)
        self.external_ids[name] = ExternalId(model, record, noupdate, self.commits + 1)
        if old is None:
            self.remember(partial(self.external_ids.pop, name))
        else:
            self.remember(partial(self.external_ids.__setitem__, name, old))

    def remember(self, undo: Undo) -> None:
        """Note how to take one change back."""
        self._undo.append(undo)

    def savepoint(self) -> int:
        """A mark to which `rollback` can return."""
        return len(self._undo)

    def rollback(self, savepoint: int = 0) -> None:
        """Take back everything done since the mark."""
        while len(self._undo) > savepoint:
            self._undo.pop()()

    def commit(self) -> None:
        """Keep everything done since the last commit."""
        self._undo.clear()
        self.commits += 1
