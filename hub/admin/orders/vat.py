"""VAT per rate of a unified order, as an accountant adds it up. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from hub.order import Line, Order
from hub.order.vocabulary import TaxCollector


@dataclass(slots=True)
class RateShare:
    """What was sold at one rate, in the order's currency. `rate` is None where the platform hides it.

    `untaxed`: lines without any tax. `by_channel`: the marketplace remits the tax, not the merchant.
    """

    rate: Decimal | None
    untaxed: bool
    by_channel: bool
    net: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)


def per_rate(order: Order) -> list[RateShare]:
    """One share per rate, highest rate first, untaxed last. A line with two taxes is in both their nets."""
    shares: dict[tuple[bool, Decimal, bool, bool], RateShare] = {}
    for line in order.lines:
        for share, tax in _shares_of(line):
            key = (share.untaxed, -(share.rate or Decimal(0)), share.rate is None, share.by_channel)
            known = shares.setdefault(key, share)
            known.net += line.net
            known.tax += tax
    return [shares[key] for key in sorted(shares)]


def _shares_of(line: Line) -> Iterable[tuple[RateShare, Decimal]]:
    if not line.taxes:
        return [(RateShare(None, untaxed=True, by_channel=False), Decimal(0))]
    amounts: dict[tuple[Decimal | None, bool], Decimal] = {}
    for tax in line.taxes:
        kind = (tax.rate, tax.collected_by is TaxCollector.CHANNEL)
        amounts[kind] = amounts.get(kind, Decimal(0)) + tax.amount
    return [
        (RateShare(rate, untaxed=False, by_channel=by_channel), amount)
        for (rate, by_channel), amount in amounts.items()
    ]
