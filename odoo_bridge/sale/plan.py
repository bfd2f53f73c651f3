"""The lines that a sale order needs so that its total is the shop's, to the cent.

Shops whose prices include tax are written with gross prices on price-included taxes, which Odoo adds up
exactly; the others with net prices. A rounding line carries what the platform itself rounded.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from hub.errors import BusinessError, ConfigError
from hub.order import Line, Order
from hub.order.money import number_text, smallest_unit
from hub.order.vocabulary import LineKind
from hub.sentences import say
from odoo_bridge.sale.cents import PRICE_STEP, Portion, split, storable

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class ServiceSkus:
    """Which products in Odoo stand for lines that are no goods.

    `titled`: by kind (`SHIPPING`, or `FEE` for all that is no discount) and title as `same_title` makes it.
    """

    shipping: str
    fee: str
    discount: str
    rounding: str
    titled: Mapping[tuple[LineKind, str], str] = field(default_factory=dict)

    def of(self, line: Line) -> str:
        """The SKU for a line."""
        if line.kind is LineKind.DISCOUNT:
            return self.discount
        if line.kind is LineKind.ROUNDING:
            return self.rounding
        kind = LineKind.SHIPPING if line.kind is LineKind.SHIPPING else LineKind.FEE
        usual = self.shipping if kind is LineKind.SHIPPING else self.fee
        return self.titled.get((kind, same_title(line.title)), usual)


def same_title(title: str) -> str:
    """A title as it is compared: without regard to case and blanks."""
    return " ".join(title.split()).casefold()


@dataclass(frozen=True, slots=True)
class ProductRules:
    """Which product stands for goods. `references`: Odoo's for the shop's SKUs that differ from it.

    Without `sku_needed`, goods without a SKU are planned too, with an empty one.
    """

    references: Mapping[str, str] = field(default_factory=dict)
    sku_needed: bool = True


@dataclass(frozen=True, slots=True)
class Goods:
    """What was sold, as far as a product in Odoo is made of it. `key` names it where it has no SKU.

    `price` is the list price of one, without tax.
    """

    key: tuple[str, ...]
    name: str
    price: Decimal
    ships: bool


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """One line of the sale order. `rates` in per cent; `price_included` says what `unit_price` contains.

    `key` is the shop's line and, from the second portion on, which part of it. Services have no `goods`.
    """

    key: tuple[str, ...]
    sku: str
    name: str
    quantity: Decimal
    unit_price: Decimal
    rates: tuple[Decimal, ...]
    price_included: bool
    goods: Goods | None = None


class SkuMissingError(BusinessError):
    """Goods without a SKU, and no rule for them."""

    waits_for = "sku:"


_EVERYTHING_BY_SKU = ProductRules()
_NO_MODES: Mapping[str, bool] = {}


def planned_lines(
    order: Order,
    services: ServiceSkus,
    products: ProductRules = _EVERYTHING_BY_SKU,
    modes: Mapping[str, bool] = _NO_MODES,
) -> list[PlannedLine]:
    """The sale order's lines; raises `BusinessError` or `ConfigError` that name the line in the way.

    `modes` says by a line's name whether its price is to contain the tax; the others are as the shop's are.
    """
    planned = [
        planned
        for line in order.lines
        for planned in _planned(
            line, order, services, products, modes.get(line.external_id, order.prices_include_tax)
        )
    ]
    if not planned:
        raise BusinessError(
            "order_empty",
            say("Order {order} of shop {shop} has no lines.", order=order.number, shop=order.shop),
            say("Add what was sold at the shop, or cancel the order there."),
        )
    return planned


def _planned(
    line: Line, order: Order, services: ServiceSkus, products: ProductRules, included: bool
) -> Iterator[PlannedLine]:
    if line.kind is LineKind.ROUNDING:
        if line.gross:
            portion = Portion(Decimal(1), line.gross)
            yield _line(line, services.rounding, portion, (), included, part="")
        return
    goods = goods_of(line) if line.kind is LineKind.PRODUCT else None
    sku = _sku(line, order, products) if goods else services.of(line)
    rates = _rates(line, order)
    step = max(PRICE_STEP, smallest_unit(order.currency))
    parts = split(line.gross if included else line.net, line.quantity, step)
    for number, portion in enumerate(parts.portions):
        yield _line(line, sku, portion, rates, included, part=str(number) if number else "", goods=goods)
    if parts.rest:
        yield _line(line, services.rounding, parts.rest, rates, included, part="rest")


def _line(
    line: Line,
    sku: str,
    portion: Portion,
    rates: tuple[Decimal, ...],
    included: bool,
    *,
    part: str,
    goods: Goods | None = None,
) -> PlannedLine:
    return PlannedLine(
        key=(line.external_id, part) if part else (line.external_id,),
        sku=sku,
        name=_name(line) or sku,
        quantity=portion.quantity,
        unit_price=portion.unit_price,
        rates=rates,
        price_included=included,
        goods=goods,
    )


def _name(line: Line) -> str:
    """The title, and the quantity where Odoo cannot keep it."""
    name = f"{line.title} – {line.variant}" if line.variant else line.title
    exact = line.quantity <= 0 or storable(line.quantity) == line.quantity
    return name if exact else f"{name} ({number_text(line.quantity)})"


def goods_of(line: Line) -> Goods:
    """What a line sold."""
    price = (line.net + line.discount) / line.quantity if line.quantity > 0 else line.net
    key = (line.product_external_id or "", line.title, line.variant)
    name = f"{line.title} – {line.variant}" if line.variant else line.title
    return Goods(key, name, price.quantize(_CENT), line.requires_shipping)


def _sku(line: Line, order: Order, products: ProductRules) -> str:
    if not line.sku and products.sku_needed:
        raise SkuMissingError(
            "sku_missing",
            say(
                "Order {order} of shop {shop}: the line {line} has no SKU.",
                order=order.number,
                shop=order.shop,
                line=repr(line.title),
            ),
            say(
                "Give the product a SKU at the shop, and let the customer's order be updated there; "
                "or let the delivery policy use one product for such lines."
            ),
        )
    return products.references.get(line.sku, line.sku)


def _rates(line: Line, order: Order) -> tuple[Decimal, ...]:
    """The rates of the taxes that the shop charged; none for an untaxed line."""
    charged = [tax for tax in line.taxes if tax.rate or tax.amount]
    if any(tax.rate is None for tax in charged):
        raise ConfigError(
            "tax_rate_unknown",
            say(
                "Order {order} of shop {shop}: the shop hides the tax rate of {line}.",
                order=order.number,
                shop=order.shop,
                line=repr(line.title),
            ),
            say("Name the rate of this tax at the shop, then read the order again."),
        )
    return tuple(sorted({tax.rate for tax in charged if tax.rate}))


def tolerated(difference: Decimal, tolerance: Decimal) -> bool:
    """Whether a difference between Odoo's figure and the shop's is small enough to be repaired."""
    return abs(difference) <= max(tolerance, Decimal(0))


def tolerance_in(tolerance: Decimal, currency: str) -> Decimal:
    """A tolerance written for two decimals, in a currency: 0.05 is 5 cents, 5 yen, 5 fils."""
    return tolerance * 100 * smallest_unit(currency)
