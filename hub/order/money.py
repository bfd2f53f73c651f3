"""Amounts of money: decimals of a currency, rounding, and text without noise."""

from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)

# ISO 4217 minor units that differ from 2, https://www.six-group.com/en/products-services/financial-information/data-standards.html
_MINOR_UNITS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF"), 0),
    **dict.fromkeys(("UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    "CLF": 4,
    "UYW": 4,
}
_MAX_PRICE_DECIMALS = 6


def decimals(currency: str) -> int:
    """How many decimals the currency (ISO 4217) has: EUR 2, JPY 0, KWD 3."""
    return _MINOR_UNITS.get(currency, 2)


def smallest_unit(currency: str) -> Decimal:
    """The smallest amount that can be paid: 0.01 for EUR, 1 for JPY."""
    return Decimal(1).scaleb(-decimals(currency))


def quantize(amount: Decimal, currency: str) -> Decimal:
    """The amount rounded half up to the currency's decimals."""
    return amount.quantize(smallest_unit(currency), rounding=ROUND_HALF_UP)


def fits(amount: Decimal, currency: str) -> bool:
    """Whether the amount needs no more decimals than the currency has."""
    return amount == quantize(amount, currency)


def amount_text(amount: Decimal, currency: str) -> str:
    """`Decimal("8.5")` in EUR → `"8.50"`; never an exponent, never a negative zero."""
    rounded = quantize(amount, currency)
    return f"{rounded if rounded else abs(rounded):f}"


def price_text(price: Decimal, currency: str) -> str:
    """A unit price: at least the currency's decimals, at most six."""
    rounded = price.quantize(Decimal(1).scaleb(-_MAX_PRICE_DECIMALS), rounding=ROUND_HALF_UP)
    if fits(rounded, currency):
        return amount_text(rounded, currency)
    return number_text(rounded)


def number_text(number: Decimal) -> str:
    """A plain number without trailing zeros: rates ("5.5") and quantities ("2")."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
