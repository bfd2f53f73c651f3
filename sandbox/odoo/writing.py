"""Creating, changing and deleting records, with x2many commands.

Commands, as in Odoo: `[0, _, values]` create, `[1, id, values]` change, `[2, id]` delete, `[3, id]` unlink,
`[4, id]` link, `[5]` clear, `[6, _, ids]` set.
"""

from typing import Any

from sandbox.odoo import access
from sandbox.odoo import fields as f
from sandbox.odoo.database import Row
from sandbox.odoo.env import Env
from sandbox.odoo.errors import MissingError, ValidationError
from sandbox.odoo.reading import ReadingModel
from sandbox.odoo.rpc import Ids, model_method, record_method


class WritingModel(ReadingModel):
    """A model that can be changed."""

    @model_method
    def create(self, env: Env, vals_list: Any) -> Ids:
        """One new record per dict. Raises whatever refuses the values."""
        access.check(env, self, "create")
        many = [vals_list] if isinstance(vals_list, dict) else list(vals_list)
        return Ids(self.insert(env, values) for values in many)

    @record_method
    def write(self, env: Env, ids: list[int], vals: Row) -> bool:
        """Set fields of the records. Raises MissingError, AccessError or what the values are refused with."""
        access.check(env, self, "write")
        self.require_records(env, ids)
        access.check_visible(env, self, [env.row(self.name, record) for record in ids])
        for record in ids:
            self.modify(env, record, vals)
        return True

    @record_method
    def unlink(self, env: Env, ids: list[int]) -> bool:
        """Delete the records."""
        access.check(env, self, "unlink")
        self.require_records(env, ids)
        access.check_visible(env, self, [env.row(self.name, record) for record in ids])
        for record in ids:
            self.remove(env, record)
        return True

    def require_records(self, env: Env, ids: list[int]) -> None:
        """Raise MissingError for the first id that is not there."""
        rows = env.table(self.name).rows
        for record in ids:
            if record not in rows:
                raise MissingError(self.name, record, env.uid)

    def insert(self, env: Env, values: Row) -> int:
        """Make one record, without access checks, and return its id."""
        self._check_names(values)
        values = self.complete(env, dict(values))
        row: Row = {name: field.initial(env) for name, field in self.stored.items() if name not in values}
        row.update(self._stored_values(env, values))
        self._check_required(row)
        row.update(create_date=env.now, write_date=env.now, create_uid=env.uid, write_uid=env.uid)
        record = env.table(self.name).insert(row)
        self._apply_commands(env, record, values)
        self.after_insert(env, record, values)
        return record

    def modify(self, env: Env, record: int, values: Row) -> None:
        """Change one record, without access checks."""
        self._check_names(values)
        stored = self._stored_values(env, values)
        self._check_required(stored)
        env.table(self.name).update(record, {**stored, "write_date": env.now, "write_uid": env.uid})
        self._apply_commands(env, record, values)
        self.after_modify(env, record, values)

    def remove(self, env: Env, record: int) -> None:
        """Delete one record and the lines that belong to it, without access checks."""
        self.before_remove(env, record)
        for field in self.fields.values():
            if isinstance(field, f.One2many) and env.model(field.comodel).fields[field.inverse].required:
                for child in self.lines(env, record, field):
                    env.model(field.comodel).remove(env, child["id"])
        env.table(self.name).delete(record)

    def _check_names(self, values: Row) -> None:
        for name in values:
            if name not in self.fields:
                word = "on model" if self.registry.version < 19 else "in"
                raise ValueError(f"Invalid field {name!r} {word} {self.name!r}")

    def _stored_values(self, env: Env, values: Row) -> Row:
        return {
            name: self.stored[name].store(env, f"{self.name}.{name}", value)
            for name, value in values.items()
            if name in self.stored and not isinstance(self.stored[name], f.Many2many)
        }

    def _check_required(self, row: Row) -> None:
        for name, value in row.items():
            field = self.fields.get(name)
            if field is not None and field.required and value is False and field.type != "boolean":
                raise self._missing_required(name, field)

    def _missing_required(self, name: str, field: f.Field) -> ValidationError:
        missing = f"Missing required value for the field '{field.label}' ({name})"
        if self.registry.version < 19:
            text = (
                "The operation cannot be completed:\n- Create/update: a mandatory field is not set.\n"
                "- Delete: another model requires the record being deleted. "
                "If possible, archive it instead.\n\n"
                f"Model: {self.label} ({self.name})\nField: {field.label} ({name})\n"
            )
            return ValidationError(text, load_message=missing, field=name)
        reason = (
            f"{missing}.\nModel: '{self.label}' ({self.name})\n"
            "- create/update: a mandatory field is not set\n"
            "- delete: another model requires the record being deleted, you can archive it instead\n"
        )
        return ValidationError(
            f"The operation cannot be completed: {reason}", load_message=reason, field=name
        )

    def _apply_commands(self, env: Env, record: int, values: Row) -> None:
        for name, value in values.items():
            field = self.fields[name]
            if isinstance(field, f.Many2many) and field.compute is None:
                old = env.row(self.name, record).get(name) or ()
                env.table(self.name).update(record, {name: self._linked(env, field, old, value)})
            elif isinstance(field, f.One2many):
                for command in value or []:
                    self._apply_to_lines(env, record, field, list(command))

    def _linked(self, env: Env, field: f.Many2many, old: tuple[int, ...], value: Any) -> tuple[int, ...]:
        linked = list(old)
        for command in value or [[5]]:
            code, *rest = command if isinstance(command, list | tuple) else (4, command)
            if code == 6:
                linked = list(rest[1])
            elif code == 4:
                linked.append(rest[0])
            elif code in (2, 3):
                linked.remove(rest[0])
            elif code == 5:
                linked = []
            elif code == 0:
                linked.append(env.model(field.comodel).insert(env, rest[1]))
            elif code == 1:
                env.model(field.comodel).write(env, [rest[0]], rest[1])
        env.model(field.comodel).require_records(env, linked)
        return tuple(dict.fromkeys(linked))

    def _apply_to_lines(self, env: Env, record: int, field: f.One2many, command: list[Any]) -> None:
        comodel = env.model(field.comodel)
        code = command[0]
        if code == 0:
            values = dict(command[2])
            external_id = values.pop("id", None)
            line = comodel.insert(env, {**values, field.inverse: record})
            if external_id:
                env.database.set_external_id(
                    external_id, comodel.name, line, bool(env.context.get("noupdate"))
                )
        elif code == 1:
            comodel.require_records(env, [command[1]])
            comodel.modify(env, command[1], command[2])
        elif code in (2, 3):
            comodel.require_records(env, [command[1]])
            comodel.remove(env, command[1])
        elif code == 4:
            comodel.modify(env, command[1], {field.inverse: record})
        elif code in (5, 6):
            for child in self.lines(env, record, field):
                if code == 5 or child["id"] not in command[2]:
                    comodel.remove(env, child["id"])
