"""What of the VAT due goes back with a refund: at the treatments, countries and rates of what was sold. Pure.

A credit changes the taxable amount of the sale that it belongs to (Directive 2006/112/EC art. 90), and is
declared in the period in which it is made.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from hub.order import Line, Refund
from hub.order.money import ZERO, quantize, smallest_unit
from odoo_bridge.vat.orders.charging import charged_tax, tax_inside
from odoo_bridge.vat.orders.outcome import Agreement, LineVat, Share


@dataclass(frozen=True, slots=True)
class Back:
    """Money for a line of the order, its `tax` as the shop says; empty `external_id`: for none of them."""

    external_id: str
    gross: Decimal
    tax: Decimal = ZERO


def of_refund(refund: Refund) -> list[Back]:
    """By its lines; what they do not explain, for none of them."""
    lines = of_lines(refund.lines)
    untold = refund.gross - sum((line.gross for line in refund.lines), ZERO)
    return [*lines, Back("", untold)] if untold else lines


def of_lines(lines: Iterable[Line]) -> list[Back]:
    """The merchant's part of each."""
    return [
        Back(line.external_id, line.net + tax, tax)
        for line in lines
        if (tax := charged_tax(line)) or line.net
    ]


def shares_back(sold: Sequence[LineVat], backs: Iterable[Back], currency: str) -> list[Share]:
    """Positive amounts. What belongs to no line goes with the dearest one, as on the credit note in Odoo."""
    decided = {line.external_id: line for line in sold if line.shares}
    if not decided:
        return []
    dearest = max(decided.values(), key=_gross)
    return [
        share for back in backs for share in _of_line(decided.get(back.external_id, dearest), back, currency)
    ]


def _of_line(line: LineVat, back: Back, currency: str) -> Iterator[Share]:
    if back.external_id == line.external_id and back.gross == _gross(line):
        yield from line.shares
        return
    whole, left = _gross(line), back.gross
    for share in line.shares:
        part = left
        if share is not line.shares[-1] and whole:
            part = quantize(back.gross * (share.net + share.tax) / whole, currency)
        left -= part
        tax = _tax(line, share, part, back, currency)
        yield Share(
            treatment=share.treatment, country=share.country, rate=share.rate, net=part - tax, tax=tax
        )


def _tax(line: LineVat, share: Share, gross: Decimal, back: Back, currency: str) -> Decimal:
    """As the shop says where it charged what is due: its rounding is that of the credit note."""
    due = tax_inside(gross, share.rate, currency)
    agrees = len(line.shares) == 1 and line.agreement is not Agreement.DIFFERENT
    own = back.external_id == line.external_id and abs(back.tax - due) <= smallest_unit(currency)
    return back.tax if agrees and own else due


def _gross(line: LineVat) -> Decimal:
    return line.net + line.charged_tax
