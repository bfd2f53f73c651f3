"""What a re-read found and put right in one go: kept as differences that are over; nothing is hidden."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import timezone

from hub.models import Difference, DifferenceState, Order, Revision
from hub.order.digest import digest
from hub.reconciliation.kinds import MISSED_CHANGE, MISSED_ORDER
from hub.reconciliation.sides import SHOP
from hub.sentences import joined, say

Document = dict[str, Any]
_PARTS = {
    say("status"): "status",
    say("payment"): "payment_status",
    say("shipping"): "fulfillment_status",
}
_REMEDY = say("Nothing: it is in the hub now. If it happens often, see why polling did not read it.")


def keep_orders(orders: Sequence[Order]) -> None:
    """Orders that the shop had and the hub had not."""
    _keep(
        [
            _over(
                order,
                MISSED_ORDER,
                say("{named} was at the shop and not in the hub.", named=_named(order)),
                {},
            )
            for order in orders
        ]
    )


def keep_changes(orders: Sequence[Order]) -> None:
    """Orders of which the shop showed something else than the hub had; in words what it was."""
    wanted = {order.pk: (order.revision - 1, order.revision) for order in orders}
    found = Revision.objects.filter(
        order__in=wanted, number__in={number for pair in wanted.values() for number in pair}
    )
    documents = {(row.order_id, row.number): row.document for row in found}
    rows = []
    for order in orders:
        before, after = (documents.get((order.pk, number)) for number in wanted[order.pk])
        if before is not None and after is not None:
            said = joined(*changes(before, after), between=", ") or say("other content")
            cause = say("{named} differed from the shop: {said}.", named=_named(order), said=said)
            rows.append(_over(order, MISSED_CHANGE, cause, {"changes": said}))
    _keep(rows)


def changes(before: Document, after: Document) -> Iterator[str]:
    """What people compare first, old → new: states, total, tax, refunds, and whether lines changed."""
    for name, part in _PARTS.items():
        if before[part] != after[part]:
            yield say("{what} {before} → {after}", what=name, before=before[part], after=after[part])
    for name, part in ((say("total"), "gross"), (say("tax"), "tax")):
        was, now = before["totals"][part], after["totals"][part]
        if was != now:
            yield say("{what} {before} → {after}", what=name, before=was, after=f"{now} {after['currency']}")
    if before["refunds"] != after["refunds"]:
        was, now = len(before["refunds"]), len(after["refunds"])
        yield say("{what} {before} → {after}", what=say("refunds"), before=was, after=now)
    if before["lines"] != after["lines"]:
        yield say("lines")


def _named(order: Order) -> str:
    return say("Order {order} of shop {shop}", order=order.number or order.external_id, shop=order.shop.slug)


def _over(order: Order, kind: str, cause: str, facts: Document) -> Difference:
    now = timezone.now()
    return Difference(
        shop_id=order.shop_id,
        order=order,
        side=SHOP,
        kind=kind,
        state=DifferenceState.RESOLVED,
        cause=cause,
        remedy=_REMEDY,
        facts=facts,
        digest=digest([kind, facts]),
        heals=1,
        healed_at=now,
        opened_at=now,
        seen_at=now,
        resolved_at=now,
        resolution=say("Healed by reading the order again."),
    )


def _keep(rows: Sequence[Difference]) -> None:
    """One row per order and kind: what was missed before is counted up."""
    known = Difference.objects.filter(order__in=[row.order_id for row in rows], side=SHOP)
    stored = {(row.order_id, row.kind): row for row in known} if rows else {}
    new = [row for row in rows if (row.order_id, row.kind) not in stored]
    Difference.objects.bulk_create(new)
    for row in rows:
        before = stored.get((row.order_id, row.kind))
        if before is not None:
            row.pk, row.times = before.pk, before.times + 1
            row.save(force_update=True)
