"""The declaration of a model: fields by version, display name, order of its records."""

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from sandbox.odoo import fields as f
from sandbox.odoo.access import visible
from sandbox.odoo.database import Row
from sandbox.odoo.env import Env

if TYPE_CHECKING:
    from sandbox.odoo.registry import Registry

MAGIC: dict[str, f.Field] = {
    "id": f.Integer("ID", readonly=True),
    "display_name": f.Char("Display Name", readonly=True),
    "create_date": f.Datetime("Created on", readonly=True),
    "write_date": f.Datetime("Last Updated on", readonly=True),
    "create_uid": f.Many2one("Created by", "res.users", readonly=True),
    "write_uid": f.Many2one("Last Updated by", "res.users", readonly=True),
}


class DeclaredModel:
    """Name, label, order and fields of a model in one version of Odoo."""

    name: ClassVar[str] = ""
    label: ClassVar[str] = ""
    order: ClassVar[str] = "id"
    rec_name: ClassVar[str] = "name"
    only: ClassVar[int | None] = None
    method_versions: ClassVar[dict[str, int]] = {}
    FIELDS: ClassVar[dict[str, f.Field]] = {}

    def __init__(self, registry: "Registry") -> None:
        self.registry = registry
        self.fields = f.version_fields({**MAGIC, **self.FIELDS}, registry.version)
        self.stored = {
            name: field
            for name, field in self.fields.items()
            if field.compute is None and not isinstance(field, f.One2many) and name not in MAGIC
        }

    @property
    def class_name(self) -> str:
        """The Python class Odoo would use, as its TypeErrors show it: SaleOrder."""
        return "".join(part.capitalize() for part in self.name.replace("_", ".").split("."))

    def display_name(self, env: Env, record: int) -> Any:
        """The text that stands for a record in links to it."""
        row = env.table(self.name).rows.get(record)
        if row is None:
            return False
        return self.name_of_row(env, row)

    def name_of_row(self, env: Env, row: Row) -> Any:
        """The display name made of a row; models with a richer one override this."""
        return row.get(self.rec_name) or f"{self.name},{row['id']}"

    def value(self, env: Env, row: Row, name: str) -> Any:
        """The stored or computed value of a field, before it is shown."""
        field = self.fields[name]
        if name == "display_name":
            return self.name_of_row(env, row)
        if field.compute is not None:
            return field.compute(env, row)
        if isinstance(field, f.One2many):
            return tuple(line["id"] for line in self.lines(env, row["id"], field))
        return row.get(name, field.empty)

    def lines(self, env: Env, record: int, field: f.One2many) -> list[Row]:
        """The rows that a one2many of a record shows."""
        rows = env.children(field.comodel, field.inverse, record)
        return [row for row in rows if not field.display_types or row["display_type"] in field.display_types]

    def sort(self, env: Env, rows: list[Row], order: str | None = None) -> list[Row]:
        """The rows in the given order (`"date_order desc, id"`), or in the model's own; empty values last."""
        for part in reversed((order or self.order).split(",")):
            name, _, direction = part.strip().partition(" ")
            if name not in self.fields:
                raise ValueError(f"Invalid field {name!r} on model {self.name!r}")
            rows = sorted(
                rows,
                key=partial(self._sort_key, env, name),
                reverse=direction.strip().lower() == "desc",
            )
        return rows

    def _sort_key(self, env: Env, name: str, row: Row) -> tuple[bool, Any]:
        value = self.value(env, row, name)
        if value is None or (value is False and self.fields[name].type != "boolean"):
            return (True, 0)
        return (False, value)

    def visible_in_order(self, env: Env, ids: Any) -> list[int]:
        """Of some ids those that exist and that this call may see, in the model's order."""
        table = env.table(self.name)
        rows = [table.rows[i] for i in ids if i in table.rows]
        return [row["id"] for row in self.sort(env, [row for row in rows if visible(env, self, row)])]

    def complete(self, env: Env, values: Row) -> Row:
        """Hook: the values of a new record, with what Odoo derives from them."""
        return values

    def after_insert(self, env: Env, record: int, values: Row) -> None:
        """Hook: what follows from a new record (totals, constraints)."""

    def after_modify(self, env: Env, record: int, values: Row) -> None:
        """Hook: what follows from changed fields (totals, constraints)."""

    def before_remove(self, env: Env, record: int) -> None:
        """Hook: refuse or prepare the removal of a record."""
