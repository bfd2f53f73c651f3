"""What would be in Odoo: new records under negative ids, and what would be changed of the real ones."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from odoo_bridge.odoo.client import Record

Leaf = Sequence[Any]


@dataclass(slots=True)
class Pretended:
    """New rows and changes by model and id; `named` are the ids that our external ids lead to.

    `titles` say in words what a negative id stands for.
    """

    rows: dict[str, dict[int, Record]] = field(default_factory=lambda: defaultdict(dict))
    changes: dict[str, dict[int, Record]] = field(default_factory=lambda: defaultdict(dict))
    named: dict[str, int] = field(default_factory=dict)
    titles: dict[int, str] = field(default_factory=dict)

    def new_id(self, title: str) -> int:
        """A number that no real record has."""
        number = -1 - len(self.titles)
        self.titles[number] = title
        return number

    def add(self, model: str, title: str, row: Record) -> int:
        """A new record; `row` may hold more than Odoo would tell, under names that begin with `_`."""
        number = self.new_id(title)
        self.rows[model][number] = {**row, "id": number}
        return number

    def change(self, model: str, number: int, values: Record) -> None:
        """Write into a record, new or real."""
        if number < 0:
            self.rows[model][number].update(values)
        else:
            self.changes[model].setdefault(number, {}).update(values)

    def seen(self, model: str, row: Record) -> Record:
        """A real row as it would be."""
        changed = self.changes[model].get(int(row["id"]), {})
        return {**row, **{name: changed[name] for name in row if name in changed}}

    def found(self, model: str, domain: Sequence[Any], fields: Iterable[str]) -> list[Record]:
        """The new records that a search would find; only `=` and `in` find any."""
        wanted = ("id", *fields)
        hits = [row for row in self.rows[model].values() if _fits(row, domain)]
        return [{name: row.get(name, False) for name in wanted} for row in hits]


def real_part(domain: Sequence[Any]) -> list[Any] | None:
    """The search without new records' ids; None where it is about nothing but them."""
    kept: list[Any] = []
    emptied = asked = 0
    for term in domain:
        real = _without_new(term)
        kept.append(real)
        if real is not term:
            asked += 1
            emptied += not real[2]
    only_new = emptied == asked if "|" in domain else bool(emptied)
    return None if asked and only_new else kept


def _without_new(term: Any) -> Any:
    """The term itself where it names no new record."""
    if isinstance(term, str) or term[1] not in ("in", "="):
        return term
    values = term[2] if term[1] == "in" else [term[2]]
    new = [value for value in values if type(value) is int and value < 0]
    return [term[0], "in", [value for value in values if value not in new]] if new else term


def _fits(row: Mapping[str, Any], domain: Sequence[Any]) -> bool:
    """Odoo's prefix notation, `&` where nothing is said."""
    results: list[bool] = []
    for term in reversed(domain):
        if term == "|":
            results.append(results.pop() | results.pop())
        elif term == "&":
            results.append(results.pop() & results.pop())
        elif term == "!":
            results.append(not results.pop())
        else:
            results.append(_holds(row, term))
    return all(results)


def _holds(row: Mapping[str, Any], leaf: Leaf) -> bool:
    name, operator, wanted = leaf
    if name not in row:
        return False
    value = row[name]
    value = value[0] if isinstance(value, list) and value else value
    if operator == "in":
        return value in wanted
    return bool(operator == "=" and value == wanted)
