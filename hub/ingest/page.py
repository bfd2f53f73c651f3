"""One page of raw orders, in one transaction: killed anywhere, the page simply repeats."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from django.db import transaction
from django.utils import timezone

from hub.errors import ContractError
from hub.ingest.reading import Unreadable, read
from hub.ingest.revising import hold, is_older, revise, tell_stale
from hub.ingest.settling import confirm, settle, take_raw
from hub.models import Cursor, Event, EventKind, Order, RawOrder, Shop
from hub.models.order import ID_LENGTH
from hub.order.digest import digest
from hub.ports import ChannelPort, OrderPage, Raw

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class PageResult:
    """What became of a page: counts of orders, and how many still have to settle."""

    seen: int = 0
    new: int = 0
    changed: int = 0
    held: int = 0
    unsettled: int = 0
    external_ids: set[str] = field(default_factory=set)


def ingest_page(shop: Shop, channel: ChannelPort, page: OrderPage) -> PageResult:
    """Store the page's orders, what they mean, the messages owed and, on a walk's last page, the cursor.

    The shop's row is locked, so that two workers with pages of one shop go one after the other.
    """
    result = PageResult()
    with transaction.atomic():
        Shop.objects.select_for_update().get(pk=shop.pk)
        identified = [(_identify(channel, raw), raw) for raw in page.orders]
        known = _known_orders(shop, [external_id for external_id, _ in identified])
        for external_id, raw in identified:
            order = _ingest_order(shop, channel, external_id, raw, page.observed_at, known, result)
            known[external_id] = order
        if page.cursor is not None:
            Cursor.objects.update_or_create(shop=shop, defaults={"position": page.cursor})
    log.info("page_ingested", shop=shop.slug, seen=result.seen, new=result.new, changed=result.changed)
    return result


def _identify(channel: ChannelPort, raw: Raw) -> str:
    """The platform's id; an order without a readable one is kept under a fingerprint of its content."""
    try:
        external_id = channel.identify(raw)
    except ContractError:
        external_id = ""
    if not external_id or len(external_id) > ID_LENGTH:
        return f"unidentified-{digest(raw)[:16]}"
    return external_id


def _known_orders(shop: Shop, external_ids: Sequence[str]) -> dict[str, Order]:
    found = Order.objects.filter(shop=shop, external_id__in=external_ids).select_related("raw")
    return {order.external_id: order for order in found}


def _ingest_order(
    shop: Shop,
    channel: ChannelPort,
    external_id: str,
    raw: Raw,
    observed_at: datetime,
    known: dict[str, Order],
    result: PageResult,
) -> Order:
    order = known.get(external_id) or _first_sight(shop, external_id, result)
    result.seen += 1
    result.external_ids.add(external_id)
    fingerprint = digest(raw)
    if order.raw is not None and order.raw.digest == fingerprint:
        confirm(order, observed_at)
    else:
        _take_content(order, channel, _store_raw(shop, external_id, fingerprint, raw, observed_at), result)
    settle(order)
    order.save()
    result.unsettled += order.published_revision < order.revision
    return order


def _first_sight(shop: Shop, external_id: str, result: PageResult) -> Order:
    order = Order.objects.create(shop=shop, external_id=external_id)
    Event.objects.create(shop=shop, order=order, kind=EventKind.RECEIVED, text="First seen at the shop.")
    result.new += 1
    return order


def _store_raw(shop: Shop, external_id: str, fingerprint: str, raw: Raw, observed_at: datetime) -> RawOrder:
    stored, created = RawOrder.objects.get_or_create(
        shop=shop,
        external_id=external_id,
        digest=fingerprint,
        defaults={"payload": raw, "observed_at": observed_at},
    )
    if not created:  # the shop went back to an earlier content: it is the newest again
        stored.observed_at = max(stored.observed_at, observed_at)
        stored.received_at = timezone.now()
    return stored


def _take_content(order: Order, channel: ChannelPort, raw: RawOrder, result: PageResult) -> None:
    understood = read(channel, raw, order.shop)
    if isinstance(understood, Unreadable):
        take_raw(order, raw, order.updated_at)
        hold(order, understood.error)
        result.held += 1
    elif is_older(order, understood, raw):
        tell_stale(order, understood)
    else:
        take_raw(order, raw, understood.updated_at)
        result.changed += revise(order, raw, understood)
