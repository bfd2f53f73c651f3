"""Amounts: each comes in the shop's currency and in the one the customer saw. The shop's is booked."""

from decimal import Decimal

from channels.reading import Reading
from hub.order.money import ZERO, quantize


def shop_amount(holder: Reading, field: str, currency: str) -> Decimal:
    """A `MoneyBag` in the shop's currency, in its decimals; zero where the bag is missing or null."""
    return quantize(exact_amount(holder, field), currency)


def exact_amount(holder: Reading, field: str) -> Decimal:
    """The same as it was sent: prices may have more decimals than amounts."""
    return holder.decimal(f"{field}.shopMoney.amount") if holder.has(field) else ZERO
