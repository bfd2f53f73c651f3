"""Which invoices need a document: found in the finished steps, so that delivering knows nothing of PDFs."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from hub.documents import keeping
from hub.models import DeliveryStep, InvoiceDocument, Order
from odoo_bridge.finished_steps import next_stretch
from odoo_bridge.models import OdooConnection

_POSTED = "posted"  # the step with the invoice's id and number


def plan_new(connection: OdooConnection) -> int:
    """Want the PDFs of what was posted since the last look, where the policy says so; how many steps passed.

    A policy that is switched on is about invoices from then on; for older ones a person asks.
    """
    stretch = next_stretch(connection, "document_step")
    steps = _posted(connection.target).filter(
        stretch.steps, delivery__order__shop__odoo_policy__keep_pdf=True
    )
    keeping.want(_documents(steps))
    return stretch.done()


def missing(order: Order) -> list[InvoiceDocument]:
    """The order's posted invoices in any Odoo of which no PDF was ever wanted."""
    known = {(document.target, document.record_id) for document in order.invoice_documents.all()}
    steps = (step for delivery in order.deliveries.all() for step in delivery.steps.all())
    posted = (step for step in steps if step.name == _POSTED and step.delivery.target.startswith("odoo:"))
    return _documents(
        step for step in posted if step.record_id and (step.delivery.target, step.record_id) not in known
    )


def _posted(target: str) -> QuerySet[DeliveryStep]:
    known = InvoiceDocument.objects.filter(
        target=OuterRef("delivery__target"), record_id=OuterRef("record_id")
    )
    steps = DeliveryStep.objects.filter(
        ~Exists(known), delivery__target=target, name=_POSTED, record_id__isnull=False
    )
    return steps.select_related("delivery").order_by("pk")


def _documents(steps: Iterable[DeliveryStep]) -> list[InvoiceDocument]:
    """One each, also where two revisions of an order tell of the same invoice."""
    wanted = {
        (step.delivery.target, step.record_id): InvoiceDocument(
            order_id=step.delivery.order_id,
            target=step.delivery.target,
            record_id=step.record_id or 0,
            number=step.record_name,
        )
        for step in steps
    }
    return list(wanted.values())
