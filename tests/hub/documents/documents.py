"""Documents as the bridge leaves them."""

from hub.documents import keeping
from hub.errors import BusinessError
from hub.models import InvoiceDocument, Order

PDF = b"%PDF-1.4\nan invoice\n%%EOF\n"
TARGET = "odoo:main"


def wanted_document(order: Order, record_id: int = 7, number: str = "INV/2026/00007") -> InvoiceDocument:
    """One that nobody has fetched yet."""
    keeping.want([InvoiceDocument(order=order, target=TARGET, record_id=record_id, number=number)])
    return InvoiceDocument.objects.get(target=TARGET, record_id=record_id)


def kept_document(order: Order, record_id: int = 7, number: str = "INV/2026/00007") -> InvoiceDocument:
    """One that can be downloaded."""
    document = wanted_document(order, record_id, number)
    keeping.keep(document, PDF, number=number)
    return document


def failed_document(order: Order, record_id: int = 7) -> InvoiceDocument:
    """One that waits for a person."""
    document = wanted_document(order, record_id, f"INV/2026/{record_id:05}")
    keeping.fail(document, BusinessError("invoice_gone", "Odoo has no such invoice.", "Look at it in Odoo."))
    return document
