"""Data files with days of validity, read once. Pure: the files are part of the package."""

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Period:
    """Days on which something holds, both ends included; no last day: until further notice."""

    first: date
    last: date | None = None

    def covers(self, day: date) -> bool:
        """Whether it holds on that day."""
        return self.first <= day and (self.last is None or day <= self.last)

    @classmethod
    def of(cls, row: dict[str, str]) -> "Period":
        """Columns `valid_from` and `valid_to` (may be empty)."""
        last = row["valid_to"]
        return cls(date.fromisoformat(row["valid_from"]), date.fromisoformat(last) if last else None)


def table(name: str) -> Iterator[dict[str, str]]:
    """The rows of a CSV file of odoo_bridge/vat/data."""
    text = files("odoo_bridge.vat").joinpath("data", name).read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines(), strict=True)


def document(name: str) -> dict[str, Any]:
    """A TOML file of odoo_bridge/vat/data."""
    return tomllib.loads(files("odoo_bridge.vat").joinpath("data", name).read_text(encoding="utf-8"))
