"""One Odoo connection as a side of the reconciliation: at most four calls for 200 orders."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from hub.errors import AffluentError, ConfigError
from hub.models import Delivery, DeliveryState, DeliveryStep, Event, Order, Shop
from hub.reconciliation import scope
from hub.reconciliation.findings import Examined, Finding, Verdict, differing
from hub.reconciliation.sides import Side
from hub.sentences import say
from odoo_bridge import connections
from odoo_bridge.models import OdooConnection, ShopPolicy
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.errors import SetupError
from odoo_bridge.reconciliation import kinds, mending, moves, sales, seen, standing
from odoo_bridge.reconciliation import known as hub_side
from odoo_bridge.reconciliation.known import Known
from odoo_bridge.reconciliation.seen import Seen

_SUSPICIOUS = 20  # sale orders of which none is there: that is no row of deletions


@dataclass(slots=True)
class OdooSide:
    """A shop's orders at one connection. `policy` is the shop's, or what it would be."""

    connection: OdooConnection
    policy: ShopPolicy
    odoo: Odoo | None = None
    _taken: set[int] = field(default_factory=set)

    @property
    def name(self) -> str:
        """As deliveries name it."""
        return self.connection.target

    def examine(self, orders: Sequence[Order]) -> Sequence[Examined]:
        """Compare; what differs is looked at twice, so that nobody's work in progress is a difference."""
        first, asked = self._look(orders)
        if asked >= _SUSPICIOUS and not self._taken:
            raise _shows_nothing(self.connection, asked)
        doubted = [one for one in first if one.verdict is Verdict.DIFFERS]
        if not doubted:
            return first
        shop = orders[0].shop
        rows = scope.read(shop, [one.order.pk for one in doubted])
        second = {one.order.pk: one for one in self._look(rows)[0]}
        return [_twice(one, second) if one.verdict is Verdict.DIFFERS else one for one in first]

    def heal(self, order: Order, finding: Finding) -> str:
        """What the hub may do by itself."""
        return mending.by_itself(order, self.name, finding)

    def days(self) -> list[list[str | int]]:
        """Odoo's orders are not counted by day."""
        return []

    def _look(self, orders: Sequence[Order]) -> tuple[list[Examined], int]:
        """Every order's verdict, and how many sale orders of ours Odoo was asked for."""
        known = hub_side.read(orders, self.name, self.policy)
        clock = _clock()
        stirred = _stirred(known, clock)
        judged = {one.row.pk: standing.verdict(one, clock, stirred=one.row.pk in stirred) for one in known}
        open_ = [one for one in known if judged[one.row.pk] is None]
        there = seen.look(self._client(), self.name, open_) if open_ else {}
        self._taken = {pk for pk, one in there.items() if one.sale is not None}
        asked = sum(one.sale_id is not None for one in open_)
        return [judged[one.row.pk] or _compare(one, there[one.row.pk]) for one in known], asked

    def _client(self) -> Odoo:
        if self.odoo is None:
            if not self.connection.active:
                raise ConfigError(
                    "connection_paused",
                    say("The Odoo connection {connection} is paused.", connection=self.connection.name),
                    say("Activate it to compare its orders with Odoo."),
                )
            self.odoo = connections.open_odoo(self.connection)
        return self.odoo


def of_shop(shop: Shop, since: datetime) -> list[Side]:
    """The connection of the shop's policy, and those that its orders of these days were written to."""
    policy = connections.likely_policy(shop)
    if policy is None:
        return []
    steps = DeliveryStep.objects.filter(
        delivery__order__shop=shop, delivery__order__updated_at__gte=since, name="order"
    )
    targets = {policy.connection.target, *steps.values_list("delivery__target", flat=True).distinct()}
    found = {row.target: row for row in OdooConnection.objects.all()}
    return [OdooSide(found[target], policy) for target in sorted(targets) if target in found]


def _compare(known: Known, there: Seen) -> Examined:
    delivered = known.delivery is not None and known.delivery.state == DeliveryState.DELIVERED
    if not delivered:
        undone = [sales.made_by_hand(known, there)] if there.others else [standing.not_delivered(known)]
        return differing(known.row, undone)
    found = list(sales.findings(known, there))
    if there.shared and not found:
        return Examined(known.row, Verdict.NOT_COMPARED, say("its invoice is shared with other sale orders"))
    found += [] if there.shared else moves.findings(known, there)
    return differing(known.row, list(_apart(found)))


def _apart(found: Sequence[Finding]) -> Iterator[Finding]:
    """Of a sale order that is gone nothing else is told: what hangs on it stands in its words."""
    gone = [one for one in found if one.kind == kinds.SALE_GONE]
    yield from (one for one in found if not gone or one.kind in (kinds.SALE_GONE, kinds.DOUBLED))


def _twice(first: Examined, again: dict[int, Examined]) -> Examined:
    """What was found both times; else somebody is at it right now."""
    second = again.get(first.order.pk)
    if second is not None and second.verdict is not Verdict.DIFFERS:
        return Examined(first.order, Verdict.UNDER_WAY, say("changed while it was compared"))
    digests = {one.digest for one in second.findings} if second else set()
    both = [one for one in first.findings if one.digest in digests]
    if not both or second is None:
        return Examined(first.order, Verdict.UNDER_WAY, say("changed while it was compared"))
    return differing(second.order, both)


def _clock() -> standing.Clock:
    patience = timedelta(minutes=settings.OVERDUE_MINUTES)
    return standing.Clock(timezone.now(), patience, timezone.get_default_timezone())


def _stirred(known: Sequence[Known], clock: standing.Clock) -> set[int]:
    """Orders on their way that somebody did something with lately: a person, or the bridge by a step."""
    moving = [one.row.pk for one in known if _is_moving(one.delivery)]
    recent = Event.objects.filter(order__in=moving, occurred_at__gt=clock.now - clock.patience)
    return set(recent.values_list("order", flat=True).distinct()) if moving else set()


def _is_moving(delivery: Delivery | None) -> bool:
    return delivery is None or delivery.state in (
        DeliveryState.WAITING,
        DeliveryState.RUNNING,
        DeliveryState.NOT_DUE,
    )


def _shows_nothing(connection: OdooConnection, asked: int) -> AffluentError:
    return SetupError(
        "odoo_shows_nothing",
        say(
            "Odoo connection {connection}: of {asked} sale orders that were delivered, Odoo shows none.",
            connection=connection.name,
            asked=asked,
        ),
        say(
            "Was Odoo's database restored or replaced, or may the API user see another company "
            "only? Nothing was compared."
        ),
    )
