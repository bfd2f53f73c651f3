"""What an edit of the order took away again, and what the shop's total is without it.

`quantity` and `totalPriceSet` go on counting removed units. Where they were paid for, a refund (often one
without lines) gives the money back, and the books need both. Where nobody had paid, they were never sold.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from channels.reading import Reading
from channels.shopify.bags import shop_amount
from channels.shopify.lines import Context, portion
from hub.order import Line, Refund
from hub.order.closing import totals_of
from hub.order.money import ZERO


@dataclass(frozen=True, slots=True)
class Sale:
    """The lines that were sold, the refunds, and what the shop says they come to."""

    lines: tuple[Line, ...]
    refunds: tuple[Refund, ...]
    gross: Decimal
    tax: Decimal


def sale(order: Reading, lines: tuple[Line, ...], refunds: tuple[Refund, ...], context: Context) -> Sale:
    """The sale after edits and before refunds. A cancelled order keeps what had been ordered."""
    removed = {} if order.has("cancelledAt") else _removed(order, lines, refunds)
    whole = Sale(lines, refunds, *_total(order, "totalPriceSet", "totalTaxSet", lines, context))
    if not removed:
        return whole
    taken = totals_of(tuple(_taken(line, removed, context) for line in lines if line.external_id in removed))
    repaid = sum((refund.gross - totals_of(refund.lines).gross for refund in refunds), ZERO)
    if repaid >= taken.gross:
        return replace(whole, refunds=_with_tax(refunds, taken.gross, taken.tax))
    kept = tuple(
        portion(line, line.quantity - removed.get(line.external_id, ZERO), context)
        for line in lines
        if removed.get(line.external_id, ZERO) < line.quantity
    )
    given = totals_of(tuple(line for refund in refunds for line in refund.lines))
    gross, tax = _total(order, "currentTotalPriceSet", "currentTotalTaxSet", kept, context)
    return Sale(kept, refunds, gross + given.gross, tax + given.tax)


def _removed(order: Reading, lines: Sequence[Line], refunds: Sequence[Refund]) -> Mapping[str, Decimal]:
    """Units per line that are gone and that no refund names."""
    returned: defaultdict[str, Decimal] = defaultdict(Decimal)
    for line in (line for refund in refunds for line in refund.lines):
        returned[line.external_id] += line.quantity
    left = {item.text("id"): item.decimal("currentQuantity", None) for item in order.list("lineItems.nodes")}
    left |= {
        item.text("id"): ZERO for item in order.list("shippingLines.nodes") if item.flag("isRemoved", False)
    }
    gone = {
        line.external_id: min(line.quantity, line.quantity - current - returned[line.external_id])
        for line in lines
        if (current := left.get(line.external_id)) is not None
    }
    return {key: units for key, units in gone.items() if units > 0}


def _taken(line: Line, removed: Mapping[str, Decimal], context: Context) -> Line:
    return portion(line, removed[line.external_id], context)


def _total(
    order: Reading, gross: str, tax: str, lines: tuple[Line, ...], context: Context
) -> tuple[Decimal, Decimal]:
    """The shop's own total and its tax; where it names no tax, that of the lines."""
    order.decimal(f"{gross}.shopMoney.amount")  # the one amount that must be there
    own_tax = shop_amount(order, tax, context.currency) if order.has(tax) else totals_of(lines).tax
    return shop_amount(order, gross, context.currency), own_tax


def _with_tax(refunds: tuple[Refund, ...], gross: Decimal, tax: Decimal) -> tuple[Refund, ...]:
    """The refund without lines that repaid exactly what was taken away contains its tax."""
    index = next(
        (
            i
            for i, refund in enumerate(refunds)
            if not refund.lines and not refund.tax and refund.gross == gross
        ),
        None,
    )
    if index is None:
        return refunds
    changed = replace(refunds[index], net=gross - tax, tax=tax)
    return (*refunds[:index], changed, *refunds[index + 1 :])
