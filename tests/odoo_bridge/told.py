"""What an Odoo told when a connection was set up: another that is the same to the last row tells the same.

Nearly every test of the bridge begins with a fresh Odoo and a connection to it. Such an Odoo is asked its
twenty questions once in a run; tests of the set-up itself ask it anew.
"""

import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from odoo_bridge import connections
from odoo_bridge.models import OdooChoice, OdooConnection, TaxMapping
from sandbox.odoo import OdooSandbox

_FIELDS = ("version", "protocol", "uid", "company_id", "features", "key_expires_on")
Row = TypeVar("Row", TaxMapping, OdooChoice)


@dataclass(frozen=True)
class Told:
    """The columns of a connection, and the rows that hang on it."""

    columns: dict[str, Any]
    taxes: list[TaxMapping]
    choices: list[OdooChoice]

    @classmethod
    def by(cls, connection: OdooConnection) -> "Told":
        """What setting up this connection stored."""
        stored = OdooConnection.objects.filter(pk=connection.pk).values(*_FIELDS).get()
        taxes = TaxMapping.objects.filter(connection=connection).order_by("pk")
        choices = OdooChoice.objects.filter(connection=connection).order_by("pk")
        return cls(stored, list(taxes), list(choices))

    def again(self, connection: OdooConnection) -> None:
        """Store the same for another one."""
        for name, value in copy.deepcopy(self.columns).items():
            setattr(connection, name, value)
        connection.save(update_fields=_FIELDS)
        TaxMapping.objects.bulk_create(_of(connection, self.taxes))
        OdooChoice.objects.bulk_create(_of(connection, self.choices))


def _of(connection: OdooConnection, rows: Iterable[Row]) -> Iterator[Row]:
    for row in map(copy.copy, rows):
        row.pk, row.connection = None, connection
        yield row


_KNOWN: dict[str, Told] = {}


def set_up(connection: OdooConnection, odoo: OdooSandbox) -> None:
    """As `connections.set_up`, with the answers of an earlier Odoo that was the same."""
    if odoo.engine.faults.planned or odoo.engine.revoked:
        connections.set_up(connection)
        return
    same = f"{odoo.version} {odoo.login} {odoo.engine.database.contents()!r}"
    if same in _KNOWN:
        _KNOWN[same].again(connection)
        return
    connections.set_up(connection)
    _KNOWN[same] = Told.by(connection)
