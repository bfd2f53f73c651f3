"""Shop ↔ hub: after the shop was read again, what the hub has and the shop no longer shows.

What the shop has and the hub has not is put right by reading (`hub.reconciliation.missed` keeps it). An order
that the re-read passed over is asked for by its id before anybody says that it is gone.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from hub.errors import ContractError, ErrorClass
from hub.models import Difference, Order, Shop
from hub.models.reconciliation import UNRESOLVED
from hub.order.money import amount_text
from hub.order.vocabulary import Status
from hub.polling import read_order
from hub.reconciliation import kinds
from hub.reconciliation.findings import Examined, Finding, Verdict, differing, equal
from hub.reconciliation.sides import SHOP, Request, register_healer
from hub.sentences import say

MOST_READS = 100  # single orders that a run asks the shop for
_UNREAD = (ErrorClass.CONTRACT, ErrorClass.BUG, ErrorClass.CONFIG)


@dataclass(slots=True)
class Days:
    """How many orders each day of placing has at the shop and in the hub."""

    since: datetime
    shop: Counter[str] = field(default_factory=Counter)
    hub: Counter[str] = field(default_factory=Counter)

    def add(self, order: Order, *, shown: bool, known: bool = True) -> None:
        """Count an order; those placed before the first day are compared, but belong to no day here."""
        placed = order.placed_at or order.received_at or timezone.now()
        if placed < self.since:
            return
        day = timezone.localtime(placed).date().isoformat()
        self.hub[day] += known
        self.shop[day] += shown

    def rows(self) -> list[list[str | int]]:
        """`[day, shop, hub]`, the newest day first."""
        days = sorted({*self.shop, *self.hub}, reverse=True)
        return [[day, self.shop[day], self.hub[day]] for day in days]


@dataclass(slots=True)
class Recount:
    """The shop, read to its end; `seen_from` is its clock when that began."""

    shop: Shop
    since: datetime
    seen_from: datetime
    name: str = SHOP
    reads_left: int = MOST_READS
    counted: Days = field(init=False)

    def __post_init__(self) -> None:
        self.counted = Days(self.since)

    def examine(self, orders: Sequence[Order]) -> Sequence[Examined]:
        """What the shop showed, and what it did not."""
        unseen = [order.pk for order in orders if not self._showed(order)]
        gone = set(
            Difference.objects.filter(
                order__in=unseen, side=SHOP, kind=kinds.GONE_AT_SHOP, state__in=UNRESOLVED
            ).values_list("order_id", flat=True)
            if unseen
            else ()
        )
        return [self._examine(order, gone) for order in orders]

    def days(self) -> list[list[str | int]]:
        """Counts by day."""
        return self.counted.rows()

    def heal(self, order: Order, finding: Finding) -> str:
        """Nothing: the shop was just read."""
        return ""

    def _showed(self, order: Order) -> bool:
        return order.observed_at is not None and order.observed_at >= self.seen_from

    def _examine(self, order: Order, gone: Collection[int]) -> Examined:
        if self._showed(order):
            self.counted.add(order, shown=True)
            return stands(order)
        if order.pk in gone:
            self.counted.add(order, shown=False)
            return missing(order)
        return self._ask(order)

    def _ask(self, order: Order) -> Examined:
        if self.reads_left <= 0:
            self.counted.add(order, shown=True)
            return Examined(
                order, Verdict.NOT_COMPARED, say("not shown, and not asked for yet: the next run does")
            )
        self.reads_left -= 1
        try:
            shown = bool(read_order(self.shop, order.external_id).seen)
        except ContractError:
            self.counted.add(order, shown=True)
            return Examined(order, Verdict.NOT_COMPARED, say("the shop's answer cannot be read"))
        self.counted.add(order, shown=shown)
        if not shown:
            return missing(order)
        now = Order.objects.select_related("shop").get(pk=order.pk)
        if not self._showed(now) and now.quiet_since is not None:
            return Examined(
                now, Verdict.NOT_COMPARED, say("the shop shows an older content than it did before")
            )
        return stands(now)


def stands(order: Order) -> Examined:
    """The hub has what the shop shows, as far as it can be read and has settled."""
    if not order.revision or (order.quiet_since is None and order.error_class in _UNREAD):
        return Examined(order, Verdict.NOT_COMPARED, say("cannot be read: the order is held"))
    if order.published_revision < order.revision:
        return Examined(order, Verdict.UNDER_WAY, say("has not settled yet"))
    return equal(order)


def missing(order: Order) -> Examined:
    """The shop says that there is no such order. What was called off or never sold is missed by nobody."""
    if order.status == Status.CANCELLED:
        return Examined(order, Verdict.NOT_COMPARED, say("cancelled, and deleted at the shop since"))
    if not order.published_revision:
        return Examined(order, Verdict.NOT_COMPARED, say("never settled, and deleted at the shop since"))
    named = say("Order {order} of shop {shop}", order=order.number or order.external_id, shop=order.shop.slug)
    total = f"{amount_text(order.gross, order.currency)} {order.currency}" if order.gross is not None else "?"
    finding = Finding(
        kind=kinds.GONE_AT_SHOP,
        cause=say(
            "{named} ({total}, {status}) is in the hub, and the shop does not have it any more.",
            named=named,
            total=total,
            status=order.status,
        ),
        remedy=say(
            "Somebody deleted it at the shop. Restore it there; or, if it was deleted on "
            "purpose, cancel what was made of it elsewhere by hand and accept this difference."
        ),
        facts={"status": order.status, "total": total},
        healable=True,
    )
    return differing(order, [finding])


def heal(request: Request) -> str:
    """A person asks to look at the shop again; raises `AffluentError` when the shop cannot be read."""
    order = request.difference.order
    if read_order(order.shop, order.external_id).seen:
        return say("The shop has the order again; it was read.")
    return say("The shop was asked again: it does not have the order.")


register_healer(SHOP, heal)
