"""From the cells of an imported row to the values of a record.

Each cell is text or a number. A cell that cannot be read is a `CellError`, whose text names the field by its
labels (`Order Lines/Product`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import InvalidOperation
from typing import TYPE_CHECKING, Any

from sandbox.odoo import fields as f
from sandbox.odoo.database import Row
from sandbox.odoo.env import Env

if TYPE_CHECKING:
    from sandbox.odoo.model import Model

Path = tuple[str, ...]
REFERENCES = ("id", ".id")
TRUE, FALSE = ("1", "true", "yes"), ("", "0", "false", "no")


class CellError(Exception):
    """A cell that cannot be read. The template holds `{field}` where the field's label goes."""

    def __init__(self, template: str, moreinfo: Any = None) -> None:
        super().__init__(template)
        self.template = template
        self.moreinfo = moreinfo

    def text(self, label: str) -> str:
        """The message, for a field of that label."""
        return self.template.replace("{field}", label)

    def inside(self, label: str) -> "CellError":
        """The same error, seen from the record that holds the line."""
        return CellError(self.template.replace("{field}", "{field}/" + label), self.moreinfo)


@dataclass
class Cells:
    """The cells of one record: its own by path, and those of its lines by field and row."""

    own: dict[Path, Any]
    lines: dict[str, list[dict[Path, Any]]]

    @property
    def external_id(self) -> str:
        """The record's external id, or empty."""
        return str(self.own.get(("id",)) or "")

    @property
    def database_id(self) -> int:
        """The record's database id, or 0."""
        return int(self.own.get((".id",)) or 0)

    @property
    def external_ids(self) -> set[str]:
        """Every external id the record is or names: they must be stored before it."""
        return {str(value) for path, value in self.own.items() if path[-1] == "id" and value}


@dataclass(frozen=True)
class Columns:
    """The columns of an import; `lines` are the one2many fields among them."""

    paths: list[Path]
    lines: frozenset[str]

    def continues(self, row: list[Any]) -> bool:
        """Whether the row only adds lines to the record above."""
        own_empty = not any(
            cell for path, cell in zip(self.paths, row, strict=False) if path[0] not in self.lines
        )
        return own_empty and any(cell not in ("", None, False) for cell in row)

    def cells(self, rows: list[list[Any]]) -> Cells:
        """The cells of the record that these rows make."""
        own = {p: cell for p, cell in zip(self.paths, rows[0], strict=False) if p[0] not in self.lines}
        lines: dict[str, list[dict[Path, Any]]] = {name: [] for name in self.lines}
        for name in self.lines:
            for row in rows:
                line = {p[1:]: cell for p, cell in zip(self.paths, row, strict=False) if p[0] == name}
                if any(cell not in ("", None, False) for cell in line.values()):
                    lines[name].append(line)
        return Cells(own, lines)


def convert_record(env: Env, model: "Model", cells: Cells) -> Iterator[tuple[str, Any]]:
    """Each field of the record with its value, or with the CellError that its cell gives."""
    for path, cell in cells.own.items():
        if path[0] in REFERENCES:
            continue
        try:
            yield path[0], _convert(env, model.fields[path[0]], path, cell)
        except CellError as error:
            yield path[0], error
    for name, lines in cells.lines.items():
        comodel = env.model(_comodel(model, name))
        try:
            yield name, [_line_command(env, model.fields[name], comodel, line) for line in lines]
        except CellError as error:
            yield name, error


def _comodel(model: "Model", name: str) -> str:
    field = model.fields[name]
    return field.comodel if isinstance(field, f.Relational) else ""


def _line_command(env: Env, holder: f.Field, comodel: "Model", line: dict[Path, Any]) -> list[Any]:
    """What the record does with a line: change the one that is named by either kind of id, or make one."""
    values: Row = {}
    for path, cell in line.items():
        if path[0] in REFERENCES:
            continue
        field = comodel.fields[path[0]]
        try:
            values[path[0]] = _convert(env, field, path, cell)
        except CellError as error:
            raise error.inside(field.label) from None
    if line.get((".id",)) and isinstance(holder, f.Relational):
        return [1, _by_database_id(env, holder, str(line[".id",])), values]
    external_id = str(line.get(("id",)) or "")
    known = env.database.external_ids.get(external_id)
    if known is not None and known.record in env.table(comodel.name).rows:
        return [1, known.record, values]
    return [0, 0, {**values, "id": external_id} if external_id else values]


def _convert(env: Env, field: f.Field, path: Path, cell: Any) -> Any:
    if cell in ("", None, False):
        return [] if isinstance(field, f.Many2many | f.One2many) else False
    if isinstance(field, f.Many2many):
        return [[6, 0, [_reference(env, field, path[-1], part.strip()) for part in str(cell).split(",")]]]
    if isinstance(field, f.Relational):
        return _reference(env, field, path[-1] if len(path) > 1 else "name", str(cell))
    return _plain(env, field, cell)


def _plain(env: Env, field: f.Field, cell: Any) -> Any:
    text = str(cell)
    if isinstance(field, f.Boolean):
        return _boolean(text)
    if isinstance(field, f.Selection):
        return _selection(field, text)
    if isinstance(field, f.Float | f.Integer):
        try:
            return field.store(env, "", text)
        except (ValueError, InvalidOperation):
            raise CellError(f"'{text}' does not seem to be a number for field '{{field}}'") from None
    if isinstance(field, f.Date | f.Datetime):
        try:
            return field.store(env, "", text)
        except ValueError:
            raise CellError(
                f"'{text}' does not seem to be a valid {field.type} for field '{{field}}'",
                "Use the format '2012-12-31'"
                if field.type == "date"
                else "Use the format '2012-12-31 23:59:59'",
            ) from None
    return text


def _boolean(text: str) -> bool:
    if text.lower() not in TRUE + FALSE:
        raise CellError(
            f"Unknown value '{text}' for boolean field '{{field}}'", "Use '1' for yes and '0' for no"
        )
    return text.lower() in TRUE


def _selection(field: f.Selection, text: str) -> str:
    for key, label in field.options:
        if text == key or text.lower() == label.lower():
            return key
    raise CellError(
        f"Value '{text}' not found in selection field '{{field}}'",
        [label or key for key, label in field.options],
    )


def _reference(env: Env, field: f.Relational, kind: str, text: str) -> int:
    if kind == ".id":
        return _by_database_id(env, field, text)
    if kind == "id":
        name = text if "." in text else f".{text}"
        known = env.database.external_ids.get(name)
        if known is not None and is_seen(env, known.commit) and known.record in env.table(known.model).rows:
            return known.record
        raise _no_match(env, field, "external id", name)
    found = env.model(field.comodel).name_search(env, text, operator="=", limit=2)
    if not found:
        raise _no_match(env, field, "name", text)
    return int(found[0][0])


def is_seen(env: Env, commit: int) -> bool:
    """Whether a transaction sees what that commit made: it came before, or is its own."""
    return commit <= env.snapshot or commit == env.database.commits + 1


def _by_database_id(env: Env, field: f.Relational, text: str) -> int:
    try:
        record = int(text)
    except ValueError:
        raise CellError(f"Invalid database id '{text}' for the field '{{field}}'") from None
    if record not in env.table(field.comodel).rows:
        raise _no_match(env, field, "database id", text)
    return record


def _no_match(env: Env, field: f.Relational, kind: str, text: str) -> CellError:
    more = {
        "name": "Possible Values",
        "type": "ir.actions.act_window",
        "target": "new",
        "view_mode": "tree,form" if env.version < 19 else "list,form",
        "views": [[False, "list"], [False, "form"]],
        "context": {"create": False},
        "help": "See all possible values",
        "res_model": field.comodel if kind == "name" else "ir.model.data",
    }
    if kind != "name":
        more["domain"] = [["model", "=", field.comodel]]
    return CellError(f"No matching record found for {kind} '{text}' in field '{{field}}'", more)
