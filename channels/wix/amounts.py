"""Amounts and tax rates of a Wix order. Money is `{"amount": "24.50", …}`; rates are fractions ("0.2")."""

from dataclasses import dataclass
from decimal import Decimal

from channels.amounts import spread
from channels.reading import Reading
from hub.order import TaxAmount
from hub.order.money import ZERO, number_text, quantize
from hub.sentences import say

_ONE = Decimal(1)
_HUNDRED = Decimal(100)
_BEYOND = Decimal(10) ** 15  # more than any amount of money; decimal arithmetic is exact below


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """How amounts of one order are read: its currency, and whether its prices include tax."""

    currency: str
    prices_include_tax: bool

    def at(self, holder: Reading, path: str) -> Decimal:
        """The amount of the money object at the path, in the currency's decimals."""
        return holder.amount(f"{path}.amount", self.currency)

    def or_else(self, holder: Reading, path: str, otherwise: Decimal) -> Decimal:
        """The amount at the path; `otherwise` where there is none."""
        return self.at(holder, path) if holder.has(f"{path}.amount") else otherwise

    def portion(self, holder: Reading, amount: Decimal, part: Decimal, whole: Decimal) -> Decimal:
        """`amount * part / whole` in the currency's decimals; zero where the whole is zero."""
        share = amount * part / whole if whole else ZERO
        if abs(share) >= _BEYOND:
            raise holder.error(
                "", say("its amounts are out of proportion ({part} of {whole})", part=part, whole=whole)
            )
        return quantize(share, self.currency)

    def without_tax(self, holder: Reading, price: Decimal, rate: Decimal) -> Decimal:
        """A price as the shop shows it, freed of tax where it includes it; `rate` is a fraction."""
        net = price / (_ONE + rate) if self.prices_include_tax else price
        if abs(net) >= _BEYOND:
            raise holder.error("", say("a price of {price} is beyond all reason", price=number_text(price)))
        return net


def rate_of(holder: Reading) -> Decimal | None:
    """All taxes of a line or fee together as a fraction ("0.2"); None where Wix does not say."""
    info = tax_info(holder)
    said = _fraction(info, "taxRate")
    if said is not None:
        return said
    parts = [_fraction(entry, "rate") for entry in info.list("taxBreakdown")]
    known = [part for part in parts if part is not None]
    return sum(known, ZERO) if known else None


def taxes(holder: Reading, tax: Decimal, currency: str) -> tuple[TaxAmount, ...]:
    """The tax per rate, adding up to `tax` exactly. Rates are Wix's own, never computed from amounts."""
    entries = tax_info(holder).list("taxBreakdown")
    if entries:
        said = [entry.decimal("taxAmount.amount", ZERO) for entry in entries]
        return tuple(
            TaxAmount(rate=_percent(_fraction(entry, "rate"), part), amount=part, label=_label(entry))
            for entry, part in zip(entries, spread(said, tax, currency), strict=True)
        )
    rate = _percent(rate_of(holder), tax)
    return (TaxAmount(rate=rate, amount=tax),) if tax or rate is not None else ()


def tax_info(holder: Reading) -> Reading:
    """`taxInfo`, or `taxDetails`, which is all that orders of before 2024 have."""
    return holder.optional("taxInfo" if holder.has("taxInfo") else "taxDetails")


def _label(entry: Reading) -> str:
    return entry.text("taxName", "") or entry.text("jurisdiction", "")


def _fraction(holder: Reading, path: str) -> Decimal | None:
    rate = holder.decimal(path, None)
    if rate is not None and not 0 <= rate < _HUNDRED:
        raise holder.error(path, say("{rate} is no tax rate", rate=rate))
    return rate


def _percent(fraction: Decimal | None, tax: Decimal) -> Decimal | None:
    """The rate in per cent; none where it is zero and takes something all the same."""
    return None if fraction is None or (tax and not fraction) else fraction * _HUNDRED
