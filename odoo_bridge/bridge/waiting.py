"""Orders that wait for something in Odoo go on when it exists: products, taxes, pricelists."""

from collections.abc import Iterable

from django.db.models import F

from hub import deliveries
from hub.models import Delivery, DeliveryState
from odoo_bridge import pricelists, products, taxes
from odoo_bridge.connections import open_odoo
from odoo_bridge.deliver.engine import OrderHeldError
from odoo_bridge.models import OdooConnection, TaxMapping

_SKUS_PER_CALL = 200


def release_what_came(connection: OdooConnection) -> int:
    """Let go every delivery whose missing thing exists now; returns how many.

    Names are told apart here: the database may take `lmp-1` for `LMP-1`.
    """
    held = Delivery.objects.filter(target=connection.target, state=DeliveryState.HELD).exclude(waits_for="")
    names = set(held.values_list("waits_for", flat=True))
    released = _release_orders(connection) if OrderHeldError.waits_for in names else 0
    skus = sorted(name.removeprefix("sku:") for name in names if name.startswith("sku:"))
    if skus:
        released += _release_products(connection, skus)
    if any(name.startswith("tax:") for name in names):
        taxes.refresh(connection, open_odoo(connection))
        released += release_taxes(connection)
    if any(name.startswith("pricelist:") for name in names):
        found = pricelists.by_currency(open_odoo(connection))
        released += _release(connection, map(pricelists.waits_for, found))
    return released


def release_taxes(connection: OdooConnection) -> int:
    """Let go what waited for a tax that the table now has."""
    usable = TaxMapping.objects.filter(connection=connection, active=True)
    return _release(
        connection, (taxes.waits_for(row.rate, price_included=row.price_included) for row in usable)
    )


def _release(connection: OdooConnection, names: Iterable[str]) -> int:
    return sum(deliveries.release_waiting(connection.target, name) for name in names)


def _release_products(connection: OdooConnection, skus: list[str]) -> int:
    odoo = open_odoo(connection)
    released = 0
    for start in range(0, len(skus), _SKUS_PER_CALL):
        found = products.existing(odoo, skus[start : start + _SKUS_PER_CALL])
        unique = (sku for sku, ids in found.items() if len(ids) == 1)
        released += _release(connection, map(products.waits_for, unique))
    return released


def _release_orders(connection: OdooConnection) -> int:
    """An order may become readable again without a new revision that would be delivered instead."""
    held = Delivery.objects.filter(
        target=connection.target, state=DeliveryState.HELD, waits_for=OrderHeldError.waits_for
    )
    free = held.filter(order__error_class="") | held.filter(order__accepted_revision__gte=F("revision"))
    pks = list(free.values_list("pk", flat=True))
    released = Delivery.objects.filter(pk__in=pks, state=DeliveryState.HELD)
    return released.update(state=DeliveryState.WAITING, next_attempt_at=None, waits_for="")
