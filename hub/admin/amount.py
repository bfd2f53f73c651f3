"""Amounts as people of the page's language write them."""

from decimal import Decimal

from django.utils.formats import number_format

from hub.order.money import amount_text, decimals, number_text


def money(amount: Decimal, currency: str) -> str:
    """`1 234,50 EUR` on a French page."""
    shown = number_format(
        Decimal(amount_text(amount, currency)), decimals(currency), use_l10n=True, force_grouping=True
    )
    return f"{shown}\N{NO-BREAK SPACE}{currency}".strip()


def number(value: Decimal) -> str:
    """A quantity or a rate without trailing zeros."""
    text = number_text(value)
    return number_format(text, len(text.partition(".")[2]), use_l10n=True)
