"""Amounts as text: exactly the currency's decimals, no noise."""

from decimal import Decimal

import pytest

from hub.order.money import amount_text, decimals, number_text, price_text, quantize


@pytest.mark.parametrize(("currency", "places"), [("EUR", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("ISK", 0)])
def test_currencies_have_their_own_decimals(currency: str, places: int) -> None:
    assert decimals(currency) == places


@pytest.mark.parametrize(
    ("amount", "text"),
    [("8.5", "8.50"), ("-0.001", "0.00"), ("1E+3", "1000.00"), ("0.005", "0.01"), ("-0.005", "-0.01")],
)
def test_amounts(amount: str, text: str) -> None:
    assert amount_text(Decimal(amount), "EUR") == text


@pytest.mark.parametrize(
    ("price", "text"), [("24.5", "24.50"), ("24.123456", "24.123456"), ("0.1234567", "0.123457")]
)
def test_prices_keep_up_to_six_decimals(price: str, text: str) -> None:
    assert price_text(Decimal(price), "EUR") == text


@pytest.mark.parametrize(
    ("number", "text"), [("5.50", "5.5"), ("1E+1", "10"), ("-0", "0"), ("20", "20"), ("-0.0", "0")]
)
def test_numbers_are_plain(number: str, text: str) -> None:
    assert number_text(Decimal(number)) == text


def test_halves_go_up() -> None:
    assert quantize(Decimal("1.005"), "EUR") == Decimal("1.01")
    assert quantize(Decimal("1.5"), "JPY") == Decimal(2)
