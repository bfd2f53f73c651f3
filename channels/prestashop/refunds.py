"""Credit slips. One that was typed by hand is worth less than its lines say."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from zoneinfo import ZoneInfo

from channels.amounts import per_piece, spread
from channels.prestashop.fields import text
from channels.prestashop.lines import SHIPPING_ID, Context
from channels.prestashop.taxes import Rates, divided
from channels.prestashop.times import moment
from channels.reading import Reading
from hub.order import Line, Refund
from hub.order.money import ZERO, quantize, smallest_unit
from hub.order.vocabulary import LineKind

_OUT_OF_PROPORTION = 1000  # an amount so much larger than its lines is not theirs
_WITHOUT_VOUCHERS = "1"  # order_slip_type: "product prices, excluding the amount of the vouchers"


def refunds(
    slips: Sequence[Reading], lines: Sequence[tuple[Rates, Line]], context: Context, place: ZoneInfo
) -> tuple[Refund, ...]:
    """The refunds, oldest first, as positive amounts."""
    known = {line.external_id: (rates, line) for rates, line in lines}
    found = [_refund(slip, known, context, place) for slip in slips]
    return tuple(
        sorted(found, key=lambda refund: (refund.created_at, len(refund.external_id), refund.external_id))
    )


def _refund(slip: Reading, known: dict[str, tuple[Rates, Line]], context: Context, place: ZoneInfo) -> Refund:
    goods = [_goods(entry, known, context) for entry in _details(slip)]
    for_goods = _worth_of_goods(slip, goods, context)
    for_freight = quantize(slip.decimal("shipping_cost_amount", ZERO), context.currency)
    parts = (
        ("products", for_goods, _brought_to(for_goods, goods, context.currency)),
        (
            "shipping",
            for_freight,
            _brought_to(for_freight, _shipping(slip, known, context), context.currency),
        ),
    )
    kept = _vouchers(slip, known)
    lines = (*(line for _, _, found in parts for line in found), *kept)
    gross = for_goods + for_freight + sum((line.gross for line in kept), ZERO)
    tax = sum((line.tax for line in lines), ZERO) + sum(
        (_tax(slip, name, worth, context) for name, worth, found in parts if not found), ZERO
    )
    return Refund(
        external_id=slip.identifier("id"),
        created_at=moment(slip, "date_add", place),
        lines=lines,
        net=gross - tax,
        tax=tax,
        gross=gross,
    )


def _worth_of_goods(slip: Reading, goods: Sequence[Line], context: Context) -> Decimal:
    """`amount` with its tax: for customers who see prices without tax, PrestaShop leaves it out."""
    amount = quantize(slip.decimal("amount", ZERO), context.currency)
    if context.prices_include_tax:
        return amount
    net, gross = (
        quantize(slip.decimal(f"total_products_tax_{kind}", ZERO), context.currency)
        for kind in ("excl", "incl")
    )
    if goods:
        net, gross = sum((line.net for line in goods), ZERO), sum((line.gross for line in goods), ZERO)
    rounding = max(1, len(goods)) * smallest_unit(context.currency)
    return gross if abs(amount - net) <= rounding else amount


def _vouchers(slip: Reading, known: dict[str, tuple[Rates, Line]]) -> list[Line]:
    """The order's discounts, on a slip that gives back what was paid rather than what the goods cost."""
    if text(slip, "order_slip_type") != _WITHOUT_VOUCHERS:
        return []
    return [line for _, line in known.values() if line.kind is LineKind.DISCOUNT]


def _details(slip: Reading) -> list[Reading]:
    return slip.at("associations").list("order_slip_details") if slip.has("associations") else []


def _goods(entry: Reading, known: dict[str, tuple[Rates, Line]], context: Context) -> Line:
    """A refunded line under the id of the order line; one that was removed since has no name any more."""
    line_id, quantity = entry.identifier("id_order_detail"), entry.decimal("product_quantity")
    net, gross = context.amount(entry, "amount_tax_excl"), context.amount(entry, "amount_tax_incl")
    rates, sold = known.get(line_id, ((), None))
    blank = Line(
        external_id=line_id,
        kind=LineKind.PRODUCT,
        title="",
        quantity=quantity,
        unit_price=ZERO,
        net=ZERO,
        tax=ZERO,
        gross=ZERO,
    )
    return replace(
        sold or blank,
        quantity=quantity,
        unit_price=per_piece(gross if context.prices_include_tax else net, quantity),
        net=net,
        tax=gross - net,
        gross=gross,
        taxes=divided(gross - net, rates, context.currency),
    )


def _shipping(slip: Reading, known: dict[str, tuple[Rates, Line]], context: Context) -> list[Line]:
    net, gross = (context.amount(slip, f"total_shipping_tax_{kind}") for kind in ("excl", "incl"))
    if not gross or SHIPPING_ID not in known:
        return []
    rates, sold = known[SHIPPING_ID]
    price = gross if context.prices_include_tax else net
    taxes = divided(gross - net, rates, context.currency)
    return [replace(sold, unit_price=price, net=net, tax=gross - net, gross=gross, taxes=taxes)]


def _brought_to(gross: Decimal, lines: Sequence[Line], currency: str) -> tuple[Line, ...]:
    """The lines, in proportion, worth what was really given back."""
    said = sum((line.gross for line in lines), ZERO)
    if said == gross:
        return tuple(lines)
    if any(
        abs(amount) > _OUT_OF_PROPORTION * abs(said) for amount in (gross, *(line.gross for line in lines))
    ):
        return ()
    grosses = spread([line.gross * gross / said for line in lines], gross, currency)
    return tuple(_worth(line, part, currency) for line, part in zip(lines, grosses, strict=True))


def _worth(line: Line, gross: Decimal, currency: str) -> Line:
    share = gross / line.gross if line.gross else ZERO
    tax = quantize(line.tax * share, currency)
    rates = [entry.amount * share for entry in line.taxes]
    parts = spread(rates, tax, currency)
    taxes = tuple(replace(entry, amount=part) for entry, part in zip(line.taxes, parts, strict=True))
    tax = sum((entry.amount for entry in taxes), ZERO)
    price = (line.unit_price * share).quantize(Decimal("0.000001"))
    return replace(line, unit_price=price, net=gross - tax, tax=tax, gross=gross, taxes=taxes)


def _tax(slip: Reading, part: str, worth: Decimal, context: Context) -> Decimal:
    """The tax of an amount that no line explains, at the rate of the slip's own totals."""
    net, gross = (slip.decimal(f"total_{part}_tax_{kind}", ZERO) for kind in ("excl", "incl"))
    sound = 0 <= net <= gross and gross > 0
    return quantize(worth * (gross - net) / gross, context.currency) if sound else ZERO
