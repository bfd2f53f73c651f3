"""After an error that only a person can mend: make the world as it would be then, for that order."""

from hub.errors import AffluentError
from hub.order.money import amount_text
from odoo_bridge.customers.identity import Buyer
from odoo_bridge.deliver.boarding import OrderHeldError
from odoo_bridge.models import Partner, PartnerLink
from odoo_bridge.odoo.rehearsal.stage import SALE
from odoo_bridge.preview.world import MendedWorld, Outcome

_AMOUNTS = {"amount_untaxed": "net", "amount_tax": "tax", "amount_total": "gross"}


def mend(world: MendedWorld, outcome: Outcome) -> bool:
    """Whether the order can go on from what stopped it: then another walk shows what comes next."""
    error, trip = outcome.error, outcome.trip
    if error is None:
        return False
    if isinstance(error, OrderHeldError):
        outcome.delivery.order.accepted_revision = outcome.delivery.revision
        return True
    if trip is None:
        return False
    if error.code == "customer_ambiguous":
        _choose(world, Buyer.of(trip.order, trip.policy.rules), error)
        return True
    if error.code in ("totals_differ", "currency_differs") and trip.sale and trip.invoice is None:
        _correct(world, outcome)
        return True
    return False


def _choose(world: MendedWorld, buyer: Buyer, error: AffluentError) -> None:
    """As if a person had chosen one."""
    number = world.standins.of(error, str(getattr(error, "waits_for", error.code)))
    memory = world.knowledge.short_memory
    partner = Partner(connection=world.connection, partner_id=number, name=buyer.identity.subject[:255])
    partner.pk = number
    memory.links += [
        PartnerLink(
            connection=world.connection,
            key=one.text,
            basis=one.basis,
            partner=partner,
            chosen=True,
            rule="chosen",
        )
        for one in buyer.keys
    ]


def _correct(world: MendedWorld, outcome: Outcome) -> None:
    """As if a person had put the sale order right in Odoo."""
    trip = outcome.trip
    assert trip is not None
    totals, currency = trip.order.totals, trip.order.currency
    said = {field: amount_text(getattr(totals, name), currency) for field, name in _AMOUNTS.items()}
    number = world.rehearsal.pretended.new_id(f"currency {currency}")
    values = {**said, "currency_id": [number, currency]}
    world.rehearsal.pretended.change(SALE, trip.written.record_id, values)
