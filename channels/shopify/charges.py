"""What an order costs besides its goods: shipping, fees, duties, a tip that is no line, cash rounding."""

from collections.abc import Sequence
from decimal import Decimal

from channels.reading import Reading
from channels.shopify.bags import exact_amount, shop_amount
from channels.shopify.lines import Context, amounts
from channels.shopify.taxes import taxes
from hub.order import Line, TaxAmount
from hub.order.closing import totals_of
from hub.order.money import ZERO, quantize
from hub.order.vocabulary import LineKind


def shipping_lines(order: Reading, context: Context) -> tuple[Line, ...]:
    """Every shipping line; a split delivery has several. `discountedPriceSet` counts all discounts."""
    return tuple(_shipping(entry, context) for entry in order.list("shippingLines.nodes"))


def other_charges(order: Reading, context: Context, items: Sequence[Line]) -> tuple[Line, ...]:
    """Fees, duties, and the tip unless one of the `items` is it."""
    fees = [_fee(entry, context) for entry in order.list("additionalFees")]
    duties = shop_amount(order, "currentTotalDutiesSet", context.currency)
    tip = shop_amount(order, "totalTipReceivedSet", context.currency)
    if duties and not order.flag("dutiesIncluded", False):
        fees.append(_plain("duties", LineKind.FEE, "Duties", duties))
    if tip and not any(line.kind is LineKind.TIP for line in items):
        fees.append(_plain("tip", LineKind.TIP, "Tip", tip))
    return tuple(fees)


def cash_rounding(
    order: Reading, context: Context, lines: Sequence[Line], gross: Decimal
) -> tuple[Line, ...]:
    """The rounding of a cash payment as a line, where it is what the lines lack to the shop's total."""
    bag = order.optional("totalCashRoundingAdjustment")
    rounded = shop_amount(bag, "paymentSet", context.currency)
    missing = gross - totals_of(tuple(lines)).gross
    if not rounded or missing != rounded:
        return ()
    return (_plain("cash_rounding", LineKind.ROUNDING, "Cash rounding", rounded),)


def _shipping(entry: Reading, context: Context) -> Line:
    full = shop_amount(entry, "originalPriceSet", context.currency)
    shown = shop_amount(entry, "discountedPriceSet", context.currency)
    return _charge(entry, LineKind.SHIPPING, (entry.text("title", ""), full, shown), context)


def _fee(entry: Reading, context: Context) -> Line:
    price = quantize(exact_amount(entry, "price"), context.currency)
    return _charge(entry, LineKind.FEE, (entry.text("name", ""), price, price), context)


def _charge(entry: Reading, kind: LineKind, told: tuple[str, Decimal, Decimal], context: Context) -> Line:
    title, full, shown = told
    cost = amounts(shown, full - shown, taxes(entry, context.currency), context)
    return Line(
        external_id=entry.text("id"),
        kind=kind,
        title=title,
        quantity=Decimal(1),
        unit_price=full,
        discount=cost.discount,
        net=cost.net,
        tax=cost.tax,
        gross=cost.net + cost.tax,
        taxes=cost.taxes,
    )


def _plain(identity: str, kind: LineKind, title: str, amount: Decimal) -> Line:
    """A charge that nothing is taxed on."""
    untaxed: tuple[TaxAmount, ...] = ()
    return Line(
        external_id=identity,
        kind=kind,
        title=title,
        quantity=Decimal(1),
        unit_price=amount,
        net=amount,
        tax=ZERO,
        gross=amount,
        taxes=untaxed,
    )
