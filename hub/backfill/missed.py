"""Orders and changes that only the nightly re-read found: polling should have."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog

from hub.models import Cursor, Event, EventKind, Order, Shop
from hub.positions import moment_of
from hub.reconciliation import missed
from hub.sentences import say

log = structlog.get_logger(__name__)
# Polls re-read some minutes before their cursor; what is younger than this one may still come by itself.
_STILL_COMING = timedelta(hours=1)
_MOST_NAMED = 20


def tell_missed(shop: Shop, new_ids: Iterable[str], *, reader: str = say("The nightly re-read")) -> int:
    """How many of these new orders changed last long before the cursor; they are named in the events."""
    orders = _passed(shop, new_ids)
    ids = [order.external_id for order in orders]
    if ids:
        log.warning("orders_missed_by_polling", shop=shop.slug, orders=ids)
        named = ", ".join(ids[:_MOST_NAMED]) + (" …" if len(ids) > _MOST_NAMED else "")
        text = say("{reader} found orders that polling had missed: {named}.", reader=reader, named=named)
        Event.objects.create(shop=shop, kind=EventKind.RECEIVED, text=text, detail={"orders": ids})
        missed.keep_orders(orders)
    return len(ids)


def tell_missed_changes(shop: Shop, changed_ids: Iterable[str]) -> int:
    """How many of these changes have a date that polling had passed long before; each is kept."""
    orders = _passed(shop, changed_ids)
    missed.keep_changes(orders)
    return len(orders)


def _passed(shop: Shop, external_ids: Iterable[str]) -> list[Order]:
    ids = list(external_ids)
    passed = _cursor_of(shop) if ids else None
    if passed is None:
        return []
    orders = Order.objects.filter(shop=shop, external_id__in=ids, updated_at__lt=passed - _STILL_COMING)
    return list(orders.order_by("pk"))


def _cursor_of(shop: Shop) -> datetime | None:
    cursor = Cursor.objects.filter(shop=shop).first()
    return moment_of(cursor.position) if cursor else None
