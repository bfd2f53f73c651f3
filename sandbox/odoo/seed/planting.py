"""How seed rows are stored: straight into the tables, under ids of their own, with the fields' defaults."""

from dataclasses import dataclass
from typing import Any

from sandbox.odoo.env import Env

PLANTED = "2026-11-21 22:00:00"


@dataclass(frozen=True)
class Planter:
    """Writes seed rows into one database."""

    env: Env

    @property
    def old(self) -> bool:
        """Whether this is the older of the two versions, 17."""
        return self.env.version < 19

    def add(self, model: str, record: int | None = None, **values: Any) -> int:
        """One row, in stored form; names that begin with `_` are the model's own notes."""
        known = self.env.model(model)
        row = {
            name: field.empty if callable(field.default) or field.default is None else field.default
            for name, field in known.stored.items()
        }
        row |= {name: value for name, value in values.items() if name in row or name.startswith("_")}
        row |= {"create_date": PLANTED, "write_date": PLANTED, "create_uid": 1, "write_uid": 1}
        return self.env.table(model).insert(row, record)
