"""Orders that wait for something in Odoo go on when it exists: products and taxes are asked for again."""

from hub import deliveries
from hub.models import Delivery, DeliveryState
from odoo_bridge import products, taxes
from odoo_bridge.connections import open_odoo
from odoo_bridge.models import OdooConnection, TaxMapping

_SKUS_PER_CALL = 200


def release_what_came(connection: OdooConnection) -> int:
    """Let go every delivery whose missing product or tax exists now; returns how many."""
    awaited = (
        Delivery.objects.filter(target=connection.target, state=DeliveryState.HELD)
        .exclude(waits_for="")
        .values_list("waits_for", flat=True)
        .distinct()
    )
    names = sorted(awaited)
    skus = [name.removeprefix("sku:") for name in names if name.startswith("sku:")]
    released = _release_products(connection, skus) if skus else 0
    if any(name.startswith("tax:") for name in names):
        taxes.refresh(connection, open_odoo(connection))
        released += release_taxes(connection)
    return released


def release_taxes(connection: OdooConnection) -> int:
    """Let go what waited for a tax that the table now has."""
    usable = TaxMapping.objects.filter(connection=connection, active=True)
    names = [taxes.waits_for(row.rate, price_included=row.price_included) for row in usable]
    return sum(deliveries.release_waiting(connection.target, name) for name in names)


def _release_products(connection: OdooConnection, skus: list[str]) -> int:
    odoo = open_odoo(connection)
    released = 0
    for start in range(0, len(skus), _SKUS_PER_CALL):
        found = products.existing(odoo, skus[start : start + _SKUS_PER_CALL])
        unique = [sku for sku, ids in found.items() if len(ids) == 1]
        released += sum(
            deliveries.release_waiting(connection.target, products.waits_for(sku)) for sku in unique
        )
    return released
