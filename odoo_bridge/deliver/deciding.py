"""Orders that Odoo has already and that changed since: how they stand there, and what follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from hub.deliveries import CHOSEN
from hub.errors import BusinessError
from hub.sentences import say
from odoo_bridge.deliver import sale_order as sale_orders
from odoo_bridge.deliver.cancelling import foreign_invoice
from odoo_bridge.deliver.trip import Trip, each, together
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.gateways.invoices import Invoices
from odoo_bridge.odoo.gateways.sale_orders import SaleOrders
from odoo_bridge.sale.afterwards import Invoiced, Sale, plan

CREDIT_DIFFERENCE = "credit_difference"


class ChangedError(BusinessError):
    """A change that only a person can bring to Odoo; `offers` names what they may let the hub do."""

    waits_for: ClassVar[str] = ""

    def __init__(self, cause: str, remedy: str, offers: Sequence[str]) -> None:
        self.offers = tuple(offers)
        super().__init__("changed_after_delivery", cause, remedy)


@dataclass(frozen=True, slots=True)
class Deciding:
    """Gives each trip its plan; asks Odoo twice for all of them together."""

    odoo: Odoo

    def run(self, trips: Sequence[Trip]) -> None:
        """A trip that changed in a way that a person must decide about ends here."""
        together(trips, self._look)
        together(trips, self._find)
        each([trip for trip in trips if trip.goes_on], _decide)

    def _look(self, trips: Sequence[Trip]) -> None:
        ids = {trip: trip.progress.record_id("order") for trip in trips}
        found = SaleOrders(self.odoo).read([record_id for record_id in ids.values() if record_id])
        for trip in trips:
            trip.sale = found.get(ids[trip] or 0)
            if trip.sale is None:
                trip.error = _unknown(trip) if ids[trip] is None else sale_orders.gone(ids[trip] or 0)

    def _find(self, trips: Sequence[Trip]) -> None:
        found = Invoices(self.odoo).of_sales([trip.written for trip in trips])
        for trip in trips:
            trip.invoice = found.get(trip.written.record_id)


def _decide(trip: Trip) -> None:
    assert trip.known is not None  # only such trips come here
    chosen = trip.delivery.result.get(CHOSEN) == CREDIT_DIFFERENCE
    trip.plan = plan(
        trip.known, trip.order, trip.document, _sale(trip), _invoiced(trip), credit_difference=chosen
    )
    by_hand = foreign_invoice(trip) if trip.plan.cancel else None
    if by_hand is not None:
        raise by_hand
    if trip.plan.hold:
        offers = [CREDIT_DIFFERENCE] if trip.plan.can_credit else []
        raise ChangedError(
            say(
                "Order {order} of shop {shop} is in Odoo already ({records}), and then {hold}.",
                order=trip.order.number,
                shop=trip.order.shop,
                records=_shown(trip),
                hold=trip.plan.hold,
            ),
            trip.plan.proposal,
            offers,
        )


def _sale(trip: Trip) -> Sale:
    if trip.written.cancelled:
        return Sale.CANCELLED
    return Sale.CONFIRMED if trip.written.confirmed else Sale.QUOTATION


def _invoiced(trip: Trip) -> Invoiced:
    if trip.invoice is None:
        return Invoiced.NO
    return Invoiced.POSTED if trip.invoice.posted else Invoiced.DRAFT


def _shown(trip: Trip) -> str:
    named = trip.invoice is not None and trip.invoice.posted
    return f"{trip.written.name}, {trip.invoice.name}" if named and trip.invoice else trip.written.name


def _unknown(trip: Trip) -> BusinessError:
    """A person declared it done that no sale order of ours stands for."""
    return ChangedError(
        say(
            "Order {order} of shop {shop} was entered in Odoo by hand, and then it changed at the shop.",
            order=trip.order.number,
            shop=trip.order.shop,
        ),
        say("Make the same change in Odoo, then declare this delivery done."),
        (),
    )
