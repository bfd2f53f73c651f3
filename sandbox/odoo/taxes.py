"""Percent taxes on the lines of an order or invoice, with both of Odoo's rounding methods. Pure.

Decimals in, Decimals out.

`round_per_line` (the default of 17) rounds each tax of each line and adds the rounded; `round_globally` (the
default of 19) adds the exact and rounds once per tax. With price-included taxes the gross of a line is kept
to the cent either way, and net = gross - tax. Source: results measured on both versions.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sandbox.odoo.fields import round_half_up

PER_LINE = "round_per_line"
GLOBALLY = "round_globally"
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Tax:
    """A percent tax: id, rate in percent, and whether unit prices contain it."""

    id: int
    amount: Decimal
    price_include: bool


@dataclass(frozen=True)
class BaseLine:
    """What is taxed: unit price, quantity, discount in percent, taxes."""

    price_unit: Decimal
    quantity: Decimal
    discount: Decimal
    taxes: tuple[Tax, ...]

    @property
    def raw(self) -> Decimal:
        """Price times quantity after discount, exact."""
        return self.price_unit * self.quantity * (1 - self.discount / HUNDRED)

    @property
    def included(self) -> bool:
        """Whether the price contains a tax."""
        return any(tax.price_include for tax in self.taxes)

    def net_of(self, amount: Decimal) -> Decimal:
        """The part of an amount at the price's level that is not included tax."""
        rate = sum((tax.amount for tax in self.taxes if tax.price_include), Decimal(0))
        return amount / (1 + rate / HUNDRED)


@dataclass
class LineAmounts:
    """A line's rounded net and gross, and its net as the invoice books it (which makes the lines add up)."""

    subtotal: Decimal
    total: Decimal
    booked: Decimal


@dataclass
class Totals:
    """All lines, and the document's net and taxes by tax id."""

    lines: list[LineAmounts]
    untaxed: Decimal
    taxes: dict[int, Decimal]

    @property
    def tax(self) -> Decimal:
        """All taxes together."""
        return sum(self.taxes.values(), Decimal(0))

    @property
    def total(self) -> Decimal:
        """Net and taxes."""
        return self.untaxed + self.tax


def compute(lines: Sequence[BaseLine], digits: int, method: str) -> Totals:
    """The amounts of a document in a currency of `digits` decimals, by one of the two rounding methods."""
    return _per_line(lines, digits) if method == PER_LINE else _globally(lines, digits)


def _per_line(lines: Sequence[BaseLine], digits: int) -> Totals:
    amounts, taxes = [], _by_tax(lines)
    for line in lines:
        net, parts = _line(line, digits)
        for tax, part in parts.items():
            taxes[tax] += part
        amounts.append(LineAmounts(net, net + sum(parts.values(), Decimal(0)), net))
    return Totals(amounts, sum((a.subtotal for a in amounts), Decimal(0)), taxes)


def _line(line: BaseLine, digits: int) -> tuple[Decimal, dict[int, Decimal]]:
    """Net and taxes of one line, each rounded; of included taxes the last takes what is left of the gross."""
    level = round_half_up(line.raw, digits)
    net = round_half_up(line.net_of(level), digits)
    parts = {tax.id: round_half_up(net * tax.amount / HUNDRED, digits) for tax in line.taxes}
    included = [tax.id for tax in line.taxes if tax.price_include]
    if included:
        others = sum((parts[tax] for tax in included[:-1]), Decimal(0))
        parts[included[-1]] = level - net - others
    return net, parts


def _globally(lines: Sequence[BaseLine], digits: int) -> Totals:
    exact, amounts = _by_tax(lines), []
    for line in lines:
        net = line.net_of(line.raw)
        for tax in line.taxes:
            exact[tax.id] += net * tax.amount / HUNDRED
        gross = net + sum((net * tax.amount / HUNDRED for tax in line.taxes), Decimal(0))
        subtotal = round_half_up(net, digits)
        amounts.append(LineAmounts(subtotal, round_half_up(gross, digits), subtotal))
    taxes = {tax: round_half_up(amount, digits) for tax, amount in exact.items()}
    untaxed = _book_groups(lines, amounts, taxes, digits)
    return Totals(amounts, untaxed, taxes)


def _by_tax(lines: Sequence[BaseLine]) -> dict[int, Decimal]:
    return dict.fromkeys((tax.id for line in lines for tax in line.taxes), Decimal(0))


def _book_groups(
    lines: Sequence[BaseLine], amounts: list[LineAmounts], taxes: dict[int, Decimal], digits: int
) -> Decimal:
    """Round the net once per set of taxes; what its lines then lack goes to the largest of them."""
    groups: dict[tuple[Tax, ...], list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        groups[line.taxes].append(number)
    untaxed = Decimal(0)
    for group, numbers in groups.items():
        net = _net_of_group([lines[n] for n in numbers], group, taxes, digits)
        largest = max(numbers, key=lambda n: abs(amounts[n].subtotal))
        amounts[largest].booked += net - sum((amounts[n].subtotal for n in numbers), Decimal(0))
        untaxed += net
    return untaxed


def _net_of_group(
    lines: list[BaseLine], group: tuple[Tax, ...], taxes: dict[int, Decimal], digits: int
) -> Decimal:
    alone = len(group) == 1 and group[0].price_include
    if alone:
        gross = sum((round_half_up(line.raw, digits) for line in lines), Decimal(0))
        return gross - taxes[group[0].id]
    return round_half_up(sum((line.net_of(line.raw) for line in lines), Decimal(0)), digits)
