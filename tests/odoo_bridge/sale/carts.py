"""Carts as shops compute them: mixed rates, discounts, shipping, fees, both price modes, odd currencies.

The shop rounds each line's tax by itself, or the taxes of a rate together (then the last line of the rate
takes what is left), as WooCommerce, PrestaShop and Shopify offer. Amounts are the shop's, whatever Odoo
makes of them.
"""

import random
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from hub.order import Line, Order, TaxAmount
from hub.order.money import quantize, smallest_unit
from hub.order.vocabulary import LineKind
from odoo_bridge.sale.plan import ServiceSkus, planned_lines
from sandbox.odoo.fields import round_half_up
from sandbox.odoo.taxes import BaseLine, Tax, Totals, compute
from tests.factories import unified_order

RATES = tuple(map(Decimal, ("20", "10", "5.5", "2.1", "0")))
CURRENCIES = ("EUR", "EUR", "EUR", "EUR", "JPY", "KWD")
QUANTITIES = tuple(map(Decimal, ("1", "1", "1", "2", "2", "3", "5", "12", "100", "1.5", "0.75", "2.375")))
SERVICES = ServiceSkus("SHIPPING", "FEE", "DISCOUNT", "ROUNDING")
DIGITS = {"EUR": 2, "JPY": 0, "KWD": 3}
_ODOO_DECIMALS = 2  # of unit prices and of quantities, as Odoo is installed


@dataclass(frozen=True)
class Cart:
    """An order, and how its shop rounded taxes."""

    order: Order
    rounds_together: bool


def cart(seed: int) -> Cart:
    """The cart of this number: always the same."""
    chance = random.Random(seed)
    currency = chance.choice(CURRENCIES)
    included, together = chance.random() < 0.5, chance.random() < 0.3
    count = chance.choice((1, 1, 2, 3, 4, 6, 10, 25))
    lines = [_line(chance, f"p{n}", LineKind.PRODUCT, currency, included=included) for n in range(count)]
    if chance.random() < 0.7:
        lines.append(_line(chance, "s", LineKind.SHIPPING, currency, included=included))
    if chance.random() < 0.2:
        lines.append(_line(chance, "f", LineKind.FEE, currency, included=included))
    if chance.random() < 0.25:
        lines.append(_voucher(chance, lines[0], currency, included=included))
    if together:
        lines = _taxed_together(lines, currency, included=included)
    order = unified_order(str(seed), currency=currency, prices_include_tax=included, lines=tuple(lines))
    return Cart(order, together)


def in_odoo(order: Order, method: str) -> Totals:
    """What Odoo adds up for the planned lines, by one of its two rounding methods."""
    lines = [
        BaseLine(
            round_half_up(row.unit_price, _ODOO_DECIMALS),
            round_half_up(row.quantity, _ODOO_DECIMALS),
            Decimal(0),
            tuple(Tax(int(rate * 10), rate, row.price_included) for rate in row.rates),
        )
        for row in planned_lines(order, SERVICES)
    ]
    return compute(lines, DIGITS[order.currency], method)


def _line(chance: random.Random, key: str, kind: LineKind, currency: str, *, included: bool) -> Line:
    quantity = chance.choice(QUANTITIES) if kind is LineKind.PRODUCT else Decimal(1)
    unit = quantize(Decimal(chance.randint(1, 40_000)) / 100, currency) or smallest_unit(currency)
    shown = quantize(unit * quantity, currency)
    if kind is LineKind.PRODUCT and chance.random() < 0.3:
        shown = quantize(shown * Decimal(chance.choice((90, 85, 67, 50))) / 100, currency)
    return _taxed(key, kind, shown, quantity, chance.choice(RATES), currency, included=included)


def _voucher(chance: random.Random, goods: Line, currency: str, *, included: bool) -> Line:
    rate = goods.taxes[0].rate if goods.taxes and goods.taxes[0].rate else Decimal(0)
    worth = goods.gross if included else goods.net
    taken = -quantize(worth * Decimal(chance.randint(5, 60)) / 100, currency)
    return _taxed("d", LineKind.DISCOUNT, taken, Decimal(1), rate, currency, included=included)


def _taxed(
    key: str,
    kind: LineKind,
    shown: Decimal,
    quantity: Decimal,
    rate: Decimal,
    currency: str,
    *,
    included: bool,
) -> Line:
    if included:
        net = quantize(shown / (1 + rate / 100), currency)
        tax = shown - net
    else:
        net, tax = shown, quantize(shown * rate / 100, currency)
    taxes = (TaxAmount(rate=rate, amount=tax, label=f"{rate} %"),) if rate else ()
    return Line(
        external_id=key, kind=kind, sku="LMP-01", title=key, quantity=quantity,
        unit_price=(shown / quantity).quantize(Decimal("0.000001"), rounding=ROUND_HALF_UP),
        net=net, tax=tax, gross=net + tax, taxes=taxes,
    )  # fmt: skip


def _taxed_together(lines: list[Line], currency: str, *, included: bool) -> list[Line]:
    """The tax of each rate rounded once; the last line of the rate takes what the others leave."""
    last = {line.taxes[0].rate: number for number, line in enumerate(lines) if line.taxes}
    changed = list(lines)
    for rate, number in last.items():
        own = [line for line in lines if line.taxes and line.taxes[0].rate == rate]
        factor = (rate or Decimal(0)) / 100
        base = sum((line.gross if included else line.net for line in own), Decimal(0))
        whole = quantize(base * factor / (1 + factor) if included else base * factor, currency)
        more = whole - sum((line.tax for line in own), Decimal(0))
        line = lines[number]
        tax = line.tax + more
        net = line.net - more if included else line.net
        taxes = (replace(line.taxes[0], amount=tax),)
        changed[number] = replace(line, net=net, tax=tax, gross=net + tax, taxes=taxes)
    return changed
