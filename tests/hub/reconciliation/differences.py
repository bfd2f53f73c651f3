"""Differences and runs as comparing leaves them, for pages and the API."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from hub.models import Difference, Order, Reconciliation, Shop

FOUND_AT = datetime(2026, 11, 22, 2, 14, 9, tzinfo=UTC)


def difference(order: Order, kind: str = "sale_order_deleted", **columns: Any) -> Difference:
    """One that is open."""
    values: Mapping[str, Any] = {
        "side": "odoo:main",
        "cause": f"Order {order.number} was delivered as sale order 68, which does not exist any more.",
        "remedy": "Let the hub write it again; or accept this difference.",
        "facts": {"sale": 68},
        "digest": "d" * 64,
        "model": "sale.order",
        "record_id": 68,
        "healable": True,
        "opened_at": FOUND_AT,
        "seen_at": FOUND_AT,
    }
    return Difference.objects.create(shop=order.shop, order=order, kind=kind, **{**values, **columns})


def run(shop: Shop, side: str = "shop", **columns: Any) -> Reconciliation:
    """A comparison that has ended."""
    values: Mapping[str, Any] = {
        "since": datetime(2026, 10, 23, 2, tzinfo=UTC),
        "state": "done",
        "equal": 411,
        "under_way": 1,
        "reasons": {"under_way": {"has not settled yet": 1}},
        "days": [["2026-11-21", 13, 14]] if side == "shop" else [],
        "started_at": FOUND_AT,
        "finished_at": FOUND_AT,
    }
    return Reconciliation.objects.create(shop=shop, side=side, **{**values, **columns})
