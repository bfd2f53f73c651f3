"""What Odoo adds up: net and percent taxes of a document, by both of its rounding methods. Pure.

`round_per_line` (usual until 18) rounds each tax of each line; `round_globally` (usual in 19) adds the exact
and rounds once per tax. Prices that contain a tax keep their gross to the cent either way: the net is what
is left. Measured on 17 and 19.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from hub.order.money import ZERO

PER_LINE = "round_per_line"
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Tax:
    """A percent tax; `included`: unit prices contain it."""

    tax_id: int
    rate: Decimal
    included: bool


@dataclass(frozen=True, slots=True)
class Item:
    """What is sold: `amount` is price times quantity, exact."""

    amount: Decimal
    taxes: tuple[Tax, ...]

    def net(self, amount: Decimal) -> Decimal:
        """The part of an amount at the price's level that is no included tax."""
        rate = sum((tax.rate for tax in self.taxes if tax.included), ZERO)
        return amount * _HUNDRED / (_HUNDRED + rate)


@dataclass(frozen=True, slots=True)
class Totals:
    """A document's net, and its taxes by Odoo's id."""

    net: Decimal
    taxes: Mapping[int, Decimal]

    @property
    def tax(self) -> Decimal:
        """All taxes together."""
        return sum(self.taxes.values(), ZERO)

    @property
    def gross(self) -> Decimal:
        """Net and taxes."""
        return self.net + self.tax


def totals(items: Sequence[Item], unit: Decimal, method: str) -> Totals:
    """Of a document in a currency whose smallest amount is `unit`."""
    return _per_line(items, unit) if method == PER_LINE else _globally(items, unit)


def _rounded(amount: Decimal, unit: Decimal) -> Decimal:
    return (amount / unit).quantize(Decimal(1), rounding=ROUND_HALF_UP) * unit


def _per_line(items: Iterable[Item], unit: Decimal) -> Totals:
    net, taxes = ZERO, defaultdict[int, Decimal](Decimal)
    for item in items:
        level = _rounded(item.amount, unit)
        of_line = _rounded(item.net(level), unit)
        parts = {tax.tax_id: _rounded(of_line * tax.rate / _HUNDRED, unit) for tax in item.taxes}
        included = [tax.tax_id for tax in item.taxes if tax.included]
        if included:  # the last one takes what is left of the gross
            others = sum((parts[tax_id] for tax_id in included[:-1]), ZERO)
            parts[included[-1]] = level - of_line - others
        net += of_line
        for tax_id, part in parts.items():
            taxes[tax_id] += part
    return Totals(net, dict(taxes))


def _globally(items: Sequence[Item], unit: Decimal) -> Totals:
    exact = defaultdict[int, Decimal](Decimal)
    groups = defaultdict[tuple[Tax, ...], list[Item]](list)
    for item in items:
        groups[item.taxes].append(item)
        for tax in item.taxes:
            exact[tax.tax_id] += item.net(item.amount) * tax.rate / _HUNDRED
    taxes = {tax_id: _rounded(amount, unit) for tax_id, amount in exact.items()}
    return Totals(sum((_net(group, same, taxes, unit) for group, same in groups.items()), ZERO), taxes)


def _net(
    group: tuple[Tax, ...], items: Sequence[Item], taxes: Mapping[int, Decimal], unit: Decimal
) -> Decimal:
    """Of all lines with the same taxes, rounded once."""
    if len(group) == 1 and group[0].included:
        return sum((_rounded(item.amount, unit) for item in items), ZERO) - taxes[group[0].tax_id]
    return _rounded(sum((item.net(item.amount) for item in items), ZERO), unit)
