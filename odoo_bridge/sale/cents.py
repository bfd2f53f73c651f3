"""Unit prices that add up exactly, although Odoo keeps only two decimals of them.

Measured on 17 and 19: a net unit price of 16.658333 is stored as 16.66 and cents are lost; with units
split over two prices one smallest unit apart, every total is met.
"""

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

PRICE_STEP = Decimal("0.01")  # Odoo's "Product Price" precision


@dataclass(frozen=True, slots=True)
class Portion:
    """So many units at this price."""

    quantity: Decimal
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class Split:
    """Portions, and what they leave over (only for quantities that are no whole numbers)."""

    portions: tuple[Portion, ...]
    rest: Decimal


def split(amount: Decimal, quantity: Decimal, step: Decimal = PRICE_STEP) -> Split:
    """`amount` as units of at most two prices: 45.83 over 3 → 1 × 15.27 + 2 × 15.28.

    `step` is the smallest difference between two prices: the currency's smallest unit, but never below
    Odoo's price precision. The sign goes to the price; a quantity of zero or less counts as one.
    """
    if quantity <= 0:
        return Split((Portion(Decimal(1), amount),), Decimal(0))
    unit = (amount / quantity).quantize(step, rounding=ROUND_DOWN)
    left = amount - unit * quantity
    if not left:
        return Split((Portion(quantity, unit),), Decimal(0))
    if quantity != quantity.to_integral_value() or left % step:
        return _with_rest(amount, quantity, step)
    signed = step if left > 0 else -step
    dearer = left / signed
    return Split((Portion(quantity - dearer, unit), Portion(dearer, unit + signed)), Decimal(0))


def _with_rest(amount: Decimal, quantity: Decimal, step: Decimal) -> Split:
    unit = (amount / quantity).quantize(step, rounding=ROUND_HALF_UP)
    said = (unit * quantity).quantize(step, rounding=ROUND_HALF_UP)
    return Split((Portion(quantity, unit),), amount - said)
