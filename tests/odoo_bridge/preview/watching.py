"""Whoever only looks leaves everything as it was: every row of the hub, every record of Odoo, every call."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps

from odoo_bridge.odoo.transports.wire import READING_METHODS
from sandbox.odoo import OdooSandbox


@contextmanager
def untouched(odoo: OdooSandbox) -> Iterator[Counter[str]]:
    """Fails when anything inside wrote anywhere; gives the calls that reached Odoo, by name."""
    hub, there, before = _hub(), _odoo(odoo), Counter(odoo.engine.calls)
    reached: Counter[str] = Counter()
    yield reached
    reached.update(Counter(odoo.engine.calls) - before)
    assert {name for name in reached if name.rpartition(".")[2] not in READING_METHODS} == set()
    assert _odoo(odoo) == there
    assert _hub() == hub


def _hub() -> dict[str, list[dict[str, Any]]]:
    models = [model for label in ("hub", "odoo_bridge") for model in apps.get_app_config(label).get_models()]
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in models}


def _odoo(odoo: OdooSandbox) -> dict[str, Any]:
    database = odoo.engine.database
    rows = {
        name: {key: dict(row) for key, row in table.rows.items()} for name, table in database._tables.items()
    }
    return {"rows": rows, "names": dict(database.external_ids), "numbers": dict(database.numbers)}
