"""Opening the pair of worlds that an order, or a whole shop, is looked at in. Writes nothing."""

from dataclasses import dataclass

from hub.errors import ConfigError
from hub.models import Order, Shop
from hub.sentences import say
from odoo_bridge import connections
from odoo_bridge.bridge.feed import target_of
from odoo_bridge.models import OdooConnection, ShopPolicy
from odoo_bridge.odoo import probe
from odoo_bridge.odoo.rehearsal.reading_only import ReadingOnly
from odoo_bridge.odoo.transports.wire import Wire
from odoo_bridge.preview.world import MendedWorld, PolicyChange, World

_LONGEST_ANSWER = 20.0  # seconds


@dataclass(frozen=True, slots=True)
class Worlds:
    """`strict` is as it is, in `mended` nothing is missing; both read the same Odoo."""

    connection: OdooConnection
    strict: World
    mended: MendedWorld

    @property
    def calls(self) -> int:
        """How often Odoo was asked."""
        return self.strict.rehearsal.wire.calls


def policy_of(shop: Shop) -> ShopPolicy:
    """The policy that the shop has or would get; raises `ConfigError` where its orders go nowhere."""
    policy = connections.likely_policy(shop)
    if policy is None:
        raise ConfigError(
            "no_policy",
            say("The orders of shop {shop} go to no Odoo.", shop=shop.slug),
            say("Add an Odoo connection with `manage.py add_odoo`, or a delivery policy for the shop."),
        )
    return policy


def connection_of(order: Order) -> OdooConnection:
    """Where the order goes; raises `ConfigError`."""
    policy = policy_of(order.shop)
    target = target_of(order, policy)
    found = OdooConnection.objects.filter(name=target.partition(":")[2]).first()
    if found is None:
        raise ConfigError(
            "connection_gone",
            say(
                "Order {order} was written to {target}, which the hub does not know any more.",
                order=order,
                target=target,
            ),
            say("Add that Odoo connection again under the same name."),
        )
    return found


def open_worlds(connection: OdooConnection, *, seconds: float, change: PolicyChange) -> Worlds:
    """Raises `ConfigError` for a connection that was never set up: that would have to be stored."""
    if not connection.protocol or not connection.uid:
        raise ConfigError(
            "not_set_up",
            say("The Odoo connection {connection} was never tested.", connection=connection.name),
            say("Test the connection once, then look again."),
        )
    wire = Wire(connection.url, reading=min(seconds, _LONGEST_ANSWER))
    reading = ReadingOnly(probe.transport_of(connections.access(connection), wire), seconds=seconds)
    return Worlds(connection, World(connection, reading, change), MendedWorld(connection, reading, change))


def remarks(connection: OdooConnection) -> list[str]:
    """What keeps this Odoo from being delivered to at the moment."""
    if not connection.active:
        return [
            say(
                "The Odoo connection {connection} is switched off: nothing is delivered until it is on.",
                connection=connection.name,
            )
        ]
    if connection.error_class:
        return [f"Odoo {connection.name}: {connection.error_cause} {connection.error_remedy}".strip()]
    return []
