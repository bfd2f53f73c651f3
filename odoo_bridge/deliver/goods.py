"""The products of a batch: mapped, found by reference, and where Odoo lacks one, what the policy wants."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from hub.order import Line
from odoo_bridge import products
from odoo_bridge.deliver.trip import Trip
from odoo_bridge.external_ids import shared
from odoo_bridge.models import ProductMapping, ShopPolicy
from odoo_bridge.models.policy import UnknownSku
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.gateways.products import NewProduct
from odoo_bridge.products import Catalogue
from odoo_bridge.sale.plan import PlannedLine, ProductRules

Planned = tuple[Trip, list[PlannedLine]]


def rules(trips: Sequence[Trip]) -> dict[Trip, ProductRules]:
    """How each order's SKUs are read; one query for all of them."""
    skus = {trip: {line.sku for line in _sold(trip) if line.sku} for trip in trips}
    rows = ProductMapping.objects.filter(
        shop__in={trip.policy.shop_id for trip in trips}, sku__in=set().union(*skus.values())
    )
    mapped = {(row.shop_id, row.sku): row.reference for row in rows}
    return {trip: _rules(trip.policy, skus[trip], mapped) for trip in trips}


def _sold(trip: Trip) -> Iterator[Line]:
    """All lines that may have to be written: of the order now and as Odoo has it, and of its refunds."""
    for order in (trip.order, trip.known.order) if trip.known else (trip.order,):
        yield from order.lines
        for refund in order.refunds:
            yield from refund.lines


def _rules(policy: ShopPolicy, skus: set[str], mapped: Mapping[tuple[int, str], str]) -> ProductRules:
    own = {sku: mapped[policy.shop_id, sku] for sku in skus if (policy.shop_id, sku) in mapped}
    return ProductRules(own, sku_needed=policy.unknown_sku == UnknownSku.HOLD)


def learn(odoo: Odoo, catalogue: Catalogue, plans: Sequence[Planned]) -> list[list[PlannedLine]]:
    """Ask for all products in one call; create those that are missing where the policy wants it, in one more.

    Returns the plans, which now name products that exist, as far as the policies can help.
    """
    catalogue.learn(odoo, {sku for trip, lines in plans for sku in _asked(trip.policy, lines)})
    missing = {
        product.external_id: product
        for trip, lines in plans
        if trip.policy.unknown_sku == UnknownSku.CREATE
        for line in lines
        if (product := _missing(trip, line, catalogue)) is not None
    }
    if missing:
        products.create(odoo, catalogue, list(missing.values()))
    return [[_settled(trip, line, catalogue) for line in lines] for trip, lines in plans]


def _asked(policy: ShopPolicy, lines: Sequence[PlannedLine]) -> set[str]:
    fallback = {policy.fallback_sku} if policy.unknown_sku == UnknownSku.FALLBACK else set()
    return {line.sku for line in lines if line.sku} | fallback


def _missing(trip: Trip, line: PlannedLine, catalogue: Catalogue) -> NewProduct | None:
    """The product to create for the line; none where it is there already, or the line is no goods."""
    if line.goods is None or catalogue.has(line.sku or _unnamed(trip, line)):
        return None
    external_id = shared(trip.ids.prefix, "product", line.sku) if line.sku else _unnamed(trip, line)
    goods = line.goods
    return NewProduct(external_id, line.sku, goods.name or line.sku, goods.price, ships=goods.ships)


def _unnamed(trip: Trip, line: PlannedLine) -> str:
    """Goods without SKU are the shop's own: the catalogue knows them by our external id."""
    return trip.ids.of("product", *line.goods.key) if line.goods else ""


def _settled(trip: Trip, line: PlannedLine, catalogue: Catalogue) -> PlannedLine:
    if line.goods is None or catalogue.has(line.sku):
        return line
    if trip.policy.unknown_sku == UnknownSku.FALLBACK:
        name = f"[{line.sku}] {line.name}" if line.sku else line.name
        return replace(line, sku=trip.policy.fallback_sku, name=name)
    return line if line.sku else replace(line, sku=_unnamed(trip, line))
