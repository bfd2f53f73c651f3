"""The back office: what staff see of shops, orders and deliveries, and what they may do about them.

A page reads the tables, and each action is one call into the core, so that all of it can be done without
the back office too. Nothing here decides what an order means or where it goes.
"""

from hub.admin import events, keys, people  # registers them
from hub.admin.deliveries import admin as deliveries
from hub.admin.orders import admin as orders
from hub.admin.shops import admin as shops

__all__ = ["deliveries", "events", "keys", "orders", "people", "shops"]
