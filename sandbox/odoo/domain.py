"""Odoo's search domains in prefix notation: `['|', ['a', '=', 1], ['b', 'in', [2]]]`.

`matcher` makes a test of one row out of a domain; `candidates` uses the indexes to avoid looking at every
row. Source of the operators' meaning: Odoo's ORM reference, "Search domains".
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sandbox.odoo import fields as f
from sandbox.odoo.database import Row
from sandbox.odoo.env import Env

if TYPE_CHECKING:
    from sandbox.odoo.declared import DeclaredModel

Test = Callable[[Row], bool]
CONNECTIVES = ("&", "|", "!")
EMPTY = (False, None, "")


def matcher(env: Env, model: "DeclaredModel", domain: list[Any]) -> Test:
    """A function that says whether a row of the model fits the domain. Raises ValueError for a bad domain."""
    stack: list[Test] = []
    for part in reversed(domain):
        if part == "!":
            stack.append(_negated(stack.pop()))
        elif part in ("&", "|"):
            stack.append(_joined(part, stack.pop(), stack.pop()))
        else:
            stack.append(_leaf(env, model, part))
    return lambda row: all(test(row) for test in stack)


def mentions(domain: list[Any], field: str) -> bool:
    """Whether a leaf of the domain names the field."""
    return any(not isinstance(token, str) and token[0] == field for token in domain)


def candidates(env: Env, model: "DeclaredModel", domain: list[Any]) -> Iterable[int]:
    """Ids that may fit: narrowed by an index where one leaf of a plain conjunction allows it."""
    table = env.table(model.name)
    if not any(token in ("|", "!") for token in domain if isinstance(token, str)):
        for token in domain:
            if isinstance(token, str) or token[1] not in ("=", "in"):
                continue
            values = _index_values(model, token)
            if values is not None:
                return (
                    [i for i in values if i in table.rows]
                    if token[0] == "id"
                    else table.where(token[0], values)
                )
    return list(table.rows)


def _index_values(model: "DeclaredModel", leaf: Any) -> set[Any] | None:
    name, operator, value = leaf
    values = list(value) if operator == "in" and isinstance(value, list | tuple) else [value]
    if name == "id":
        return {v for v in values if isinstance(v, int)}
    field = model.fields.get(name)
    stored = isinstance(field, f.Char | f.Selection | f.Many2one) and field.compute is None
    if not stored or any(v in EMPTY or isinstance(v, list) for v in values):
        return None
    if isinstance(field, f.Many2one) and not all(isinstance(v, int) for v in values):
        return None
    return set(values)


def _negated(test: Test) -> Test:
    return lambda row: not test(row)


def _joined(connective: str, left: Test, right: Test) -> Test:
    if connective == "&":
        return lambda row: left(row) and right(row)
    return lambda row: left(row) or right(row)


def _leaf(env: Env, model: "DeclaredModel", leaf: Any) -> Test:
    if len(leaf) != 3:
        raise ValueError(f"Invalid leaf {leaf}")
    path, operator, value = leaf
    field = _check_path(model, path, leaf)
    if operator in ("child_of", "parent_of"):
        family = _family(env, field.comodel if isinstance(field, f.Relational) else model.name, leaf)
        return lambda row: any(found in family for found in _values(env, model, row, path))
    if isinstance(field, f.Relational) and _is_text(value):
        compare_names = _comparison(operator, value, f.Char(""))
        return lambda row: _verdict(
            operator, compare_names, _names(env, field, _values(env, model, row, path))
        )
    compare = _comparison(operator, value, field)
    return lambda row: _verdict(operator, compare, _values(env, model, row, path))


def _verdict(operator: str, compare: Callable[[Any], bool], found: list[Any]) -> bool:
    negative = operator in ("!=", "<>", "not in", "not like", "not ilike")
    return all(map(compare, found)) if negative else any(map(compare, found or [False]))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and any(isinstance(v, str) for v in value))


def _check_path(model: "DeclaredModel", path: str, leaf: Any) -> f.Field:
    steps = path.split(".")
    current, field = model, model.fields.get("id", f.Integer("ID"))
    for step in steps:
        found = current.fields.get(step)
        if found is None:
            word = "leaf" if model.registry.version < 19 else "condition"
            raise ValueError(f"Invalid field {current.name}.{step} in {word} {tuple(leaf)}")
        field = found
        if isinstance(field, f.Relational):
            current = model.registry[field.comodel]
    return field


def _values(env: Env, model: "DeclaredModel", row: Row, path: str) -> list[Any]:
    step, _, rest = path.partition(".")
    field = model.fields[step]
    value = model.value(env, row, step)
    if not isinstance(field, f.Relational):
        return [value]
    records = list(value) if isinstance(value, tuple | list) else [value] if value else []
    if not rest:
        return records if records or not isinstance(field, f.Many2one) else [False]
    comodel = env.model(field.comodel)
    found = [v for i in records for v in _values(env, comodel, env.row(field.comodel, i), rest)]
    return found or [False]


def _names(env: Env, field: f.Relational, records: list[Any]) -> list[Any]:
    comodel = env.model(field.comodel)
    return [comodel.display_name(env, record) if record else False for record in records]


def _family(env: Env, model: str, leaf: Any) -> set[int]:
    _, operator, value = leaf
    found = set(value if isinstance(value, list | tuple) else [value])
    table = env.table(model)
    edge = set(found)
    while edge:
        if operator == "child_of":
            edge = table.where("parent_id", edge) - found
        else:
            edge = {table.rows[i].get("parent_id") for i in edge if i in table.rows} - found - {False, None}
        found |= edge
    return found


def _comparison(operator: str, value: Any, field: f.Field) -> Callable[[Any], bool]:
    if operator in ("in", "not in"):
        return _membership(operator, [_same_kind(field, v) for v in value], field)
    if operator in ("=", "==", "!=", "<>"):
        positive = operator in ("=", "==")
        return _membership("in" if positive else "not in", [_same_kind(field, value)], field)
    if operator in ("<", ">", "<=", ">="):
        return _ordering(operator, _same_kind(field, value))
    if operator in ("like", "ilike", "=like", "=ilike", "not like", "not ilike"):
        return _pattern(operator, str(value))
    raise ValueError(f"Invalid operator {operator!r}")


def _same_kind(field: f.Field, value: Any) -> Any:
    if isinstance(field, f.Float) and not isinstance(value, bool):
        return f.to_decimal(value)
    return value


def _membership(operator: str, values: list[Any], field: f.Field) -> Callable[[Any], bool]:
    wants_empty = any((v in EMPTY and not isinstance(v, int | float)) or v is False for v in values)
    numeric = isinstance(field, f.Integer | f.Float | f.Boolean)

    def inside(found: Any) -> bool:
        if found in EMPTY and not (numeric and found is not None):
            return wants_empty
        return found in values

    return inside if operator == "in" else lambda found: not inside(found)


def _ordering(operator: str, value: Any) -> Callable[[Any], bool]:
    def compare(found: Any) -> bool:
        if found is False and not isinstance(value, bool | int):
            return False
        if operator[0] == "<":
            return bool(found < value or (operator == "<=" and found == value))
        return bool(found > value or (operator == ">=" and found == value))

    return compare


def _pattern(operator: str, text: str) -> Callable[[Any], bool]:
    wrapped = text if operator.startswith("=") else f"%{text}%"
    expression = _like_regex(wrapped, operator.endswith("ilike"))
    negative = operator.startswith("not")
    return lambda found: bool(expression.fullmatch(str(found or ""))) != negative


@lru_cache(maxsize=512)
def _like_regex(pattern: str, ignore_case: bool) -> re.Pattern[str]:
    parts = {"%": ".*", "_": "."}
    body = "".join(parts.get(char, re.escape(char)) for char in pattern)
    return re.compile(body, re.DOTALL | (re.IGNORECASE if ignore_case else 0))
