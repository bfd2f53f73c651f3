"""An order written with the VAT that is due, at unchanged gross, and with the rates its shop hides. Pure.

A line that follows goods of several rates becomes one line for each: an invoice line has one VAT.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from hub.order import Line, Order, Refund, TaxAmount
from hub.order.closing import totals_of
from hub.order.vocabulary import TaxCollector
from odoo_bridge.vat.orders.charging import charged_tax
from odoo_bridge.vat.orders.kinds import collected_by_channel
from odoo_bridge.vat.orders.outcome import Agreement, LineVat, OrderVat, Share


def with_rates_told(order: Order, vat: OrderVat) -> Order:
    """The same amounts; where the shop hides a rate that its amounts prove, the rate is named."""
    pairs = zip(order.lines, vat.lines, strict=True)
    return replace(order, lines=tuple(line for mine, found in pairs for line in _told(mine, found, order)))


def with_vat_due(order: Order, vat: OrderVat) -> Order:
    """Net and tax of each line that differs are those that are due; its gross, and the order's, stay."""
    lines = tuple(
        line
        for before, found in zip(order.lines, vat.lines, strict=True)
        for line in (
            _divided(before, found.shares, included=order.prices_include_tax)
            if found.agreement is Agreement.DIFFERENT
            else _told(before, found, order)
        )
    )
    return replace(order, lines=lines, totals=totals_of(lines))


def remitted_tax(order: Order) -> Decimal:
    """What a marketplace pays to the state of it; the merchant neither gets nor owes that."""
    return sum((line.tax - charged_tax(line) for line in order.lines), Decimal(0))


def without_remitted(order: Order) -> Order:
    """The merchant's part of an order: taxes that a marketplace remits are in none of its amounts."""
    lines = tuple(_without_remitted(line, included=order.prices_include_tax) for line in order.lines)
    return replace(order, lines=lines, totals=totals_of(lines))


def refund_without_remitted(refund: Refund, *, included: bool) -> Refund:
    """The merchant's part of what was given back, as far as its lines tell."""
    lines = tuple(_without_remitted(line, included=included) for line in refund.lines)
    less = sum((line.tax for line in refund.lines), Decimal(0)) - sum(
        (line.tax for line in lines), Decimal(0)
    )
    return replace(refund, lines=lines, tax=refund.tax - less, gross=refund.gross - less)


def part_name(external_id: str, number: int) -> str:
    """What the part of a divided line is called; the first one keeps the line's own name."""
    return external_id if not number else f"{external_id}:vat{number + 1}"


def is_divided(found: LineVat) -> bool:
    """Whether the shop charged what is due on a line of several rates."""
    return found.agreement is Agreement.EQUAL and len(found.shares) > 1


def _without_remitted(line: Line, *, included: bool) -> Line:
    if not collected_by_channel(line):
        return line
    tax = charged_tax(line)
    gross = line.net + tax
    factor = gross / line.gross if included and line.gross else Decimal(1)
    own = tuple(one for one in line.taxes if one.collected_by is TaxCollector.MERCHANT)
    return replace(line, tax=tax, gross=gross, taxes=own, unit_price=_price(line.unit_price * factor))


def _told(line: Line, found: LineVat, order: Order) -> Iterator[Line]:
    if is_divided(found) and not collected_by_channel(line):
        yield from _divided(line, found.shares, included=order.prices_include_tax)
        return
    hidden = any(tax.rate is None and tax.amount for tax in line.taxes) and not collected_by_channel(line)
    if not hidden or found.agreement not in (Agreement.EQUAL, Agreement.OWN_CLASS) or len(found.shares) != 1:
        yield line
        return
    yield replace(line, taxes=(TaxAmount(rate=found.shares[0].rate, amount=line.tax),))


def _divided(line: Line, shares: Sequence[Share], *, included: bool) -> Iterator[Line]:
    for number, share in enumerate(shares):
        yield _of_share(line, share, part_name(line.external_id, number), included=included)


def _of_share(line: Line, share: Share, external_id: str, *, included: bool) -> Line:
    """The part of a line; prices without tax change as the net does, prices with tax with the gross."""
    tax = (TaxAmount(rate=share.rate, amount=share.tax),) if share.rate else ()
    gross = share.net + share.tax
    factor = share.net / line.net if line.net else Decimal(1)
    of_price = gross / line.gross if included and line.gross else factor
    return replace(
        line,
        external_id=external_id,
        unit_price=_price(line.unit_price * of_price),
        net=share.net,
        tax=share.tax,
        gross=gross,
        taxes=tax,
        discount=_price(line.discount * factor),
    )


def _price(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.000001"))
