"""`load`: import rows by external id, Odoo's only true get-or-create over RPC.

Columns: `id` (external id), `.id` (database id), a field, or a path `order_line/product_id/.id`. Rows whose
own columns are empty add lines to the record above. All or nothing: any message of type error rolls
everything back and `ids` is False, with HTTP 200. Context: `mode` = "update" with `noupdate` leaves known
records untouched. Source: behaviour measured on Odoo 17 and 19; the shape of the messages is the recorded
one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.odoo import access
from sandbox.odoo import fields as f
from sandbox.odoo.cells import CellError, Columns, convert_record, is_seen
from sandbox.odoo.database import Row
from sandbox.odoo.env import Env
from sandbox.odoo.errors import AccessDenied, SerializationFailure, UserError, ValidationError, message_of

if TYPE_CHECKING:
    from sandbox.odoo.model import Model

TOO_MANY = (
    "Found more than 10 errors and more than one error per 10 records, "
    "interrupted to avoid showing too many errors."
)


@dataclass
class Pending:
    """A converted record that waits to be stored. `info` says which rows it came from."""

    external_id: str
    database_id: int
    values: Row
    info: dict[str, Any]


@dataclass
class Import:
    """One call of `load`."""

    env: Env
    model: "Model"
    columns: Columns
    ids: list[int] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    batch: list[Pending] = field(default_factory=list)

    def run(self, data: list[list[Any]]) -> dict[str, Any]:
        """Import all rows and return Odoo's answer: ids or False, messages, nextrow."""
        start = self.env.database.savepoint()
        for number, (first, last) in enumerate(self._spans(data)):
            self._take(number, first, last, data)
        self._flush()
        ids: list[int] | bool = self.ids
        if any(message["type"] == "error" for message in self.messages):
            self.env.database.rollback(start)
            ids = False
        return {"ids": ids, "messages": self.messages, "nextrow": 0}

    def _spans(self, data: list[list[Any]]) -> Iterator[tuple[int, int]]:
        first = 0
        for number in range(1, len(data) + 1):
            if number == len(data) or not self.columns.continues(data[number]):
                yield first, number - 1
                first = number

    def _take(self, number: int, first: int, last: int, data: list[list[Any]]) -> None:
        info = {"rows": {"from": first, "to": last}, "record": number}
        cells = self.columns.cells(data[first : last + 1])
        if any(pending.external_id in cells.external_ids for pending in self.batch if pending.external_id):
            self._flush()
        values: Row = {}
        for name, found in convert_record(self.env, self.model, cells):
            if isinstance(found, CellError):
                self.messages.append(self._cell_message(info, name, found))
            else:
                values[name] = found
        external_id = cells.external_id
        if external_id and "." not in external_id:
            external_id = f".{external_id}"
        self.batch.append(Pending(external_id, cells.database_id, values, info))

    def _cell_message(self, info: dict[str, Any], name: str, error: CellError) -> dict[str, Any]:
        label = self.model.fields[name].label
        message: dict[str, Any] = {**info, "type": "error", "field": name, "field_name": label}
        message["message"] = error.text(label)
        if error.moreinfo is not None:
            message["moreinfo"] = error.moreinfo
        return message

    def _flush(self) -> None:
        batch, self.batch = self.batch, []
        save = self.env.database.savepoint()
        try:
            self.ids += [self._store(pending) for pending in batch]
        except AccessDenied:
            raise
        except Exception:
            self.env.database.rollback(save)
            self._store_one_by_one(batch)

    def _store_one_by_one(self, batch: list[Pending]) -> None:
        errors = 0
        for count, pending in enumerate(batch, 1):
            save = self.env.database.savepoint()
            try:
                self.ids.append(self._store(pending))
            except Exception as error:
                self.env.database.rollback(save)
                self.messages.append({**pending.info, "type": "error", **_refusal(error)})
                errors += 1
            if errors >= 10 and errors >= count / 10:
                self.messages.append({"type": "warning", "message": TOO_MANY})
                return

    def _store(self, pending: Pending) -> int:
        env, name = self.env, pending.external_id
        known = env.database.external_ids.get(name) if name else None
        if env.doomed or (known is not None and not is_seen(env, known.commit)):
            raise SerializationFailure
        if known is not None and known.record in env.table(known.model).rows:
            if not (env.context.get("mode") == "update" and known.noupdate):
                self.model.write(env, [known.record], pending.values)
            return known.record
        if not name and pending.database_id:
            self.model.write(env, [pending.database_id], pending.values)
            return pending.database_id
        if not name and env.context.get("mode") == "update":
            raise KeyError("record")  # Odoo knows no record to update, and fails like this
        return self._create(name, pending.values)

    def _create(self, external_id: str, values: Row) -> int:
        env = self.env
        access.check(env, self.model, "create")
        if external_id.count(".") > 1:
            raise ValueError(f"The ID reference {external_id!r} must contain maximum one dot.")
        record = self.model.insert(env, values)
        if external_id:
            noupdate = bool(env.context.get("noupdate"))
            env.database.set_external_id(external_id, self.model.name, record, noupdate)
        return record


def _refusal(error: Exception) -> dict[str, Any]:
    if isinstance(error, ValidationError) and error.field:
        return {"message": error.load_message, "field": error.field}
    if isinstance(error, UserError | SerializationFailure):
        return {"message": message_of(error)}
    return {
        "message": f"Unknown error during import: {type(error)}: {error}",
        "moreinfo": "Resolve other errors first",
    }


def load(env: Env, model: "Model", fields: list[str], data: list[list[Any]]) -> dict[str, Any]:
    """Import rows; see the module. Raises KeyError for an unknown column, as Odoo does."""
    paths = [tuple(name.split("/")) for name in fields]
    for path in paths:
        if path[0] not in ("id", ".id"):
            model.fields[path[0]]
    lines = frozenset(p[0] for p in paths if isinstance(model.fields.get(p[0]), f.One2many))
    return Import(env, model, Columns(paths, lines)).run(data)
