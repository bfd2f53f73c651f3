"""Who knows an order's invoices; whoever delivers registers itself. For people who ask for a PDF by hand."""

from collections.abc import Callable, Sequence

from hub.documents.keeping import want
from hub.models import InvoiceDocument, Order

Source = Callable[[Order], Sequence[InvoiceDocument]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Let `source` name the posted invoices of an order that have no document yet, not stored."""
    if source not in _sources:
        _sources.append(source)


def missing(order: Order) -> list[InvoiceDocument]:
    """The order's invoices of which no PDF was ever asked for."""
    return [document for source in _sources for document in source(order)]


def ask(order: Order) -> int:
    """Want all of them, whatever the policy says; returns how many."""
    documents = missing(order)
    want(documents)
    return len(documents)
