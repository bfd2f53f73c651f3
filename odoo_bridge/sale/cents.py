"""Unit prices that add up exactly, although Odoo keeps only two decimals of them, and of quantities.

Measured on 17 and 19: a net unit price of 16.658333 is stored as 16.66 and cents are lost; with units
split over two prices one smallest unit apart, every total is met. What that cannot say (thousandths of a
dinar, 1.5 metres of cable) is left over as a fraction of a cent-priced unit: 0.3 × 0.01 is 0.003.
"""

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal

PRICE_STEP = Decimal("0.01")  # Odoo's "Product Price" precision
QUANTITY_STEP = Decimal("0.01")  # Odoo's "Product Unit of Measure" precision


@dataclass(frozen=True, slots=True)
class Portion:
    """So many units at this price."""

    quantity: Decimal
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class Split:
    """Portions, and what they leave over; together they are the amount, to the last digit."""

    portions: tuple[Portion, ...]
    rest: Portion | None = None


def split(amount: Decimal, quantity: Decimal, step: Decimal = PRICE_STEP) -> Split:
    """`amount` as units of at most two prices: 45.83 over 3 → 1 × 15.27 + 2 × 15.28.

    `step` is the smallest difference between two prices: the currency's smallest unit, but never below
    Odoo's price precision. The sign goes to the price; a quantity of zero or less counts as one.
    """
    stored = storable(quantity)
    if stored != stored.to_integral_value():
        # Away from zero, so that the rest has the other sign: else Odoo could round both halves up.
        unit = (amount / stored).quantize(PRICE_STEP, rounding=ROUND_UP)
        return Split((Portion(stored, unit),), _rest(amount - unit * stored))
    unit = (amount / stored).quantize(step, rounding=ROUND_DOWN)
    left = amount - unit * stored
    signed = step if left > 0 else -step
    dearer = (left / signed).to_integral_value(rounding=ROUND_DOWN)
    both = (Portion(stored - dearer, unit), Portion(dearer, unit + signed))
    portions = tuple(portion for portion in both if portion.quantity)
    return Split(portions, _rest(left - dearer * signed))


def storable(quantity: Decimal) -> Decimal:
    """The quantity as Odoo keeps it; one for what would be nothing."""
    if quantity <= 0:
        return Decimal(1)
    return quantity.quantize(QUANTITY_STEP, rounding=ROUND_HALF_UP) or Decimal(1)


def _rest(amount: Decimal) -> Portion | None:
    """At most four decimals, two of the price and two of the quantity."""
    if not amount:
        return None
    if amount == amount.quantize(PRICE_STEP):
        return Portion(Decimal(1), amount)
    cent = PRICE_STEP if amount > 0 else -PRICE_STEP
    return Portion(amount / cent, cent)
