"""Shop ↔ hub without changing anything: the shop is read, and nothing of it is stored."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from hub import ports
from hub.caught import trouble_of
from hub.ingest.identity import identity
from hub.models import Difference, Order, Reconciliation, Shop
from hub.order.digest import digest
from hub.order.document import time_text
from hub.reconciliation import kinds
from hub.reconciliation.findings import Examined, Finding, Verdict, differing
from hub.reconciliation.ledger import judge
from hub.reconciliation.recount import MOST_READS, Days, missing, stands
from hub.reconciliation.sides import SHOP
from hub.sentences import say

_REMEDY = say("Run it without --dry-run: the order is read.")


@dataclass(slots=True)
class Rehearsal:
    """What the shop shows, as fingerprints by id; made by `look`."""

    shop: Shop
    shown: dict[str, str]
    counted: Days
    name: str = SHOP
    asked: dict[str, bool] = field(default_factory=dict)

    def examine(self, orders: Sequence[Order]) -> Sequence[Examined]:
        """What the hub would read, and what the shop does not have any more."""
        return [self._examine(order) for order in orders]

    def unknown(self) -> list[Examined]:
        """What the shop has and the hub has not."""
        known = set(Order.objects.filter(shop=self.shop).values_list("external_id", flat=True))
        new = [Order(shop=self.shop, external_id=one) for one in self.shown if one not in known]
        return [
            differing(order, [_missed(order, kinds.MISSED_ORDER, say("is not in the hub"))]) for order in new
        ]

    def days(self) -> list[list[str | int]]:
        """Counts by day, of the orders that the hub knows."""
        return self.counted.rows()

    def heal(self, order: Order, finding: Finding) -> str:
        """Nothing."""
        return ""

    def _examine(self, order: Order) -> Examined:
        there = self.shown.get(order.external_id)
        self.counted.add(order, shown=there is not None or self._has(order))
        if there is None:
            reason = say("not among what changed since")
            return Examined(order, Verdict.NOT_COMPARED, reason) if self._has(order) else missing(order)
        if order.raw is not None and order.raw.digest == there:
            return stands(order)
        return differing(order, [_missed(order, kinds.MISSED_CHANGE, say("is not as the hub has it"))])

    def _has(self, order: Order) -> bool:
        """Whether the shop has an order that the walk did not show; yes where too many would be asked for."""
        if order.external_id not in self.asked:
            if len(self.asked) >= MOST_READS:
                return True
            source = ports.channel(self.shop.channel).open(self.shop.account)
            self.asked[order.external_id] = bool(source.order(order.external_id).orders)
        return self.asked[order.external_id]


def look(shop: Shop, since: datetime) -> Rehearsal:
    """Read what changed since then; raises `AffluentError` when the shop cannot be read."""
    shown: dict[str, str] = {}

    def walk() -> None:
        channel = ports.channel(shop.channel)
        for page in channel.open(shop.account).pages(time_text(since)):
            shown.update((identity(channel, raw), digest(raw)) for raw in page.orders)

    if trouble := trouble_of(shop, walk):
        raise trouble
    return Rehearsal(shop, shown, Days(since))


def add_unknown(run: Reconciliation, side: Rehearsal) -> list[Difference]:
    """Count in what the shop has and the hub has not; the differences, not stored."""
    unknown = side.unknown()
    run.differing += len(unknown)
    return judge(side.name, unknown, timezone.now()).open


def _missed(order: Order, kind: str, said: str) -> Finding:
    number = order.number or order.external_id
    named = say("Order {order} of shop {shop}", order=number, shop=order.shop.slug)
    return Finding(
        kind=kind, cause=say("{named}: what the shop shows {said}.", named=named, said=said), remedy=_REMEDY
    )
