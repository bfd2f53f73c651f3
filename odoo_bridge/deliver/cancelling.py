"""What the shop called off is cancelled in Odoo: quotations, orders and draft invoices."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.errors import BusinessError
from hub.sentences import say
from odoo_bridge.deliver.progress import Finished, remember
from odoo_bridge.deliver.trip import Trip, each, in_batches, together
from odoo_bridge.models import InvoicePolicy
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.gateways.entries import Entries
from odoo_bridge.odoo.gateways.names import SALE_ORDER
from odoo_bridge.odoo.gateways.sale_orders import SaleOrders


@dataclass(frozen=True, slots=True)
class Cancelling:
    """The last step of a cancelled order: what was invoiced is credited before."""

    odoo: Odoo

    def run(self, trips: Sequence[Trip]) -> None:
        """An order that Odoo does not let go waits for a person."""
        called_off = [trip for trip in trips if trip.goes_on and trip.plan.cancel]
        in_batches([trip for trip in called_off if not trip.written.cancelled], self._cancel)
        each(called_off, self._drop_drafts)
        together(called_off, _remember)

    def _cancel(self, trips: Sequence[Trip]) -> None:
        _announce(trips)
        try:
            SaleOrders(self.odoo).cancel([trip.written for trip in trips])
        except BusinessError as refusal:
            if len(trips) > 1:
                raise
            raise _refused(trips[0], refusal.cause) from refusal
        found = SaleOrders(self.odoo).read([trip.written.record_id for trip in trips])
        for trip in trips:
            trip.sale = found.get(trip.written.record_id, trip.sale)
            if not trip.written.cancelled:
                trip.error = _refused(trip, say("Odoo leaves {written} as it is.", written=trip.written.name))

    def _drop_drafts(self, trip: Trip) -> None:
        """Odoo cancels draft invoices with their order, but not our draft credit notes."""
        ids = [step.record_id for name, step in trip.progress.done.items() if name.startswith("credit_note:")]
        entries = Entries(self.odoo)
        found = entries.read([number for number in ids if number]) if ids else {}
        drafts = [entry.record_id for entry in found.values() if entry.draft]
        if drafts:
            entries.cancel(drafts)


def foreign_invoice(trip: Trip) -> BusinessError | None:
    """An invoice that people made where the hub makes none: theirs to credit."""
    if trip.policy.invoice != InvoicePolicy.NEVER or trip.invoice is None or not trip.invoice.posted:
        return None
    return BusinessError(
        "invoice_by_hand",
        say(
            "Order {order} of shop {shop} was cancelled, and somebody had made the invoice {invoice}.",
            order=trip.order.number,
            shop=trip.order.shop,
            invoice=trip.invoice.name,
        ),
        say("Credit the invoice and cancel the sale order in Odoo, then declare this delivery done."),
    )


def _refused(trip: Trip, words: str) -> BusinessError:
    return BusinessError(
        "cancel_refused",
        say(
            "Order {order} of shop {shop} was cancelled, and Odoo does not cancel {written}: {words}",
            order=trip.order.number,
            shop=trip.order.shop,
            written=trip.written.name,
            words=words,
        ),
        say(
            "Unlock the sale order in Odoo and deliver again, or cancel it there and declare "
            "this delivery done."
        ),
    )


def _announce(trips: Sequence[Trip]) -> None:
    """Whoever goes on after a lost answer must look whether the order is cancelled."""
    remember(
        Finished(
            trip.progress,
            f"cancelling:{trip.delivery.revision}",
            SALE_ORDER,
            trip.written.record_id,
            trip.written.name,
        )
        for trip in trips
    )


def _remember(trips: Sequence[Trip]) -> None:
    remember(
        Finished(trip.progress, "cancelled", SALE_ORDER, trip.written.record_id, trip.written.name)
        for trip in trips
    )
