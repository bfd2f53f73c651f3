"""What the shops gave back is noted for the VAT report, whatever becomes of the credit notes."""

from collections.abc import Sequence

from odoo_bridge.deliver.trip import Trip, together
from odoo_bridge.sale.credit_lines import edit_key, lowered
from odoo_bridge.vat.stored.refunds import GivenBack


def note_refunds(trips: Sequence[Trip]) -> None:
    """Of orders whose VAT is decided; a refund that a person must credit counts as well."""
    asked = [trip for trip in trips if trip.policy.decides_vat and _gives_back(trip)]
    together(asked, lambda some: some[0].progress.logbook.given_back([_entry(trip) for trip in some]))


def _gives_back(trip: Trip) -> bool:
    told = trip.known is not None and bool(trip.known.order.refunds)
    return told or bool(trip.order.refunds) or trip.plan.rest or trip.plan.difference


def _entry(trip: Trip) -> GivenBack:
    edit = None
    if trip.plan.difference and trip.known is not None:
        edit = (edit_key(trip.known.revision), lowered(trip.known.order, trip.order))
    return GivenBack(trip.delivery.order_id, trip.order, rest=trip.plan.rest, edit=edit)
