"""How WooCommerce spreads coupons over lines: in whole cents, rounded down, dearest line first for what
is left.

Amounts here are integers: cents of the price as the shop enters it.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from sandbox.shops.woocommerce.basket import Coupon, Item


def spread(items: Sequence[Item], coupons: Sequence[Coupon]) -> list[list[int]]:
    """Return, per coupon, the cents it takes off each item."""
    left = [_line_cents(item) for item in items]
    full = list(left)
    order = sorted(range(len(items)), key=lambda place: items[place].price, reverse=True)
    quantities = [item.quantity for item in items]
    return [_apply(coupon, full, left, order, quantities) for coupon in coupons]


def _line_cents(item: Item) -> int:
    return int((item.price * item.quantity * 100).to_integral_value(ROUND_HALF_UP))


def _apply(
    coupon: Coupon, full: list[int], left: list[int], order: list[int], quantities: list[int]
) -> list[int]:
    if coupon.kind == "percent":
        return _percent(coupon, full, left, order, quantities)
    wanted = int(coupon.amount * 100)
    taken = [0] * len(left)
    while wanted > 0 and any(left):
        open_places = [place for place in order if left[place]]
        each = wanted // sum(quantities[place] for place in open_places)
        if each == 0:
            _remainder(wanted, left, taken, open_places, quantities)
            break
        for place in open_places:
            wanted -= _take(each * quantities[place], place, left, taken)
    return taken


def _percent(
    coupon: Coupon, full: list[int], left: list[int], order: list[int], quantities: list[int]
) -> list[int]:
    taken = [0] * len(left)
    share = coupon.amount / 100
    for place in order:
        _take(int((full[place] * share).to_integral_value(ROUND_DOWN)), place, left, taken)
    whole = int((Decimal(sum(full)) * share).to_integral_value(ROUND_HALF_UP))
    _remainder(whole - sum(taken), left, taken, order, quantities)
    return taken


def _take(cents: int, place: int, left: list[int], taken: list[int]) -> int:
    part = min(cents, left[place])
    left[place] -= part
    taken[place] += part
    return part


def _remainder(
    cents: int, left: list[int], taken: list[int], order: list[int], quantities: list[int]
) -> None:
    for place in order:
        for _ in range(quantities[place]):
            if cents <= 0:
                return
            cents -= _take(1, place, left, taken)
