"""The parts of an order's total: goods, shipping, gift wrapping. Amounts are in the order's currency.

Goods are read from `order_details`, a snapshot that survives deleted products; `order_rows` has no taxes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from channels.amounts import per_piece
from channels.prestashop.fields import key, on, text
from channels.prestashop.taxes import Rates, divided, line_rates, rates_by_amounts
from channels.reading import Reading
from hub.order import Line
from hub.order.money import smallest_unit
from hub.order.vocabulary import LineKind

SHIPPING_ID = "shipping"
GIFT_WRAP_ID = "gift_wrap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What every line of one order needs."""

    currency: str
    prices_include_tax: bool
    ships: bool
    taxes: Mapping[str, Reading]

    def amount(self, row: Reading, field: str) -> Decimal:
        """An amount, sent with six decimals, in the currency's decimals."""
        return row.amount(field, self.currency)


def product(detail: Reading, context: Context) -> Line:
    """Goods, as they were called on the day of the order."""
    quantity = detail.decimal("product_quantity")
    net = context.amount(detail, "total_price_tax_excl")
    gross = context.amount(detail, "total_price_tax_incl")
    return Line(
        external_id=detail.identifier("id"),
        kind=LineKind.PRODUCT,
        sku=text(detail, "product_reference"),
        title=text(detail, "product_name"),
        product_external_id=_product(detail),
        quantity=quantity,
        unit_price=_unit_price(detail, quantity, context),
        net=net,
        tax=gross - net,
        gross=gross,
        taxes=divided(gross - net, line_rates(detail, context.taxes), context.currency),
        requires_shipping=context.ships,
    )


def _product(detail: Reading) -> str | None:
    """The combination within its product ("20-3"), or the product; none where the line names none."""
    product_id, combination = key(detail, "product_id"), key(detail, "product_attribute_id")
    return f"{product_id}-{combination}" if product_id and combination else product_id or None


def _unit_price(detail: Reading, quantity: Decimal, context: Context) -> Decimal:
    """After catalogue discounts, with ecotax; what was charged where rounding per piece moved it."""
    suffix = "incl" if context.prices_include_tax else "excl"
    price, total = (
        detail.decimal(f"unit_price_tax_{suffix}"),
        context.amount(detail, f"total_price_tax_{suffix}"),
    )
    explained = abs(price * quantity - total) <= smallest_unit(context.currency)
    return price if explained else per_piece(total, quantity)


def shipping(order: Reading, title: str, context: Context, rates: Rates) -> Line | None:
    """The shipping charge; none for an order without a carrier."""
    charge = _charge(order, "total_shipping", context)
    if not (context.ships or any(charge)):
        return None
    return _extra(SHIPPING_ID, LineKind.SHIPPING, title or "Shipping", charge, rates, context)


def gift_wrap(order: Reading, context: Context, known: Sequence[Rates]) -> Line | None:
    """Gift wrapping, also where it is free: its message has to reach whoever packs."""
    net, gross = charge = _charge(order, "total_wrapping", context)
    if not (on(order, "gift") or any(charge)):
        return None
    rates = rates_by_amounts(net, gross - net, known, smallest_unit(context.currency))
    line = _extra(GIFT_WRAP_ID, LineKind.GIFT_WRAP, "Gift wrapping", charge, rates, context)
    return replace(line, variant=text(order, "gift_message"))


def _charge(order: Reading, field: str, context: Context) -> tuple[Decimal, Decimal]:
    """Net and gross of a charge on the whole order."""
    return context.amount(order, f"{field}_tax_excl"), context.amount(order, f"{field}_tax_incl")


def _extra(
    line_id: str,
    kind: LineKind,
    title: str,
    charge: tuple[Decimal, Decimal],
    rates: Rates,
    context: Context,
) -> Line:
    net, gross = charge
    return Line(
        external_id=line_id,
        kind=kind,
        title=title,
        quantity=Decimal(1),
        unit_price=gross if context.prices_include_tax else net,
        net=net,
        tax=gross - net,
        gross=gross,
        taxes=divided(gross - net, rates, context.currency),
    )
