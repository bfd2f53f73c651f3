"""The lines of a credit note: of a refund, of the rest of a cancelled sale, of a lowered order.

A credit note is planned as an order of what is given back, so that its amounts follow the same rules. What
cannot be told by lines stands on one line of the refund product, with the tax of the order's dearest line.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from hub.order import Line, Order, Refund, TaxAmount
from hub.order.closing import totals_of
from hub.order.money import ZERO, quantize
from hub.order.vocabulary import LineKind
from hub.sentences import say

Rates = tuple[Decimal, ...]
REST = "cancelled"
_EDIT = "edit-"


@dataclass(frozen=True, slots=True)
class Credit:
    """What is given back: `order` as its lines would be sold. `told`: the shop said its tax."""

    key: str
    order: Order
    reason: str = ""
    told: bool = True

    @property
    def gross(self) -> Decimal:
        """The amount, tax included."""
        return self.order.totals.gross

    @property
    def tax(self) -> Decimal:
        """The tax in it."""
        return self.order.totals.tax


def of_refund(refund: Refund, order: Order) -> Credit:
    """A refund by its lines; what they do not explain on a line of its own."""
    lines = [_known(line, order) for line in refund.lines if line.gross or line.net]
    untold = refund.gross - sum((line.gross for line in lines), ZERO)
    if untold:
        lines.append(_lump(untold, refund.reason or "Refund", main_rates(order), order))
    told = bool(refund.lines) and not untold
    return Credit(refund.external_id, _given_back(order, lines), refund.reason, told=told)


def of_rest(order: Order, refunds: Iterable[Refund], key: str) -> Credit | None:
    """What a cancelled order was not yet credited for; None when that is nothing."""
    given = [line for refund in refunds for line in of_refund(refund, order).order.lines]
    if not given:
        return Credit(key, _given_back(order, order.lines), "Cancelled") if order.totals.gross > 0 else None
    left: dict[Rates, Decimal] = {}
    for line in order.lines:
        left[rates_of(line)] = left.get(rates_of(line), ZERO) + line.gross
    for line in given:
        left[rates_of(line)] = left.get(rates_of(line), ZERO) - line.gross
    lines = [_lump(gross, "Cancelled", rates, order) for rates, gross in left.items() if gross]
    if sum((line.gross for line in lines), ZERO) <= 0:
        return None
    return Credit(key, _given_back(order, lines), "Cancelled", told=False)


def of_difference(before: Order, after: Order, key: str) -> Credit:
    """What a lowered order costs less."""
    return Credit(key, _given_back(before, lowered(before, after)), say("Changed at the shop"), told=False)


def lowered(before: Order, after: Order) -> list[Line]:
    """The lines by which an order became cheaper; empty where anything else changed too."""
    heads = [
        (
            order.currency,
            order.prices_include_tax,
            order.billing_address,
            order.shipping_address,
            order.customer,
        )
        for order in (before, after)
    ]
    now = {line.external_id: line for line in after.lines}
    if heads[0] != heads[1] or set(now) - {line.external_id for line in before.lines}:
        return []
    less = []
    for was in before.lines:
        rest = now.get(was.external_id)
        if rest is not None and (rest.sku, rest.kind, rates_of(rest)) != (was.sku, was.kind, rates_of(was)):
            return []
        if rest is None:
            less.append(was)
        elif rest.gross > was.gross or rest.quantity > was.quantity:
            return []
        elif rest.gross < was.gross:
            less.append(_less(was, rest, before))
    return less


def edit_key(revision: int) -> str:
    """How the credit note of a lowered order is named: after the content that Odoo has, so that it is one."""
    return f"{_EDIT}{revision}"


def is_own(key: str) -> bool:
    """Whether a credit note stands for no refund of the shop's."""
    return key == REST or key.startswith(_EDIT)


def main_rates(order: Order) -> Rates:
    """The rates of the dearest line."""
    return rates_of(max(order.lines, key=lambda line: line.gross)) if order.lines else ()


def rates_of(line: Line) -> Rates:
    """The rates that the line was taxed with, as far as the shop tells them."""
    return tuple(sorted({tax.rate for tax in line.taxes if tax.rate}))


def _given_back(order: Order, lines: Sequence[Line]) -> Order:
    numbered = tuple(replace(line, external_id=str(n)) for n, line in enumerate(lines, start=1))
    return replace(
        order, lines=numbered, totals=totals_of(numbered), refunds=(), payments=(), presentment=None
    )


def _known(line: Line, order: Order) -> Line:
    """The line with the SKU and the rates of the line that was sold, where the refund hides them."""
    sold = next((one for one in order.lines if one.external_id == line.external_id), None)
    sku = line.sku or (sold.sku if sold else "")
    # Goods that nobody can name stand on the refund product.
    kind = LineKind.DISCOUNT if line.kind is LineKind.PRODUCT and not sku else line.kind
    if kind is not LineKind.ROUNDING and any(tax.rate is None and tax.amount for tax in line.taxes):
        rates = (rates_of(sold) if sold else ()) or main_rates(order)
        line = replace(line, taxes=_taxes(line.tax, rates))
    return replace(line, sku=sku, kind=kind)


def _less(was: Line, rest: Line, order: Order) -> Line:
    fewer = was.quantity - rest.quantity
    gross, tax = was.gross - rest.gross, was.tax - rest.tax
    return replace(
        was,
        quantity=fewer if fewer > 0 else Decimal(1),
        unit_price=gross if order.prices_include_tax else gross - tax,
        discount=ZERO,
        net=gross - tax,
        tax=tax,
        gross=gross,
        taxes=_taxes(tax, rates_of(was)),
    )


def _lump(gross: Decimal, title: str, rates: Rates, order: Order) -> Line:
    tax = quantize(gross * sum(rates, ZERO) / (100 + sum(rates, ZERO)), order.currency)
    return Line(
        external_id="lump",
        kind=LineKind.DISCOUNT,
        title=title,
        quantity=Decimal(1),
        unit_price=gross if order.prices_include_tax else gross - tax,
        net=gross - tax,
        tax=tax,
        gross=gross,
        taxes=_taxes(tax, rates),
    )


def _taxes(tax: Decimal, rates: Rates) -> tuple[TaxAmount, ...]:
    """The whole amount beside the first rate: only their sum and the rates are used."""
    if not rates:
        return (TaxAmount(rate=None, amount=tax),) if tax else ()
    return tuple(TaxAmount(rate=rate, amount=ZERO if n else tax) for n, rate in enumerate(rates))
