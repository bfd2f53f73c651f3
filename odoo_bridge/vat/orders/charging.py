"""What the shop charged on a line, and which rate that is. Pure."""

from collections.abc import Iterable
from decimal import Decimal

from hub.order import Line, TaxAmount
from hub.order.money import quantize, smallest_unit
from hub.order.vocabulary import TaxCollector

_HUNDRED = Decimal(100)


def charged_tax(line: Line) -> Decimal:
    """The merchant's: what a marketplace remits is not theirs."""
    return sum((tax.amount for tax in _own(line)), Decimal(0))


def told_rate(line: Line) -> Decimal | None:
    """The rate as the shop tells it, of several taxes on one price their sum; None where it hides one."""
    taxes = [tax for tax in _own(line) if tax.rate or tax.amount]
    rates = [tax.rate for tax in taxes]
    if any(rate is None for rate in rates):
        return None
    return sum((rate for rate in rates if rate is not None), Decimal(0))


def tax_inside(gross: Decimal, rate: Decimal, currency: str) -> Decimal:
    """The tax that a gross amount contains at a rate, rounded half up to the currency's decimals."""
    return quantize(gross * rate / (_HUNDRED + rate), currency)


def fits(line: Line, rate: Decimal, currency: str) -> bool:
    """Whether the line's amounts are of that rate: within one of the smallest unit for each article.

    Shops round a tax per article or per line.
    """
    unit = smallest_unit(currency)
    apart = abs(charged_tax(line) - tax_inside(line.net + charged_tax(line), rate, currency))
    return apart <= unit * max(Decimal(1), abs(line.quantity))


def rate_by_amounts(line: Line, rates: Iterable[Decimal], currency: str) -> Decimal | None:
    """The only one of these rates that fits the amounts within one smallest unit; else None."""
    gross = line.net + charged_tax(line)
    unit = smallest_unit(currency)
    fitting = [
        rate for rate in set(rates) if abs(charged_tax(line) - tax_inside(gross, rate, currency)) <= unit
    ]
    return fitting[0] if len(fitting) == 1 else None


def _own(line: Line) -> list[TaxAmount]:
    return [tax for tax in line.taxes if tax.collected_by is TaxCollector.MERCHANT]
