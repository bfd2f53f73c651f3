"""Arithmetic that several platforms need: dividing an amount without losing a cent."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

from hub.order.money import ZERO, smallest_unit

_BEYOND = Decimal(10) ** 15  # more than any price; decimal arithmetic is exact below


def spread(parts: Sequence[Decimal], total: Decimal, currency: str) -> tuple[Decimal, ...]:
    """`parts`, rounded to the currency so that they add up to `total` exactly (largest remainder).

    `total` has the currency's decimals. Where the parts contradict the total by more than rounding
    can explain, the largest part takes the difference. No parts give no parts.
    """
    if not parts:
        return ()
    unit = smallest_unit(currency)
    floors = [part.quantize(unit, rounding=ROUND_FLOOR) for part in parts]
    missing = int((total - sum(floors, ZERO)) / unit)
    by_remainder = sorted(range(len(parts)), key=lambda i: floors[i] - parts[i])
    for index in by_remainder[: min(max(missing, 0), len(parts))]:
        floors[index] += unit
    largest = max(range(len(parts)), key=lambda i: abs(parts[i]))
    floors[largest] += total - sum(floors, ZERO)
    return tuple(floors)


def per_piece(amount: Decimal, quantity: Decimal) -> Decimal:
    """The price of one piece to six decimals; the whole amount where the quantity is zero or next to it."""
    price = amount / quantity if quantity else amount
    return (price if abs(price) < _BEYOND else amount).quantize(Decimal("0.000001"))
