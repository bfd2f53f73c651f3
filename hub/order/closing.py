"""Closing the books of an order: what the platform rounded differently becomes one visible line."""

from decimal import Decimal

from hub.order.model import Line, Notice, TaxAmount, Totals
from hub.order.money import ZERO, amount_text, smallest_unit
from hub.order.vocabulary import LineKind
from hub.sentences import say

ROUNDING_LINE_ID = "rounding"
_TOLERATED_UNITS = 5


def totals_of(lines: tuple[Line, ...]) -> Totals:
    """The sums over the lines."""
    return Totals(
        net=sum((line.net for line in lines), ZERO),
        tax=sum((line.tax for line in lines), ZERO),
        gross=sum((line.gross for line in lines), ZERO),
    )


def close(
    lines: tuple[Line, ...], *, gross: Decimal, tax: Decimal, currency: str
) -> tuple[tuple[Line, ...], Totals, tuple[Notice, ...]]:
    """The lines with a rounding line where the shop's own `gross` and `tax` need one, totals and notices.

    `gross` and `tax` are what the shop says, in the order's currency. A difference above five of the
    currency's smallest unit also gives a `totals_mismatch` notice, which holds the order for a person.
    """
    added = totals_of(lines)
    missing_tax, missing_gross = tax - added.tax, gross - added.gross
    if not missing_tax and not missing_gross:
        return lines, added, ()
    closed = (*lines, _rounding_line(missing_gross - missing_tax, missing_tax))
    return closed, totals_of(closed), _notices(added, gross, tax, currency)


def _rounding_line(net: Decimal, tax: Decimal) -> Line:
    return Line(
        external_id=ROUNDING_LINE_ID,
        kind=LineKind.ROUNDING,
        title="Rounding",
        quantity=Decimal(1),
        unit_price=net + tax,
        net=net,
        tax=tax,
        gross=net + tax,
        taxes=(TaxAmount(rate=None, amount=tax),) if tax else (),
    )


def _notices(added: Totals, gross: Decimal, tax: Decimal, currency: str) -> tuple[Notice, ...]:
    tolerated = _TOLERATED_UNITS * smallest_unit(currency)
    if max(abs(gross - added.gross), abs(tax - added.tax)) <= tolerated:
        return ()
    said, found = (
        say("{gross} (tax {tax})", gross=amount_text(total, currency), tax=amount_text(taxed, currency))
        for total, taxed in ((gross, tax), (added.gross, added.tax))
    )
    return (
        Notice(
            code="totals_mismatch", detail=say("shop says {said}, lines say {found}", said=said, found=found)
        ),
    )
