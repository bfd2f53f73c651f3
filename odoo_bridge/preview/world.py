"""One world to look into: a rehearsed Odoo, what is known of it, and policies; orders walk through it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hub.errors import AffluentError
from hub.models import Delivery, Order, Shop
from odoo_bridge import connections
from odoo_bridge.deliver.boarding import board
from odoo_bridge.deliver.ending import Ending
from odoo_bridge.deliver.engine import walk
from odoo_bridge.deliver.trip import Trip
from odoo_bridge.models import OdooConnection, ShopPolicy
from odoo_bridge.odoo.rehearsal.reading_only import ReadingOnly
from odoo_bridge.odoo.rehearsal.transport import Rehearsal
from odoo_bridge.preview.forgetful import Scratchpad
from odoo_bridge.preview.looking import Looking
from odoo_bridge.preview.standins import MendedKnowledge, StandIns, mended_policy

PolicyChange = Callable[[ShopPolicy], None]
_NOT_STORED = -1


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one order's delivery would end: `trip` where it has a way to go, else `ending`."""

    delivery: Delivery
    trip: Trip | None
    ending: Ending | None

    @property
    def error(self) -> AffluentError | None:
        """What would stop it."""
        if self.trip is not None:
            return self.trip.error
        return self.ending.error if self.ending else None


class World:
    """Strict: everything is as it is. `change` may alter the copy of a policy that is looked at."""

    def __init__(self, connection: OdooConnection, real: ReadingOnly, change: PolicyChange) -> None:
        self.connection = connection
        self.rehearsal = Rehearsal(
            real,
            company_id=connection.company_id,
            version=connection.version,
            features=connection.features,
        )
        self.odoo = self.rehearsal.odoo
        self.scratchpad = Scratchpad()
        self.knowledge = self._knowledge()
        self._change = change

    def walk(self, planned: Sequence[Delivery]) -> list[Outcome]:
        """All steps of the way for all of them, as the bridge takes them."""
        boarded = list(board(self.connection, planned, policy_of=self._policy, logbook=self.scratchpad))
        trips = [one for one in boarded if isinstance(one, Trip)]
        for trip in trips:
            written = trip.progress.record_id("order")
            if written is not None:
                name = trip.ids.of("order", trip.order.external_id)
                self.rehearsal.pretended.named[name] = written
        if trips:
            walk(self.odoo, self.connection, self.knowledge, trips)
        return [_outcome(one) for one in boarded]

    def _knowledge(self) -> Looking:
        return Looking()

    def _policy(self, connection: OdooConnection, shop: Shop) -> ShopPolicy | None:
        policy = connections.likely_policy(shop)
        if policy is None or policy.connection_id != connection.pk:
            return None
        policy.pk = policy.pk or _NOT_STORED
        policy.live = True  # one looks before going live
        self._change(policy)
        return connections.with_choices(policy)


class MendedWorld(World):
    """What is missing is there, as stand-ins."""

    standins: StandIns

    def _knowledge(self) -> Looking:
        stage = self.rehearsal.stage
        self.standins = StandIns(stage.pretended)
        return MendedKnowledge(self.standins, stage.facts, self.connection.prefix)

    def _policy(self, connection: OdooConnection, shop: Shop) -> ShopPolicy | None:
        policy = super()._policy(connection, shop)
        return mended_policy(policy, self.standins, self.rehearsal.stage.facts) if policy else None


def imagined(orders: Sequence[Order], target: str) -> list[Delivery]:
    """The deliveries of the newest contents, as they would be tried anew; stored ones where there are."""
    stored = Delivery.objects.filter(order__in=orders, target=target)
    by_key = {(row.order_id, row.revision): row for row in stored}
    return [_imagined(order, target, by_key.get((order.pk, order.revision))) for order in orders]


def _imagined(order: Order, target: str, stored: Delivery | None) -> Delivery:
    new = Delivery(pk=-order.pk, order=order, revision=order.revision, target=target)
    delivery = stored or new
    delivery.order, delivery.attempts = order, 0
    return delivery


def _outcome(one: Trip | Ending) -> Outcome:
    if isinstance(one, Trip):
        return Outcome(one.delivery, one, None)
    return Outcome(one.delivery, None, one)
