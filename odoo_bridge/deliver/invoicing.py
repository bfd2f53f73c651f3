"""The second half of the way: sale orders compared and confirmed, invoices made, compared and posted."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal

from hub.errors import BusinessError
from odoo_bridge.deliver import invoice as invoices
from odoo_bridge.deliver import sale_order as sale_orders
from odoo_bridge.deliver import terms
from odoo_bridge.deliver.progress import Finished, remember
from odoo_bridge.deliver.trip import Trip, each, in_batches, together
from odoo_bridge.models import InvoicePolicy
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.gateways.entries import Entries
from odoo_bridge.odoo.gateways.invoices import Invoice, Invoices, Terms
from odoo_bridge.odoo.gateways.names import INVOICE, SALE_ORDER
from odoo_bridge.odoo.gateways.sale_orders import SaleOrders
from odoo_bridge.sale.plan import tolerated

Told = dict[Trip, Sequence[int] | None]  # the invoices that a call said it made, beside each of its orders


@dataclass(frozen=True, slots=True)
class Invoicing:
    """Takes written sale orders to their posted invoices, as far as each shop's policy wants."""

    odoo: Odoo

    def run(self, trips: Sequence[Trip]) -> None:
        """All steps; a trip that gets through has its sale order, and its invoice where one is wanted."""
        together(trips, self._look)
        each(trips, _compare_sale)
        quotations = [trip for trip in trips if trip.goes_on and trip.written.confirmable]
        in_batches(quotations, self._confirm)
        wanted = [trip for trip in trips if trip.policy.invoice != InvoicePolicy.NEVER]
        together(wanted, self._find)
        each(trips, self._keep_date)
        together(trips, _remember_confirmed)
        self._create([trip for trip in wanted if trip.goes_on and trip.invoice is None])
        together(wanted, _remember_invoices)
        together([trip for trip in wanted if _terms(trip)], self._amend)
        each(wanted, _refuse_beyond_repair)
        together([trip for trip in wanted if trip.goes_on and _missing(trip)], self._repair)
        to_post = [trip for trip in wanted if trip.policy.invoice == InvoicePolicy.POSTED]
        drafts = [trip for trip in to_post if not _posted(trip)]
        in_batches(drafts, self._post)
        together(drafts, self._read_back)
        each(to_post, _compare_invoice)
        together(to_post, _remember_posted)

    @property
    def _sales(self) -> SaleOrders:
        return SaleOrders(self.odoo)

    @property
    def _invoices(self) -> Invoices:
        return Invoices(self.odoo)

    @property
    def _entries(self) -> Entries:
        return Entries(self.odoo)

    def _look(self, trips: Sequence[Trip]) -> None:
        """How the sale orders stand now."""
        ids = {trip: trip.progress.record_id("order") or 0 for trip in trips}
        found = self._sales.read(list(ids.values()))
        for trip in trips:
            trip.sale = found.get(ids[trip])
            if trip.sale is None:
                trip.error = sale_orders.gone(ids[trip])

    def _confirm(self, trips: Sequence[Trip]) -> None:
        self._sales.confirm([trip.written for trip in trips])

    def _find(self, trips: Sequence[Trip]) -> None:
        found = self._invoices.of_sales([trip.written for trip in trips])
        for trip in trips:
            trip.invoice = found.get(trip.written.record_id)

    def _keep_date(self, trip: Trip) -> None:
        """Confirming set the date to now. Where no invoice is to be made, which corrects it, we do."""
        if trip.progress.record_id("confirmed") is None and (
            trip.invoice is not None or trip.policy.invoice == InvoicePolicy.NEVER
        ):
            self._sales.write_date(trip.written, trip.order.placed_at)

    def _create(self, trips: Sequence[Trip]) -> None:
        """Make the invoices; what they are is read from Odoo and never taken from the wizard's answer."""
        told: Told = {}
        in_batches(trips, lambda some: told.update(self._make(some)))
        together(trips, lambda some: self._take(some, told))

    def _make(self, trips: Sequence[Trip]) -> Told:
        """Where the sale orders are right to the cent, their invoices are posted at once."""
        try:
            made = self._invoices.make([(trip.written, trip.order.placed_at) for trip in trips])
        except BusinessError as error:
            if len(trips) > 1:
                raise
            self._look_again(trips)
            if trips[0].invoice is None:
                raise invoices.refused(trips[0].written, error) from error
            return {}  # somebody was quicker
        if made and all(map(_is_exact, trips)):
            with suppress(BusinessError):  # each is posted by itself then
                self._entries.post(made)
        return dict.fromkeys(trips, made)

    def _take(self, trips: Sequence[Trip], told: Told) -> None:
        """Read what was made. Where that gives not every order its invoice, Odoo is asked which is whose."""
        without = [trip for trip in trips if trip.invoice is None]
        ids = {record_id for trip in without for record_id in told.get(trip) or ()}
        made = self._invoices.read(sorted(ids)) if ids else {}
        of_sale = {invoice.origin: invoice for invoice in made.values()}
        for trip in without:
            trip.invoice = of_sale.get(trip.written.name)
        unknown = [trip for trip in without if trip.invoice is None]
        if unknown:
            self._look_again(unknown)
        for trip in unknown:
            if trip.goes_on and trip.invoice is None:
                known = told.get(trip)
                trip.error = invoices.gone(trip.written) if known else invoices.nothing_made(trip.written)

    def _look_again(self, trips: Sequence[Trip]) -> None:
        self._look(trips)
        self._find([trip for trip in trips if trip.goes_on])

    def _amend(self, trips: Sequence[Trip]) -> None:
        self._invoices.amend([(_invoice(trip), _terms(trip)) for trip in trips])

    def _repair(self, trips: Sequence[Trip]) -> None:
        """Bring the drafts' totals to the shop's; which is noted, so that people see it."""
        missing = {trip: _missing(trip) for trip in trips}
        done = self._entries.repair({_invoice(trip).record_id: gap for trip, gap in missing.items()})
        remember(
            Finished(trip.progress, "repaired", INVOICE, _invoice(trip).record_id, label=f"{gap:f}")
            for trip, gap in missing.items()
            if _invoice(trip).record_id in done
        )
        for trip in trips:
            if _invoice(trip).record_id not in done:
                trip.error = invoices.beyond_repair(_invoice(trip), trip.sold)

    def _post(self, trips: Sequence[Trip]) -> None:
        self._entries.post([_invoice(trip).record_id for trip in trips])

    def _read_back(self, trips: Sequence[Trip]) -> None:
        posted = self._invoices.read([_invoice(trip).record_id for trip in trips])
        for trip in trips:
            trip.invoice = posted.get(_invoice(trip).record_id)
            if trip.invoice is None:
                trip.error = invoices.gone(trip.written)


def _invoice(trip: Trip) -> Invoice:
    assert trip.invoice is not None  # found or made in the steps before
    return trip.invoice


def _posted(trip: Trip) -> bool:
    return trip.invoice is not None and trip.invoice.posted


def _is_exact(trip: Trip) -> bool:
    """Whether its invoice may be posted unseen: Odoo adds up an invoice as it adds up the order."""
    exact = trip.written.gross == trip.sold.totals.gross
    return exact and trip.policy.invoice == InvoicePolicy.POSTED and not _terms(trip)


def _missing(trip: Trip) -> Decimal:
    """What the draft's total lacks to the shop's; nothing of one that counts already."""
    return Decimal(0) if _posted(trip) else trip.sold.totals.gross - _invoice(trip).gross


def _refuse_beyond_repair(trip: Trip) -> None:
    if not tolerated(_missing(trip), trip.tolerance):
        raise invoices.differs(_invoice(trip), trip.sold)


def _terms(trip: Trip) -> Terms:
    """What the policy and the decided VAT want written into the draft; nothing as a rule."""
    decides = trip.decided and terms.position_is_open(trip.policy) and trip.sale is not None
    without = decides and trip.written.fiscal_position_id is None
    return terms.of_invoice(trip.policy, trip.order, as_decided=without)


def _compare_sale(trip: Trip) -> None:
    sale_orders.compare(trip.written, trip.sold, trip.tolerance)


def _compare_invoice(trip: Trip) -> None:
    invoices.compare(_invoice(trip), trip.sold, trip.tolerance)


def _remember_confirmed(trips: Sequence[Trip]) -> None:
    remember(
        [
            Finished(trip.progress, "confirmed", SALE_ORDER, trip.written.record_id, trip.written.name)
            for trip in trips
        ]
    )


def _remember_invoices(trips: Sequence[Trip]) -> None:
    remember([Finished(trip.progress, "invoice", INVOICE, _invoice(trip).record_id) for trip in trips])


def _remember_posted(trips: Sequence[Trip]) -> None:
    remember(
        [
            Finished(trip.progress, "posted", INVOICE, _invoice(trip).record_id, _invoice(trip).name)
            for trip in trips
        ]
    )
