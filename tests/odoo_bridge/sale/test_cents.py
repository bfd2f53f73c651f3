"""Units at prices of two decimals must add up to the shop's amount, whatever it is."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo_bridge.sale.cents import Portion, Split, split, storable

FILS, CENT, YEN = Decimal("0.001"), Decimal("0.01"), Decimal(1)
steps = st.sampled_from([CENT, YEN])
units = st.integers(-10_000_000, 10_000_000)
whole = st.integers(1, 5_000).map(Decimal)
broken = st.integers(1, 2_000_000).map(lambda n: Decimal(n) / 1000)


def written(parts: Split, step: Decimal) -> Decimal:
    """What Odoo adds up: each line rounded to the currency."""
    every = (*parts.portions, parts.rest) if parts.rest else parts.portions
    lines = (portion.quantity * portion.unit_price for portion in every)
    return sum((line.quantize(step, rounding=ROUND_HALF_UP) for line in lines), Decimal(0))


@given(units, whole, steps)
def test_whole_quantities_add_up_without_a_rest(number: int, quantity: Decimal, step: Decimal) -> None:
    amount = number * step

    parts = split(amount, quantity, step)

    assert written(parts, step) == amount
    assert not parts.rest
    assert sum(portion.quantity for portion in parts.portions) == quantity
    assert all(portion.quantity > 0 for portion in parts.portions)
    assert len(parts.portions) <= 2


@given(units, whole, steps)
def test_the_two_prices_are_neighbours_that_odoo_can_store(
    number: int, quantity: Decimal, step: Decimal
) -> None:
    prices = [portion.unit_price for portion in split(number * step, quantity, step).portions]

    assert all(price % step == 0 for price in prices)
    assert max(prices) - min(prices) in (0, step)


@given(units, broken, st.sampled_from([FILS, CENT, YEN]))
def test_broken_quantities_add_up_with_their_rest(number: int, quantity: Decimal, step: Decimal) -> None:
    amount = number * step

    parts = split(amount, quantity, max(step, CENT))

    assert written(parts, step) == amount
    assert sum(portion.quantity for portion in parts.portions) == storable(quantity)


@given(units, whole)
def test_thousandths_are_left_over_as_a_fraction_of_a_cent(number: int, quantity: Decimal) -> None:
    amount = number * FILS

    parts = split(amount, quantity)

    assert written(parts, FILS) == amount
    assert sum(portion.quantity for portion in parts.portions) == quantity


@given(units, st.one_of(whole, broken), st.sampled_from([FILS, CENT, YEN]))
def test_odoo_can_store_whatever_is_written(number: int, quantity: Decimal, step: Decimal) -> None:
    parts = split(number * step, quantity, max(step, CENT))

    for portion in (*parts.portions, *([parts.rest] if parts.rest else [])):
        assert portion.quantity > 0
        assert portion.quantity % CENT == portion.unit_price % CENT == 0


@pytest.mark.parametrize(
    ("quantity", "stored"),
    [("2.375", "2.38"), ("0.004", "1"), ("0.005", "0.01"), ("0", "1"), ("-1", "1"), ("1.5", "1.5")],
)
def test_odoo_keeps_two_decimals_of_a_quantity(quantity: str, stored: str) -> None:
    assert storable(Decimal(quantity)) == Decimal(stored)


@pytest.mark.parametrize(
    ("amount", "quantity", "portions"),
    [
        ("45.83", "3", (("1", "15.27"), ("2", "15.28"))),
        ("-10.00", "3", (("2", "-3.33"), ("1", "-3.34"))),
        ("49.00", "2", (("2", "24.50"),)),
        ("0.00", "7", (("7", "0.00"),)),
        ("5.00", "0", (("1", "5.00"),)),
        ("5.00", "-2", (("1", "5.00"),)),
    ],
)
def test_examples(amount: str, quantity: str, portions: tuple[tuple[str, str], ...]) -> None:
    expected = tuple(Portion(Decimal(units), Decimal(price)) for units, price in portions)

    assert split(Decimal(amount), Decimal(quantity)) == Split(expected)


def test_prices_of_yen_have_no_decimals() -> None:
    parts = split(Decimal(1000), Decimal(3), YEN)

    assert parts.portions == (Portion(Decimal(2), Decimal(333)), Portion(Decimal(1), Decimal(334)))
