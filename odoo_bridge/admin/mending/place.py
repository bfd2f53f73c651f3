"""Which Odoo, policies and orders a problem is about."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from hub.errors import ConfigError
from hub.models import Delivery, Shop
from hub.order import Order, from_document
from hub.problems import sources
from hub.problems.group import Group
from odoo_bridge.connections import policy_for
from odoo_bridge.models import OdooConnection, ShopPolicy

_SAMPLES = 5


def connection_of(group: Group) -> OdooConnection:
    """The Odoo that the orders were to go to; raises `ConfigError` when it is gone."""
    name = group.cause.place.partition(":")[2]
    found = OdooConnection.objects.filter(name=name).first()
    if found is None:
        raise ConfigError(
            "connection_gone",
            _("There is no Odoo connection %(name)s any more.") % {"name": name},
            _("Name another one in the delivery policies of the shops."),
        )
    return found


def policies_of(group: Group) -> list[ShopPolicy]:
    """The delivery policies of the shops whose orders wait, as far as they go to that Odoo."""
    name = group.cause.place.partition(":")[2]
    return list(ShopPolicy.objects.filter(shop__in=list(group.shops), connection__name=name))


def sure_policies_of(group: Group) -> list[ShopPolicy]:
    """The same, made where a shop goes by the default so far."""
    for shop in Shop.objects.filter(pk__in=list(group.shops), odoo_policy=None):
        policy_for(shop)
    return policies_of(group)


def samples(group: Group) -> Iterator[Order]:
    """Some of the orders that wait, as they are now."""
    rows = sources.of(group.cause.source).members(group.cause)[:_SAMPLES]
    for delivery in rows:
        newest = delivery.order.newest if isinstance(delivery, Delivery) else None
        if newest is not None:
            yield from_document(newest.document)
