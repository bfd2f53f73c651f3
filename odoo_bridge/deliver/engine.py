"""Deliveries by the dozen: claim them, see which are due, take the steps together, write down the endings."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from django.utils import timezone

from hub import deliveries, leases
from hub.errors import AffluentError
from hub.models import Delivery, DeliveryState
from odoo_bridge import connections
from odoo_bridge.customers.identity import Buyer
from odoo_bridge.deliver.boarding import board
from odoo_bridge.deliver.cancelling import Cancelling
from odoo_bridge.deliver.crediting import Crediting
from odoo_bridge.deliver.deciding import Deciding
from odoo_bridge.deliver.ending import Effort, Ending, write_down
from odoo_bridge.deliver.invoicing import Invoicing
from odoo_bridge.deliver.paying import Paying
from odoo_bridge.deliver.refunded import note_refunds
from odoo_bridge.deliver.result import result
from odoo_bridge.deliver.taxing import Taxing
from odoo_bridge.deliver.trip import BATCH, Trip
from odoo_bridge.deliver.writing import Writing
from odoo_bridge.knowledge import Knowledge
from odoo_bridge.models import OdooConnection
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.errors import rests_connection

AT_ONCE = 3 * BATCH  # what is only looked up, or hardly ever needed, is one call for all of them
_BUSY_CUSTOMER_SECONDS = 2


class Engine:
    """Delivers to one Odoo connection; one thread at a time."""

    def __init__(
        self, connection: OdooConnection, knowledge: Knowledge, owner: str, *, batch: int = AT_ONCE
    ) -> None:
        self.connection = connection
        self._batch = batch
        self._knowledge = knowledge
        self._owner = owner

    def deliver(self, planned: Collection[Delivery]) -> dict[DeliveryState, int]:
        """Claim these, as far as nobody else has them, and make one attempt at each."""
        keys = [(delivery.pk, delivery.order_id) for delivery in planned]
        return self.attempt(deliveries.claim_all(self.connection.target, keys, self._owner))

    def deliver_due(self) -> dict[DeliveryState, int]:
        """One attempt at each of some of the oldest due; empty when nothing is due for us."""
        return self.attempt(deliveries.claim_due(self.connection.target, self._owner, self._batch))

    def attempt(self, claimed: Sequence[Delivery]) -> dict[DeliveryState, int]:
        """One attempt at claimed deliveries, all of them together; how many ended in which state.

        Never raises for trouble of an order or of Odoo.
        """
        if not claimed:
            return {}
        started = timezone.now()
        boarded = list(board(self.connection, claimed))
        endings = [one for one in boarded if isinstance(one, Ending)]
        trips = [one for one in boarded if isinstance(one, Trip)]
        with self._customers_of(trips) as (ours, others):
            calls = self._walk(ours)
        endings += [_later(trip) for trip in others]
        endings += [_ending(trip) for trip in ours]
        self._note_connection(endings, calls)
        return write_down(endings, Effort(started, len(claimed), calls))

    @contextmanager
    def _customers_of(self, trips: Sequence[Trip]) -> Iterator[tuple[list[Trip], list[Trip]]]:
        """The trips whose customers are ours for now, and those whose customer somebody else is writing.

        Two orders of one new customer, written at once, could double the customer, also when they share
        no more than one of several keys.
        """
        names = {trip: self._leases(trip) for trip in trips}
        wanted = set().union(*names.values())
        mine = leases.acquire_all(wanted, self._owner) if wanted else set()
        try:
            yield (
                [trip for trip in trips if names[trip] <= mine],
                [trip for trip in trips if not names[trip] <= mine],
            )
        finally:
            leases.release_all(mine, self._owner)

    def _leases(self, trip: Trip) -> set[str]:
        # Fingerprints: to the database "rene" and "rené" may be the same.
        bases = [key.basis for key in Buyer.of(trip.order, trip.policy.rules).keys]
        prints = (hashlib.sha256(basis.encode("utf-8", "surrogatepass")).hexdigest() for basis in bases)
        return {f"customer:{self.connection.pk}:{one[:32]}" for one in prints}

    def _walk(self, trips: Sequence[Trip]) -> int:
        """All steps of the way; returns how many calls it took."""
        if not trips:
            return 0
        try:
            odoo = connections.open_odoo(self.connection)
        except AffluentError as error:
            for trip in trips:
                trip.error = error
            return 0
        walk(odoo, self.connection, self._knowledge, trips)
        return odoo.calls

    def _note_connection(self, endings: Sequence[Ending], calls: int) -> None:
        """What the batch says about the server as a whole: it rests, or it answered."""
        errors = [ending.error for ending in endings if ending.error is not None]
        outage = next((error for error in errors if rests_connection(error)), None)
        if outage is not None:
            connections.note_outage(self.connection, outage)
        elif calls and (len(errors) < len(endings) or any(not error.error_class.retries for error in errors)):
            connections.note_success(self.connection)


def walk(odoo: Odoo, connection: OdooConnection, knowledge: Knowledge, trips: Sequence[Trip]) -> None:
    """Customers → addresses → sale orders → confirm → invoices → post: a call each for all trips, or a batch.

    What Odoo has already is looked at first. Then come payments, credit notes, money given back, and last the
    cancelling. Every step can be repeated: what exists is found under our external ids, what has a state is
    read first.
    """
    note_refunds([trip for trip in trips if trip.known is not None])
    writing = Writing(odoo, connection, knowledge)
    writing.run([trip for trip in trips if trip.in_doubt])
    Deciding(odoo).run([trip for trip in trips if trip.known is not None])
    whole_way = [trip for trip in trips if trip.goes_on and not trip.plan.cancel and not _has_arrived(trip)]
    Taxing(knowledge.vat_register).run([trip for trip in trips if trip.goes_on])
    note_refunds(trips)
    writing.run([trip for trip in whole_way if trip.goes_on])
    Invoicing(odoo).run(whole_way)
    paying = Paying(odoo, connection, knowledge)
    paying.receive(trips)
    Crediting(odoo, connection, knowledge).run(trips)
    paying.give_back(trips)
    Cancelling(odoo).run(trips)


def _has_arrived(trip: Trip) -> bool:
    """Whether an earlier delivery took it all the way, and it need not be written anew."""
    return trip.finished and not trip.plan.rewrite


def _ending(trip: Trip) -> Ending:
    if trip.error is not None:
        return Ending(trip.delivery, error=trip.error)
    return Ending(trip.delivery, DeliveryState.DELIVERED, result(trip))


def _later(trip: Trip) -> Ending:
    trip.delivery.next_attempt_at = timezone.now() + timedelta(seconds=_BUSY_CUSTOMER_SECONDS)
    return Ending(trip.delivery, DeliveryState.WAITING)
