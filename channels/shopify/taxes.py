"""The taxes of a line. A hidden rate follows from the amounts, where they are large enough."""

from collections.abc import Sequence
from decimal import Decimal

from channels.amounts import spread
from channels.reading import Reading
from channels.shopify.bags import exact_amount, shop_amount
from hub.order import TaxAmount
from hub.order.money import ZERO, quantize
from hub.order.vocabulary import TaxCollector

_HUNDRED = Decimal(100)
_SMALLEST_BASE = Decimal(1)  # below it a cent of rounding is more than a whole per cent


def taxes(holder: Reading, currency: str) -> tuple[TaxAmount, ...]:
    """The `taxLines` of a line, a charge or a fee, rates as Shopify names them."""
    return tuple(
        TaxAmount(
            rate=_rate(entry),
            amount=shop_amount(entry, "priceSet", currency),
            label=entry.text("title", ""),
            collected_by=_collector(entry),
        )
        for entry in holder.list("taxLines")
    )


def total(parts: Sequence[TaxAmount]) -> Decimal:
    """What they add up to."""
    return sum((part.amount for part in parts), ZERO)


def with_rates(parts: tuple[TaxAmount, ...], net: Decimal, currency: str) -> tuple[TaxAmount, ...]:
    """The taxes with hidden rates derived from `net`, where the amounts leave no doubt."""
    return tuple(
        part if part.rate is not None else _changed(part, part.amount, _derived(part.amount, net, currency))
        for part in parts
    )


def brought_to(parts: tuple[TaxAmount, ...], tax: Decimal, currency: str) -> tuple[TaxAmount, ...]:
    """The same taxes in the same proportions, adding up to `tax` exactly."""
    before = total(parts)
    if before <= 0 or any(part.amount < 0 for part in parts):
        return (TaxAmount(rate=None, amount=tax),) if tax else ()
    shares = spread([part.amount / before * tax for part in parts], tax, currency)
    return tuple(_changed(part, share, part.rate) for part, share in zip(parts, shares, strict=True))


def without_tax(amount: Decimal, parts: Sequence[TaxAmount], currency: str) -> Decimal:
    """An amount that contains these taxes, without them."""
    rate = sum((part.rate for part in parts if part.rate is not None), ZERO)
    return quantize(amount / (1 + rate / _HUNDRED), currency)


def _rate(entry: Reading) -> Decimal | None:
    per_cent = entry.decimal("ratePercentage", None)
    rate = entry.decimal("rate", None)
    if per_cent is None and rate is not None:
        per_cent = rate * _HUNDRED
    if per_cent is None or not 0 <= per_cent < _HUNDRED:
        return None  # a negative or absurd rate: the amounts stand for themselves
    return per_cent if per_cent or not exact_amount(entry, "priceSet") else None


def _collector(entry: Reading) -> TaxCollector:
    return TaxCollector.CHANNEL if entry.flag("channelLiable", False) else TaxCollector.MERCHANT


def _derived(tax: Decimal, net: Decimal, currency: str) -> Decimal | None:
    """The roundest rate that gives this tax; none where several would."""
    if net < _SMALLEST_BASE or tax < 0 or tax >= net:
        return None
    for step in (Decimal(1), Decimal("0.1"), Decimal("0.01")):
        rate = (tax / net * _HUNDRED).quantize(step)
        if quantize(net * rate / _HUNDRED, currency) == tax:
            return rate
    return None


def _changed(part: TaxAmount, amount: Decimal, rate: Decimal | None) -> TaxAmount:
    return TaxAmount(rate=rate, amount=amount, label=part.label, collected_by=part.collected_by)
