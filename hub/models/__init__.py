"""The tables of the core. The database is the truth; the broker may be wiped at any moment."""

from hub.models.access import ApiKey
from hub.models.delivery import Attempt, Delivery, DeliveryState, DeliveryStep
from hub.models.history import Event, EventKind, Outbox
from hub.models.lease import Lease
from hub.models.order import Line, Order, RawOrder, Revision
from hub.models.shop import Cursor, Shop

__all__ = [
    "ApiKey",
    "Attempt",
    "Cursor",
    "Delivery",
    "DeliveryState",
    "DeliveryStep",
    "Event",
    "EventKind",
    "Lease",
    "Line",
    "Order",
    "Outbox",
    "RawOrder",
    "Revision",
    "Shop",
]
