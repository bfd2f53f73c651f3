"""Orders that are held themselves: what the shop sent cannot be read, or does not add up."""

from collections.abc import Iterable, Sequence

from django.db.models import Count, F, Min, QuerySet, Sum

from hub import acceptance, ports
from hub.errors import AffluentError
from hub.ingest.remap import remap
from hub.models import Event, EventKind, Order
from hub.problems.cause import Cause, Source
from hub.problems.group import Group, Standing, gather
from hub.problems.sources.base import ADVICE, SAID, SHOP, shop_of
from hub.sentences import reasoned, say

ACCEPT = "accept"


class Orders:
    """By shop and code. Run again: read anew from the stored raw; or accepted as they are."""

    permission, change, decide = "hub.view_order", "hub.change_order", "hub.decide_order"
    can_run_again = True

    def groups(self, only: Cause | None = None) -> Iterable[Group]:
        """One query, by the index on the error class."""
        rows = self.members(only) if only else Order.objects.filter(error_class__gt="")
        rows = rows.annotate(**shop_of("shop"))
        found = rows.values("error_class", "error_code", "currency", *SHOP).order_by()
        counted = found.annotate(
            n=Count("pk"), total=Sum("gross"), since=Min("error_since"), said=SAID, todo=ADVICE
        )
        return gather(
            (
                Cause(Source.ORDER, row["slug"], row["error_class"], row["error_code"]),
                Standing.HELD,
                {**row, "gross": row["total"]},
            )
            for row in counted
        )

    def members(self, cause: Cause) -> QuerySet[Order]:
        """The orders."""
        rows = Order.objects.filter(shop__slug=cause.place, error_class=cause.error_class)
        return rows.filter(error_code=cause.code).order_by(F("placed_at").asc(nulls_last=True), "pk")

    def again(self, cause: Cause, keys: Sequence[int], *, choice: str, actor: str, reason: str) -> set[int]:
        """One after the other, each in its own transaction, as a page of the shop would be."""
        rows = self.members(cause).filter(pk__in=keys).select_related("shop")
        return {row.pk for row in rows if _again(row, choice, actor, reason)}


def _again(order: Order, choice: str, actor: str, reason: str) -> bool:
    if choice == ACCEPT:
        return acceptance.accept(order, revision=order.revision, actor=actor, reason=reason)
    text = reasoned(say("Read again from the stored raw order."), reason)
    Event.objects.create(shop=order.shop, order=order, kind=EventKind.STAFF, actor=actor, text=text)
    try:
        return remap(order, ports.channel(order.shop.channel), actor=actor)
    except AffluentError:  # its platform is not installed any more: the order goes on waiting
        return False
