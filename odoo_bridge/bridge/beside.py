"""A thread beside the lanes of one Odoo: puts proofs of VIES there, fetches the PDFs of posted invoices."""

import threading

import structlog
from django.db import DatabaseError, close_old_connections

from odoo_bridge.documents import fetching
from odoo_bridge.documents import planning as documents
from odoo_bridge.models import OdooConnection
from odoo_bridge.proofs import placing
from odoo_bridge.proofs import planning as proofs

log = structlog.get_logger(__name__)
_IDLE_SECONDS = 3.0


class Beside(threading.Thread):
    """Works until stopped. What it is at when the process ends is done later: nobody waits for it."""

    def __init__(self, connection: OdooConnection, stop: threading.Event) -> None:
        super().__init__(name=f"beside {connection.name}", daemon=True)
        self._connection = connection
        self._stop_requested = stop

    def run(self) -> None:
        """Trouble with our own database is waited out."""
        while not self._stop_requested.is_set():
            if not self._turn():
                self._stop_requested.wait(_IDLE_SECONDS)

    def _turn(self) -> bool:
        """True when there may be more at once."""
        try:
            self._connection.refresh_from_db()
            if not self._connection.active:
                return False
            passed = proofs.plan_new(self._connection) + documents.plan_new(self._connection)
            placed = placing.place_due(self._connection)
            fetched = fetching.fetch_due(self._connection, self._stop_requested.is_set)
            return bool(passed or placed or fetched)
        except OdooConnection.DoesNotExist:
            return False
        except DatabaseError:
            log.exception("database_trouble")
            return False
        finally:
            close_old_connections()
