"""Money given back. One refund is one credit note; it may name lines, shipping, both, or nothing at all.

Whether a refunded line's amount contains its tax follows from the total of the refund, which always counts.
A refund that gave no money back only takes units off an unpaid order: `edits` sees to those.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from channels.amounts import spread
from channels.reading import Reading
from channels.shopify.bags import shop_amount
from channels.shopify.lines import Context
from channels.shopify.taxes import brought_to
from hub.order import Line, Refund
from hub.order.money import ZERO, quantize
from hub.order.vocabulary import LineKind


@dataclass(frozen=True, slots=True)
class _Part:
    """A line of a refund as it was sent: what it takes back, and an amount with or without the tax."""

    line_id: str
    quantity: Decimal
    amount: Decimal
    tax: Decimal
    kind: LineKind
    title: str


def refunds(order: Reading, lines: Iterable[Line], context: Context) -> tuple[Refund, ...]:
    """The refunds that gave money back, oldest first, as positive amounts."""
    known = {line.external_id: line for line in lines}
    found = [_refund(entry, known, context) for entry in order.list("refunds")]
    paid = [refund for refund in found if refund.gross]
    return tuple(
        sorted(paid, key=lambda refund: (refund.created_at, len(refund.external_id), refund.external_id))
    )


def _refund(entry: Reading, known: Mapping[str, Line], context: Context) -> Refund:
    gross = shop_amount(entry, "totalRefundedSet", context.currency)
    parts = [*_goods(entry, context), *_shipping(entry, context)]
    adjusted, adjusted_tax = _adjustment(entry, gross, parts, context)
    included = _tax_included(parts, gross - adjusted, context)
    whole = tuple(_line(part, known.get(part.line_id), context, included=included) for part in parts)
    lines = _at_most(gross - adjusted, whole, context.currency)
    tax = sum((line.tax for line in lines), ZERO) + adjusted_tax
    return Refund(
        external_id=entry.text("id"),
        created_at=entry.utc("createdAt" if entry.has("createdAt") else "updatedAt"),
        reason=entry.text("note", ""),
        lines=lines,
        net=gross - tax,
        tax=tax,
        gross=gross,
    )


def _goods(entry: Reading, context: Context) -> list[_Part]:
    return [
        _Part(
            item.text("lineItem.id"),
            item.decimal("quantity"),
            shop_amount(item, "subtotalSet", context.currency),
            shop_amount(item, "totalTaxSet", context.currency),
            LineKind.PRODUCT,
            "",
        )
        for item in entry.list("refundLineItems.nodes")
    ]


def _shipping(entry: Reading, context: Context) -> list[_Part]:
    return [
        _Part(
            item.optional("shippingLine").text("id", "") or item.text("id"),
            Decimal(1),
            shop_amount(item, "subtotalAmountSet", context.currency),
            shop_amount(item, "taxAmountSet", context.currency),
            LineKind.SHIPPING,
            item.optional("shippingLine").text("title", ""),
        )
        for item in entry.list("refundShippingLines.nodes")
    ]


def _adjustment(
    entry: Reading, gross: Decimal, parts: list[_Part], context: Context
) -> tuple[Decimal, Decimal]:
    """What was given back besides the parts, and its tax. Not the sign that was sent, the total tells."""
    listed = entry.list("orderAdjustments.nodes")
    amount = sum((shop_amount(item, "amountSet", context.currency) for item in listed), ZERO)
    tax = sum((shop_amount(item, "taxAmountSet", context.currency) for item in listed), ZERO)
    for sign in (1, -1):
        for added in (ZERO, sum((part.tax for part in parts), ZERO)):
            if amount and sum((part.amount for part in parts), ZERO) + added + sign * amount == gross:
                return sign * amount, abs(tax) * (1 if sign * amount > 0 else -1)
    return ZERO, ZERO


def _tax_included(parts: list[_Part], gross: Decimal, context: Context) -> bool:
    """Whether the amounts contain the tax: the reading that gives the total, else the order's own way."""
    amount = sum((part.amount for part in parts), ZERO)
    tax = sum((part.tax for part in parts), ZERO)
    fits = {True: amount == gross, False: amount + tax == gross}
    own = context.taxes_included
    return own if fits[own] or not fits[not own] else not own


def _line(part: _Part, sold: Line | None, context: Context, *, included: bool) -> Line:
    net = part.amount - part.tax if included else part.amount
    if sold is None:
        sold = _unknown(part, net + part.tax if context.taxes_included else net)
    return replace(
        sold,
        quantity=part.quantity,
        discount=ZERO,
        net=net,
        tax=part.tax,
        gross=net + part.tax,
        taxes=brought_to(sold.taxes, part.tax, context.currency),
    )


def _at_most(worth: Decimal, lines: tuple[Line, ...], currency: str) -> tuple[Line, ...]:
    """The lines, in proportion, worth no more than the money that went back, tax included."""
    said = sum((line.gross for line in lines), ZERO)
    if not ZERO <= worth < said or any(line.gross < 0 for line in lines):
        return lines
    parts = spread([line.gross * worth / said for line in lines], worth, currency)
    return tuple(_reduced(line, part, currency) for line, part in zip(lines, parts, strict=True))


def _reduced(line: Line, gross: Decimal, currency: str) -> Line:
    tax = quantize(line.tax * gross / line.gross, currency) if line.gross else ZERO
    return replace(line, net=gross - tax, tax=tax, gross=gross, taxes=brought_to(line.taxes, tax, currency))


def _unknown(part: _Part, price: Decimal) -> Line:
    """The line of something that is not among the order's lines (any more)."""
    return Line(
        external_id=part.line_id,
        kind=part.kind,
        title=part.title,
        quantity=part.quantity,
        unit_price=price,
        net=ZERO,
        tax=ZERO,
        gross=ZERO,
    )
