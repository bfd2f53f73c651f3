"""The kinds of field: how a value from outside is checked and stored, and how a stored one is shown.

Stored forms: text `str` or False, amounts `Decimal`, dates and datetimes the strings Odoo shows, a many2one
the id or False, a many2many a tuple of ids. A one2many is not stored; it is the inverse of its comodel's
many2one. A field with `compute` is not stored either.
"""

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, ClassVar

from sandbox.odoo.database import Row
from sandbox.odoo.env import Env
from sandbox.odoo.errors import MissingError

Compute = Callable[[Env, Row], Any]
DATE_FORMAT = "%Y-%m-%d"
DATETIME_FORMAT = "%Y-%m-%d %H:%M:%S"


def to_decimal(value: Any) -> Decimal:
    """The exact decimal a client wrote: 16.66 is 16.66, not its nearest binary fraction."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def round_half_up(value: Decimal, digits: int) -> Decimal:
    """Round to a number of decimals, halves away from zero, as Odoo does."""
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Field:
    """A field of a model. `only` names the one Odoo version that has it.

    `default` is a value or a function of the env.
    """

    label: str
    _: KW_ONLY
    required: bool = False
    readonly: bool = False
    default: Any = None
    compute: Compute | None = None
    only: int | None = None

    type: ClassVar[str] = ""
    empty: ClassVar[Any] = False
    relation: ClassVar[str] = ""

    def store(self, env: Env, where: str, value: Any) -> Any:
        """The stored form of a value from outside. `where` is `model.field`, for messages."""
        return value

    def show(self, env: Env, value: Any) -> Any:
        """The JSON form of a stored value."""
        return value

    def initial(self, env: Env) -> Any:
        """The stored value of a new record that does not give this field."""
        if self.default is None:
            return self.empty
        return self.default(env) if callable(self.default) else self.default

    def describe(self) -> dict[str, Any]:
        """What `fields_get` tells about this field."""
        return {
            "type": self.type,
            "string": self.label,
            "required": self.required,
            "readonly": self.readonly or self.compute is not None,
            "store": self.compute is None and self.type != "one2many",
            "searchable": True,
            "sortable": self.compute is None,
        }


@dataclass(frozen=True)
class Char(Field):
    """A line of text; empty is False."""

    type = "char"

    def store(self, env: Env, where: str, value: Any) -> Any:
        """Text, or False when empty."""
        return str(value) if value not in (None, False, "") else False


@dataclass(frozen=True)
class Text(Char):
    """Text of several lines."""

    type = "text"


@dataclass(frozen=True)
class Html(Char):
    """Formatted text."""

    type = "html"


@dataclass(frozen=True)
class Binary(Char):
    """A file in base64."""

    type = "binary"


@dataclass(frozen=True)
class Boolean(Field):
    """Yes or no."""

    type = "boolean"

    def store(self, env: Env, where: str, value: Any) -> Any:
        """Python's truth of the value."""
        return bool(value)


@dataclass(frozen=True)
class Integer(Field):
    """A whole number; empty is 0."""

    type = "integer"
    empty = 0

    def store(self, env: Env, where: str, value: Any) -> Any:
        """A whole number. Raises ValueError as Python does."""
        return int(value or 0)


@dataclass(frozen=True)
class Float(Field):
    """A number with at most `digits` decimals."""

    digits: int = 2
    type = "float"
    empty = Decimal(0)

    def store(self, env: Env, where: str, value: Any) -> Any:
        """The value rounded to the field's decimals."""
        return round_half_up(to_decimal(value or 0), self.digits)

    def show(self, env: Env, value: Any) -> Any:
        """A JSON number."""
        return float(value)


@dataclass(frozen=True)
class Monetary(Float):
    """An amount, already rounded to its currency by whoever computes it."""

    digits: int = 3
    type = "monetary"


@dataclass(frozen=True)
class Date(Field):
    """A day, as `YYYY-MM-DD`."""

    type = "date"

    def store(self, env: Env, where: str, value: Any) -> Any:
        """The day of the text. Raises ValueError, in Python's words, for any other form."""
        if not value:
            return False
        text = str(value)[:10]
        datetime.strptime(text, DATE_FORMAT)  # noqa: DTZ007 - a day has no zone
        return text


@dataclass(frozen=True)
class Datetime(Field):
    """A moment in UTC, as `YYYY-MM-DD HH:MM:SS`; a bare day is its first second."""

    type = "datetime"

    def store(self, env: Env, where: str, value: Any) -> Any:
        """The moment of the text. Raises ValueError, in Python's words, for any other form."""
        if not value:
            return False
        text = str(value)
        form = DATE_FORMAT if len(text) == 10 else DATETIME_FORMAT
        return datetime.strptime(text, form).strftime(DATETIME_FORMAT)  # noqa: DTZ007 - UTC by convention


@dataclass(frozen=True)
class Selection(Field):
    """One of fixed keys, each with a label."""

    options: tuple[tuple[str, str], ...] = ()
    type = "selection"

    def store(self, env: Env, where: str, value: Any) -> Any:
        """The key itself. Raises ValueError for an unknown one."""
        if value in (None, False, ""):
            return False
        if value not in dict(self.options):
            raise ValueError(f"Wrong value for {where}: {value!r}")
        return value

    def describe(self) -> dict[str, Any]:
        """Adds the choices."""
        return {**super().describe(), "selection": [list(option) for option in self.options]}


@dataclass(frozen=True)
class Relational(Field):
    """A field that points to records of `comodel`."""

    comodel: str = ""

    def describe(self) -> dict[str, Any]:
        """Adds the model it points to."""
        return {**super().describe(), "relation": self.comodel, "domain": [], "context": {}}


@dataclass(frozen=True)
class Many2one(Relational):
    """A link to one record; shown as `[id, name]`."""

    type = "many2one"

    def store(self, env: Env, where: str, value: Any) -> Any:
        """The id. Raises MissingError when there is no such record."""
        if value in (None, False, "", 0):
            return False
        record = int(value)
        if record not in env.table(self.comodel).rows:
            raise MissingError(self.comodel, record, env.uid)
        return record

    def show(self, env: Env, value: Any) -> Any:
        """Id and display name, or False."""
        return [value, env.model(self.comodel).display_name(env, value)] if value else False


@dataclass(frozen=True)
class Many2many(Relational):
    """Links to several records; shown as ids in the comodel's order."""

    type = "many2many"
    empty = ()

    def show(self, env: Env, value: Any) -> Any:
        """Ids in the comodel's order, without those of companies the call may not see."""
        return env.model(self.comodel).visible_in_order(env, value or ())


@dataclass(frozen=True)
class One2many(Relational):
    """The records of `comodel` whose many2one `inverse` points here.

    With `display_types` only lines of those.
    """

    inverse: str = ""
    display_types: tuple[str, ...] = ()
    type = "one2many"
    empty = ()

    def show(self, env: Env, value: Any) -> Any:
        """Ids in the comodel's order."""
        return list(value)

    def describe(self) -> dict[str, Any]:
        """Adds the field it is the inverse of."""
        return {**super().describe(), "relation_field": self.inverse}


def version_fields(fields: dict[str, Field], version: int) -> dict[str, Field]:
    """Those of the fields that an Odoo of that version has."""
    return {name: field for name, field in fields.items() if field.only in (None, version)}
