"""Orders that wait for something in Odoo go on when it exists: products, taxes, pricelists, journals."""

from collections.abc import Iterable

from django.db.models import F, Q, QuerySet

from hub import deliveries
from hub.models import Delivery, DeliveryState
from odoo_bridge import choices, journals, pricelists, products, taxes
from odoo_bridge.booking import errors, filling
from odoo_bridge.booking.table import BookingTable
from odoo_bridge.connections import open_odoo
from odoo_bridge.deliver.boarding import OrderHeldError
from odoo_bridge.models import OdooChoice, OdooConnection, PaymentMapping, ShopPolicy, TaxMapping
from odoo_bridge.odoo.gateways.choices import Choices
from odoo_bridge.odoo.gateways.products import Products
from odoo_bridge.vat.stored import waiting as vat_waiting

_SKUS_PER_CALL = 200
# What a delivery policy and the mappings of its shop decide about.
_OF_POLICY = (
    *("sku:", "choice:", "pricelist:", "journal:", "vat:", vat_waiting.PREFIX),
    *(errors.TAX, errors.POSITION),
)


def release_what_came(connection: OdooConnection) -> int:
    """Let go every delivery whose missing thing exists now; returns how many.

    Names are told apart here: the database may take `lmp-1` for `LMP-1`.
    """
    held = Delivery.objects.filter(target=connection.target, state=DeliveryState.HELD).exclude(waits_for="")
    names = set(held.values_list("waits_for", flat=True))
    released = _release_orders(connection) if OrderHeldError.waits_for in names else 0
    skus = sorted(name.removeprefix("sku:") for name in names if name.startswith("sku:") and name != "sku:")
    if skus:
        released += _release_products(connection, skus)
    if any(name.startswith("tax:") for name in names):
        taxes.refresh(connection, open_odoo(connection))
        released += release_taxes(connection)
    if any(name.startswith((errors.TAX, errors.POSITION)) for name in names):
        filling.refresh(connection, open_odoo(connection))
        released += release_booking(connection)
    if any(name.startswith("pricelist:") for name in names):
        found = Choices(open_odoo(connection)).pricelists_by_currency()
        released += _release(connection, map(pricelists.waits_for, found))
    if any(name.startswith("choice:") for name in names):
        choices.refresh(connection, open_odoo(connection))
        released += release_choices(connection)
    if any(name.startswith("journal:") for name in names):
        released += release_journals(connection)
    if any(name.startswith(vat_waiting.PREFIX) for name in names):
        released += _release(connection, vat_waiting.answered(names))
    return released


def release_journals(connection: OdooConnection) -> int:
    """Let go what waited for the journal of a payment method that has one now."""
    chosen = PaymentMapping.objects.filter(connection=connection).exclude(journal_id=None)
    rows = chosen.select_related("shop")
    return _release(connection, (journals.waits_for(row.shop, row.method) for row in rows))


def release_policy(policy: ShopPolicy) -> int:
    """The shop's policy or mappings changed: what waits for something that they name tries again."""
    waits = Q()
    for kind in _OF_POLICY:
        waits |= Q(waits_for__startswith=kind)
    held = Delivery.objects.filter(
        waits, order__shop=policy.shop_id, target=policy.connection.target, state=DeliveryState.HELD
    )
    return _let_go(held)


def release_choices(connection: OdooConnection) -> int:
    """Let go what waited for something that is active in Odoo again."""
    back = OdooChoice.objects.filter(connection=connection, active=True)
    return _release(connection, map(choices.waits_for, back))


def release_taxes(connection: OdooConnection) -> int:
    """Let go what waited for a tax that the table now has."""
    usable = TaxMapping.objects.filter(connection=connection, active=True)
    return _release(
        connection, (taxes.waits_for(row.rate, price_included=row.price_included) for row in usable)
    )


def release_booking(connection: OdooConnection) -> int:
    """Let go what waited for a tax or fiscal position of VAT that is known now."""
    held = Delivery.objects.filter(target=connection.target, state=DeliveryState.HELD)
    wanted = set(held.exclude(waits_for="").values_list("waits_for", flat=True))
    return _release(connection, wanted & BookingTable.of(connection).usable())


def _let_go(held: QuerySet[Delivery]) -> int:
    """By their keys, as far as they still wait: an update over joined tables would lock those too."""
    pks = list(held.values_list("pk", flat=True))
    released = Delivery.objects.filter(pk__in=pks, state=DeliveryState.HELD)
    return released.update(state=DeliveryState.WAITING, next_attempt_at=None, waits_for="")


def _release(connection: OdooConnection, names: Iterable[str]) -> int:
    return sum(deliveries.release_waiting(connection.target, name) for name in names)


def _release_products(connection: OdooConnection, skus: list[str]) -> int:
    existing = Products(open_odoo(connection))
    released = 0
    for start in range(0, len(skus), _SKUS_PER_CALL):
        found = existing.by_reference(skus[start : start + _SKUS_PER_CALL])
        unique = (sku for sku, ids in found.items() if len(ids) == 1)
        released += _release(connection, map(products.waits_for, unique))
    return released


def _release_orders(connection: OdooConnection) -> int:
    """An order may become readable again without a new revision that would be delivered instead."""
    held = Delivery.objects.filter(
        target=connection.target, state=DeliveryState.HELD, waits_for=OrderHeldError.waits_for
    )
    free = held.filter(order__error_class="") | held.filter(order__accepted_revision__gte=F("revision"))
    return _let_go(free)
