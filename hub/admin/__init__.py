"""The back office: what staff see of shops, orders and deliveries, and what they may do about them.

A page reads the tables, and each action is one call into the core, so that all of it can be done without
the back office too. Nothing here decides what an order means or where it goes.
"""

from hub.admin import (  # registers them
    alerts,
    audit,
    backfills,
    deliveries,
    documents,
    events,
    keys,
    orders,
    overview,
    people,
    problems,
    reconciliation,
    shops,
    theme_words,
    webhooks,
)

__all__ = [
    "alerts",
    "audit",
    "backfills",
    "deliveries",
    "documents",
    "events",
    "keys",
    "orders",
    "overview",
    "people",
    "problems",
    "reconciliation",
    "shops",
    "theme_words",
    "webhooks",
]
