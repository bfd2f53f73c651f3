"""Writing down what was given back of decided orders, on which day: for the VAT report."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from hub.order import Line, Order, Refund
from hub.order.money import ZERO
from odoo_bridge.models import VatRecord, VatRefundPart
from odoo_bridge.sale.credit_lines import REST, is_own
from odoo_bridge.vat.orders.refunding import Back, of_lines, of_refund, shares_back
from odoo_bridge.vat.stored.recording import lines_of

_KEY_LENGTH = 191
Slot = tuple[str, str, Decimal]  # treatment, country, rate
Sums = Mapping[Slot, tuple[Decimal, Decimal]]  # net, tax


@dataclass(frozen=True, slots=True)
class GivenBack:
    """What an order says was given back. `rest`: cancelled after it was invoiced; `edit`: key and lines.

    Refunds that the order tells no more, or tells otherwise, are taken as it tells them now.
    """

    order_id: int
    order: Order
    rest: bool = False
    edit: tuple[str, Sequence[Line]] | None = None


def record(entries: Iterable[GivenBack]) -> None:
    """Of orders whose VAT was decided; each refund once, however often it is told."""
    by_order = {entry.order_id: entry for entry in entries}
    if not by_order:
        return
    with transaction.atomic():
        rows = VatRecord.objects.select_for_update().filter(order__in=by_order, newest=True)
        for row in rows.prefetch_related("refund_parts", "parts"):
            _record(row, by_order[row.order_id])


def _record(row: VatRecord, entry: GivenBack) -> None:
    known = _known(row, entry.order)
    if REST in known:  # what came back after that is in it already
        return
    new: dict[str, tuple[date, Sums]] = {}
    for refund in entry.order.refunds:
        key = _key(refund)
        if key not in known and refund.gross:
            new[key] = (timezone.localdate(refund.created_at), _sums_of(row, of_refund(refund)))
    if entry.edit is not None and entry.edit[0] not in known:
        changed = timezone.localdate(entry.order.updated_at)
        new[entry.edit[0]] = (changed, _sums_of(row, of_lines(entry.edit[1])))
    if entry.rest:
        ended = timezone.localdate(entry.order.cancelled_at or entry.order.updated_at)
        new[REST] = (ended, _rest(row, [*known.values(), *(sums for _, sums in new.values())]))
    VatRefundPart.objects.bulk_create(
        VatRefundPart(
            record=row,
            refund=key,
            day=day,
            treatment=treatment,
            country=country,
            rate=rate,
            net=net,
            tax=tax,
        )
        for key, (day, sums) in new.items()
        for (treatment, country, rate), (net, tax) in sums.items()
    )


def _known(row: VatRecord, order: Order) -> Mapping[str, Sums]:
    """What is written down, by key; without what the order tells otherwise now, which is deleted."""
    found: dict[str, dict[Slot, tuple[Decimal, Decimal]]] = {}
    for part in row.refund_parts.all():
        slot = (part.treatment, part.country, part.rate)
        found.setdefault(part.refund, {})[slot] = (part.net, part.tax)
    now = {_key(refund): refund.gross for refund in order.refunds}
    if REST in found:
        return found
    stale = [key for key, sums in found.items() if not is_own(key) and now.get(key) != _gross(sums)]
    if stale:
        row.refund_parts.filter(refund__in=stale).delete()
    return {key: sums for key, sums in found.items() if key not in stale}


def _key(refund: Refund) -> str:
    return refund.external_id[:_KEY_LENGTH]


def _gross(sums: Sums) -> Decimal:
    return sum((net + tax for net, tax in sums.values()), ZERO)


def _sums_of(row: VatRecord, backs: Iterable[Back]) -> Sums:
    sums: dict[Slot, tuple[Decimal, Decimal]] = {}
    for share in shares_back(lines_of(row), backs, row.currency):
        slot = (share.treatment.value, share.country, share.rate)
        net, tax = sums.get(slot, (ZERO, ZERO))
        sums[slot] = (net + share.net, tax + share.tax)
    return sums


def _rest(row: VatRecord, given: Iterable[Sums]) -> Sums:
    """All that is left: nothing remains of the sale."""
    left = {(part.treatment, part.country, part.rate): (part.net, part.tax) for part in row.parts.all()}
    for sums in given:
        for slot, (net, tax) in sums.items():
            before = left.get(slot, (ZERO, ZERO))
            left[slot] = (before[0] - net, before[1] - tax)
    return left
