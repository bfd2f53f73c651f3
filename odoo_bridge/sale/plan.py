"""The lines that a sale order needs so that its total is the shop's, to the cent.

Shops whose prices include tax are written with gross prices on price-included taxes, which Odoo adds up
exactly; the others with net prices. A rounding line carries what the platform itself rounded.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from hub.errors import BusinessError, ConfigError
from hub.order import Line, Order
from hub.order.money import smallest_unit
from hub.order.vocabulary import LineKind
from odoo_bridge.sale.cents import PRICE_STEP, Portion, split


@dataclass(frozen=True, slots=True)
class ServiceSkus:
    """Which products in Odoo stand for lines that are no goods."""

    shipping: str
    fee: str
    discount: str
    rounding: str

    def of(self, kind: LineKind) -> str:
        """The SKU for a kind of line."""
        named = {
            LineKind.SHIPPING: self.shipping,
            LineKind.DISCOUNT: self.discount,
            LineKind.ROUNDING: self.rounding,
        }
        return named.get(kind, self.fee)


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """One line of the sale order. `rates` in per cent; `price_included` says what `unit_price` contains.

    `key` is the shop's line and, from the second portion on, which part of it.
    """

    key: tuple[str, ...]
    sku: str
    name: str
    quantity: Decimal
    unit_price: Decimal
    rates: tuple[Decimal, ...]
    price_included: bool


def planned_lines(order: Order, services: ServiceSkus) -> list[PlannedLine]:
    """The sale order's lines; raises `BusinessError` or `ConfigError` that name the line in the way."""
    planned = [planned for line in order.lines for planned in _planned(line, order, services)]
    if not planned:
        raise BusinessError(
            "order_empty",
            f"Order {order.number} of shop {order.shop} has no lines.",
            "Add what was sold at the shop, or cancel the order there.",
        )
    return planned


def _planned(line: Line, order: Order, services: ServiceSkus) -> Iterator[PlannedLine]:
    if line.kind is LineKind.ROUNDING:
        if line.gross:
            portion = Portion(Decimal(1), line.gross)
            yield _line(line, services.rounding, portion, (), order, part="")
        return
    sku, rates = _sku(line, order, services), _rates(line, order)
    step = max(PRICE_STEP, smallest_unit(order.currency))
    parts = split(line.gross if order.prices_include_tax else line.net, line.quantity, step)
    for number, portion in enumerate(parts.portions):
        yield _line(line, sku, portion, rates, order, part=str(number) if number else "")
    if parts.rest:
        yield _line(line, services.rounding, Portion(Decimal(1), parts.rest), rates, order, part="rest")


def _line(
    line: Line, sku: str, portion: Portion, rates: tuple[Decimal, ...], order: Order, *, part: str
) -> PlannedLine:
    name = f"{line.title} – {line.variant}" if line.variant else line.title
    return PlannedLine(
        key=(line.external_id, part) if part else (line.external_id,),
        sku=sku,
        name=name or sku,
        quantity=portion.quantity,
        unit_price=portion.unit_price,
        rates=rates,
        price_included=order.prices_include_tax,
    )


def _sku(line: Line, order: Order, services: ServiceSkus) -> str:
    if line.kind is not LineKind.PRODUCT:
        return services.of(line.kind)
    if not line.sku:
        raise BusinessError(
            "sku_missing",
            f"Order {order.number} of shop {order.shop}: the line {line.title!r} has no SKU.",
            "Give the product a SKU at the shop, and let the customer's order be updated there.",
        )
    return line.sku


def _rates(line: Line, order: Order) -> tuple[Decimal, ...]:
    """The rates of the taxes that the shop charged; none for an untaxed line."""
    charged = [tax for tax in line.taxes if tax.rate or tax.amount]
    if any(tax.rate is None for tax in charged):
        raise ConfigError(
            "tax_rate_unknown",
            f"Order {order.number} of shop {order.shop}: the shop hides the tax rate of {line.title!r}.",
            "Name the rate of this tax at the shop, then read the order again.",
        )
    return tuple(sorted({tax.rate for tax in charged if tax.rate}))


def tolerated(difference: Decimal, tolerance: Decimal) -> bool:
    """Whether a difference between Odoo's figure and the shop's is small enough to be repaired."""
    return abs(difference) <= max(tolerance, Decimal(0))
