"""What an order's lines are for VAT: goods, services, vouchers, or part of the price of others. Pure."""

from dataclasses import dataclass

from hub.order import Line, Order
from hub.order.vocabulary import LineKind, TaxCollector
from odoo_bridge.vat.orders.settings import OrderSettings, ProductKind
from odoo_bridge.vat.sale import Supply

# Freight, fees and discounts are part of the price of what they are for (Directive 2006/112/EC art. 78, 79).
ANCILLARY = frozenset(
    {LineKind.SHIPPING, LineKind.FEE, LineKind.DISCOUNT, LineKind.GIFT_WRAP, LineKind.TIP, LineKind.ROUNDING}
)
SERVICES = frozenset({Supply.SERVICE, Supply.DIGITAL_SERVICE})


@dataclass(frozen=True, slots=True)
class Kind:
    """Lines of one kind are taxed alike. `by_marketplace`: the platform declares their VAT."""

    supply: Supply
    product_class: str
    by_marketplace: bool = False


def kind_of(line: Line, settings: OrderSettings) -> tuple[Kind, bool]:
    """The kind of a product or voucher, and whether a person chose its class."""
    product = _product(line, settings)
    return Kind(product.supply, product.product_class, collected_by_channel(line)), product.mapped


def kind_alone(line: Line) -> Kind:
    """Of a line that would follow others, in an order that has none: freight is for goods."""
    supply = Supply.GOODS if line.kind is LineKind.SHIPPING else Supply.SERVICE
    return Kind(supply, ProductKind(supply).product_class, collected_by_channel(line))


def collected_by_channel(line: Line) -> bool:
    """Whether a marketplace remits a tax of the line (art. 14a)."""
    return any(tax.collected_by is TaxCollector.CHANNEL for tax in line.taxes)


def is_picked_up(order: Order) -> bool:
    """Goods that go nowhere: a unified order has no delivery address then."""
    ships = any(line.requires_shipping for line in order.lines if line.kind is LineKind.PRODUCT)
    return ships and order.shipping_address is None


def _product(line: Line, settings: OrderSettings) -> ProductKind:
    if line.kind is LineKind.GIFT_CARD:
        return ProductKind(Supply.VOUCHER)
    known = settings.products.get(line.sku) if line.sku else None
    return known or ProductKind(Supply.GOODS if line.requires_shipping else settings.unshipped)
