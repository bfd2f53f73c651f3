"""Rounding as the shop rounds: half away from zero; stored with up to six decimals, shown with ``dp``."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

SIX = Decimal("0.000001")
CENT = Decimal("0.01")
ZERO = Decimal(0)


def six(amount: Decimal) -> Decimal:
    """Round as the database keeps a line."""
    return amount.quantize(SIX, ROUND_HALF_UP)


def cents(amount: Decimal) -> Decimal:
    """Round to the currency's two decimals."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def tax_cents(amount: Decimal, *, prices_include_tax: bool) -> Decimal:
    """Round a share of the order's tax: half a cent goes *down* where prices contain tax, else up."""
    return amount.quantize(CENT, ROUND_HALF_DOWN if prices_include_tax else ROUND_HALF_UP)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Add up, starting from a Decimal zero."""
    return sum(amounts, ZERO)


def plain(amount: Decimal) -> str:
    """Write without trailing zeros and without an exponent, as the database column reads."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=65536)
def shown(text: str, decimals: int) -> str:
    """Show a stored amount with ``dp`` decimals. What is no number is shown as it is."""
    try:
        shown_amount = Decimal(text).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    except InvalidOperation:
        return text
    return f"{shown_amount:f}"
