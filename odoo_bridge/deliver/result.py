"""What is shown of an order that got through."""

from typing import Any

from hub.sentences import say
from odoo_bridge.deliver.trip import Trip


def result(trip: Trip) -> dict[str, Any]:
    """The names and ids of what it has become in Odoo."""
    shown: dict[str, Any] = {"sale_order": trip.written.name, "sale_order_id": trip.written.record_id}
    if trip.invoice is not None:
        invoice = trip.invoice
        shown |= {"invoice": invoice.name, "invoice_id": invoice.record_id, "invoice_state": invoice.state}
    repair = trip.progress.label("repaired")
    shown |= {"repaired": repair} if repair else {}
    shown |= {"reason": say("It was cancelled.")} if trip.plan.cancel else {}
    for kind, steps in (("credit_notes", ("credited",)), ("payments", ("paid", "paid_back"))):
        names = _labels(trip, steps)
        shown |= {kind: names} if names else {}
    return shown


def _labels(trip: Trip, kinds: tuple[str, ...]) -> list[str]:
    return [
        step.record_name
        for name, step in trip.progress.done.items()
        if name.partition(":")[0] in kinds and ":" in name
    ]
