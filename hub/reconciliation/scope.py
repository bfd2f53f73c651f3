"""Which orders are compared: those that changed since a day, and those whose difference is not over."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from hub.models import Difference, Order, Shop
from hub.models.reconciliation import UNRESOLVED

CHUNK = 200


def order_ids(shop: Shop, since: datetime, side: str) -> list[int]:
    """Their ids. An order that nobody could read yet has no date: it counts by the day it came."""
    mine = Order.objects.filter(shop=shop)
    changed = mine.filter(updated_at__gte=since).values_list("pk", flat=True)
    unread = mine.filter(updated_at=None, received_at__gte=since).values_list("pk", flat=True)
    known = Difference.objects.filter(shop=shop, side=side, state__in=UNRESOLVED)
    return sorted({*changed, *unread, *known.values_list("order_id", flat=True)})


def chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """The ids in portions that are compared at once."""
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def read(shop: Shop, ids: Sequence[int]) -> list[Order]:
    """The orders as they are now, with their shop and the fingerprint of what the shop last showed."""
    rows = Order.objects.filter(pk__in=ids).select_related("raw").defer("raw__payload").order_by("pk")
    orders = list(rows)
    for order in orders:
        order.shop = shop
    return orders
