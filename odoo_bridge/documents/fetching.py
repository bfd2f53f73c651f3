"""Fetching what is due: a few at a time, by one process per connection, never in an order's way."""

from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import DatabaseError, transaction

from hub import leases
from hub.documents import keeping
from hub.errors import AffluentError, ErrorClass
from hub.models import InvoiceDocument
from hub.sentences import say
from odoo_bridge import connections
from odoo_bridge.documents import portal
from odoo_bridge.models import OdooConnection
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.errors import rests_connection
from odoo_bridge.odoo.transports.wire import Wire

log = structlog.get_logger(__name__)
FEW = 5
_PDF_SECONDS = 60.0


class NotKeptError(AffluentError):
    """The database refused the file."""

    error_class = ErrorClass.TRANSIENT


class FetchFailedError(AffluentError):
    """A mistake in the hub, not in Odoo."""

    error_class = ErrorClass.BUG


def fetch_all_due(connection: OdooConnection) -> int:
    """Until nothing is due or Odoo rests; returns how many were tried."""
    tried = 0
    while few := fetch_due(connection):
        tried += few
    return tried


def fetch_due(connection: OdooConnection, stopped: Callable[[], bool] = lambda: False) -> int:
    """Fetch a few, one after the other: a PDF keeps one of Odoo's workers busy for seconds.

    Returns how many were tried; 0 also while somebody else fetches from this Odoo, or it rests.
    """
    lease, owner = f"documents:{connection.pk}", leases.new_owner()
    if not connections.is_open(connection) or not leases.acquire(lease, owner):
        return 0
    tried = 0
    try:
        for document in keeping.due(connection.target, FEW):
            if stopped() or not leases.acquire(lease, owner) or not keeping.begin(document):
                break
            tried += 1
            if not _fetch(connection, document):
                break
    finally:
        leases.release(lease, owner)
    return tried


def _fetch(connection: OdooConnection, document: InvoiceDocument) -> bool:
    """Try one; False when Odoo as a whole does not answer."""
    try:
        odoo = connections.open_odoo(connection)
        _keep(document, _pdf(odoo, connection, document))
    except AffluentError as error:
        log.warning("pdf_failed", document=document.pk, code=error.code, cause=error.cause)
        if rests_connection(error):
            keeping.put_back(document)
            connections.note_outage(connection, error)
            return False
        keeping.fail(document, error)
    except DatabaseError:
        raise
    except Exception as mistake:  # one document must not stop the others, whatever is wrong with it
        log.exception("pdf_mistake", document=document.pk)
        cause = say(
            "Fetching the PDF of {document}: {mistake}.", document=document.number, mistake=repr(mistake)
        )
        keeping.fail(
            document, FetchFailedError("pdf_mistake", cause, say("Report it with the log of the hub."))
        )
    return True


def _pdf(odoo: Odoo, connection: OdooConnection, document: InvoiceDocument) -> portal.Pdf:
    wire = Wire(connection.url, reading=_PDF_SECONDS)
    return portal.fetch(odoo, wire, connection.database, document.record_id, most=settings.PDF_MAX_BYTES)


def _keep(document: InvoiceDocument, pdf: portal.Pdf) -> None:
    try:
        with transaction.atomic():
            keeping.keep(document, pdf.data, number=pdf.number)
    except DatabaseError as refusal:  # of this file, perhaps; if the database is gone, noting it raises
        raise NotKeptError(
            "pdf_not_kept",
            say(
                "The database did not take the PDF of {pdf} ({data} bytes): {refusal}.",
                pdf=pdf.number,
                data=len(pdf.data),
                refusal=refusal,
            ),
            say("Raise the database's max_allowed_packet above PDF_MAX_BYTES."),
        ) from None
    log.info("pdf_kept", document=document.pk, number=pdf.number, bytes=len(pdf.data))
