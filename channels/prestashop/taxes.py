"""Tax rates of an order, by tax id, never from amounts: 100.00 on 80.00 may be 20 %, rounded per piece."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from channels.amounts import spread
from channels.prestashop.fields import text
from channels.reading import Reading
from hub.order import TaxAmount
from hub.order.money import ZERO


@dataclass(frozen=True, slots=True)
class Rate:
    """A tax, in per cent; None where the shop does not say."""

    percent: Decimal | None
    label: str = ""


Rates = tuple[Rate, ...]
_HUNDRED = Decimal(100)
UNKNOWN: Rates = (Rate(None),)


def combined(rates: Rates) -> Decimal | None:
    """What several taxes on one line are together; None when one of them is not known."""
    percents = [rate.percent for rate in rates if rate.percent is not None]
    return sum(percents, ZERO) if len(percents) == len(rates) else None


def line_rates(detail: Reading, taxes: Mapping[str, Reading]) -> Rates:
    """The taxes on an order line; none for an untaxed one, which has no `associations` at all."""
    if not detail.has("associations"):
        return ()
    ids = [text(entry, "id") for entry in detail.at("associations").list("taxes")]
    return tuple(_rate(taxes.get(tax_id)) for tax_id in ids if tax_id not in ("", "0"))


def _rate(tax: Reading | None) -> Rate:
    if tax is None:
        return Rate(None)
    percent = tax.decimal("rate")
    return Rate(percent if 0 <= percent < _HUNDRED else None, text(tax, "name"))


def divided(tax: Decimal, rates: Rates, currency: str) -> tuple[TaxAmount, ...]:
    """A line's tax, per rate, adding up to `tax` exactly."""
    if not rates and not tax:
        return ()
    rates = rates or UNKNOWN
    total = combined(rates)
    weights = [rate.percent / total if total and rate.percent else ZERO for rate in rates]
    if not any(weights):
        weights = [Decimal(1), *([ZERO] * (len(rates) - 1))]
    parts = spread([tax * weight for weight in weights], tax, currency)
    return tuple(
        # A tax of 0 % that takes something is one whose rate the shop hides.
        TaxAmount(rate=rate.percent if rate.percent or not part else None, amount=part, label=rate.label)
        for rate, part in zip(rates, parts, strict=True)
    )


def rates_of(percent: Decimal, known: Sequence[Rates]) -> Rates:
    """The taxes that a combined rate (a carrier's 14.975) stands for, as known from the lines."""
    if not 0 <= percent < _HUNDRED:
        return UNKNOWN
    same = [rates for rates in known if rates and combined(rates) == percent]
    return same[0] if same else (Rate(percent),)


def rates_by_amounts(net: Decimal, tax: Decimal, known: Sequence[Rates], tolerance: Decimal) -> Rates:
    """Of the order's rates, the one that explains a tax for which the shop names none; else unknown."""
    if not tax:
        return ()
    for rates in known:
        percent = combined(rates)
        if percent and abs(net * percent / 100 - tax) <= tolerance:
            return rates
    return UNKNOWN
