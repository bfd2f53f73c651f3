"""Lists that Shopify gives without pages: shipping lines, payments, refunds, parcels.

One as long as it was asked for (`orders.graphql`) may go on: it is asked for once more, longer.
"""

from typing import Any

ASKED = {"shippingLines": 5, "transactions": 20, "refunds": 20, "fulfillments": 10}


def may_go_on(order: dict[str, Any]) -> bool:
    """Whether a list of the order is as long as it was asked for."""
    return any(len(_entries(order, name)) >= asked for name, asked in ASKED.items())


def with_whole(order: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """A copy of the order with the longer lists of `found`, an answer of `HubOrderLists`."""
    longer = {name: found[name] for name in ASKED if len(_entries(found, name)) > len(_entries(order, name))}
    return {**order, **longer}


def _entries(order: dict[str, Any], name: str) -> list[Any]:
    """The entries of a list, or of a connection; none where there is neither."""
    held = order.get(name)
    rows = held.get("nodes") if isinstance(held, dict) else held
    return rows if isinstance(rows, list) else []
