"""Cart rules: one negative line each. PrestaShop knows their tax in total and hides it per rate.

It spreads a rule over the rates in proportion to the goods; a rule for one product or for shipping has that
rate alone. Which of them it was is told by the tax in total.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from channels.amounts import spread
from channels.prestashop.fields import on, text
from channels.prestashop.lines import Context
from channels.prestashop.taxes import UNKNOWN, Rates, combined, divided
from channels.reading import Reading
from hub.order import Line, TaxAmount
from hub.order.money import ZERO, quantize, smallest_unit
from hub.order.vocabulary import LineKind

_ROUNDING = 5  # of the smallest unit: what rounding of rules explains
Weighted = list[tuple[Rates, Decimal]]


def discounts(
    order: Reading,
    rules: Sequence[Reading],
    goods: Sequence[tuple[Rates, Line]],
    sent: tuple[Rates, Line] | None,
    context: Context,
) -> tuple[Line, ...]:
    """A line per rule that was not taken back, together what the order says was taken off."""
    net, gross = (
        context.amount(order, "total_discounts_tax_excl"),
        context.amount(order, "total_discounts_tax_incl"),
    )
    live = [rule for rule in rules if not on(rule, "deleted")]
    if not live:
        return (
            (
                _line(
                    "discount",
                    "Discount",
                    net,
                    gross,
                    _by_rate(net, gross, _weights(goods), sent, context),
                    context,
                ),
            )
            if gross or net
            else ()
        )
    nets = _forced([rule.decimal("value_tax_excl") for rule in live], net, context.currency)
    grosses = _forced([rule.decimal("value") for rule in live], gross, context.currency)
    return tuple(
        _line(
            f"discount-{rule.identifier('id')}",
            text(rule, "name") or "Discount",
            off_net,
            off_gross,
            _by_rate(
                off_net, off_gross, _weights(goods), sent if on(rule, "free_shipping") else None, context
            ),
            context,
        )
        for rule, off_net, off_gross in zip(live, nets, grosses, strict=True)
    )


def _forced(values: Sequence[Decimal], total: Decimal, currency: str) -> tuple[Decimal, ...]:
    """The values in the currency's decimals, brought to the order's total where only rounding parts them."""
    if abs(sum(values, ZERO) - total) <= _ROUNDING * smallest_unit(currency):
        return spread(values, total, currency)
    return tuple(quantize(value, currency) for value in values)


def _line(
    line_id: str, title: str, net: Decimal, gross: Decimal, taxes: tuple[TaxAmount, ...], context: Context
) -> Line:
    return Line(
        external_id=line_id,
        kind=LineKind.DISCOUNT,
        title=title,
        quantity=Decimal(1),
        unit_price=-gross if context.prices_include_tax else -net,
        net=-net,
        tax=net - gross,
        gross=-gross,
        taxes=taxes,
    )


def _weights(goods: Sequence[tuple[Rates, Line]]) -> Weighted:
    """Gross amounts of the goods per combination of rates."""
    found: dict[Rates, Decimal] = {}
    for rates, line in goods:
        found[rates] = found.get(rates, ZERO) + line.gross
    return [(rates, gross) for rates, gross in found.items() if gross > 0]


def _by_rate(
    net: Decimal, gross: Decimal, goods: Weighted, sent: tuple[Rates, Line] | None, context: Context
) -> tuple[TaxAmount, ...]:
    """The taxes of the negative line: of the likely ways to spread the rule, the one that gives its tax."""
    tax = gross - net
    ways = list(_ways(gross, goods, sent))
    off = [abs(sum(_taxes_within(way), ZERO) - tax) for way in ways]
    if not ways or min(off) > _ROUNDING * smallest_unit(context.currency):
        return divided(-tax, UNKNOWN, context.currency) if tax else ()
    way = ways[off.index(min(off))] if off[0] > 2 * smallest_unit(context.currency) else ways[0]
    parts = spread([-part for part in _taxes_within(way)], -tax, context.currency)
    return _merged(
        entry
        for (rates, _), part in zip(way, parts, strict=True)
        for entry in divided(part, rates, context.currency)
    )


def _ways(gross: Decimal, goods: Weighted, sent: tuple[Rates, Line] | None) -> list[Weighted]:
    """How a rule may have been spread, the likeliest first."""
    shipping = min(sent[1].gross, gross) if sent else ZERO
    with_shipping = [(sent[0], shipping)] if sent and shipping else []
    alone: list[Weighted] = [[(rates, gross)] for rates, _ in goods if len(goods) > 1]
    ways = [[*_over(gross - shipping, goods), *with_shipping], _over(gross, goods), *alone]
    return [way for way in ways if way]


def _over(gross: Decimal, goods: Weighted) -> Weighted:
    """An amount in proportion to the goods of each rate."""
    total = sum((weight for _, weight in goods), ZERO)
    return [(rates, gross * weight / total) for rates, weight in goods] if gross and total else []


def _taxes_within(way: Weighted) -> list[Decimal]:
    percents = [combined(rates) or ZERO for rates, _ in way]
    return [gross * percent / (100 + percent) for (_, gross), percent in zip(way, percents, strict=True)]


def _merged(taxes: Iterable[TaxAmount]) -> tuple[TaxAmount, ...]:
    found: dict[tuple[Decimal | None, str], Decimal] = {}
    for entry in taxes:
        found[entry.rate, entry.label] = found.get((entry.rate, entry.label), ZERO) + entry.amount
    return tuple(TaxAmount(rate=rate, amount=amount, label=label) for (rate, label), amount in found.items())
