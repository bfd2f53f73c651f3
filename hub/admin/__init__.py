"""The back office: what staff see of shops, orders and deliveries, and what they may do about them.

A page reads the tables, and each action is one call into the core, so that all of it can be done without
the back office too. Nothing here decides what an order means or where it goes.
"""

from hub.admin import deliveries, events, keys, orders, people, shops, theme_words  # registers them

__all__ = ["deliveries", "events", "keys", "orders", "people", "shops", "theme_words"]
