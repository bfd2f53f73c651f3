"""One page of raw orders, in one transaction: killed anywhere, the page simply repeats."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from django.db import transaction
from django.utils import timezone

from hub.ingest.identity import identity
from hub.ingest.reading import Unreadable, read
from hub.ingest.revising import INGESTED, hold, is_older, revise, tell_stale
from hub.ingest.settling import awaits_quiet, confirm, settle, take_raw, take_unreadable
from hub.ingest.turn import take_turn
from hub.models import Cursor, Event, EventKind, Order, RawOrder, Shop
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

    Two workers with pages of one shop go one after the other. Orders that show nothing new cost one query
    together.
    """
    result = PageResult()
    with transaction.atomic():
        take_turn(shop)
        identified = [(identity(channel, raw), raw) for raw in page.orders]
        known = _known_orders(shop, [external_id for external_id, _ in identified])
        confirmed: list[Order] = []
        for external_id, raw in identified:
            sighting = Sighting(shop, channel, external_id, digest(raw), raw, page.observed_at)
            known[external_id] = _see(sighting, known.get(external_id), confirmed, result)
        _confirm(confirmed, page.observed_at)
        result.unsettled = sum(awaits_quiet(known[external_id]) for external_id in result.external_ids)
        if page.cursor is not None:
            Cursor.objects.update_or_create(shop=shop, defaults={"position": page.cursor})
    log.info("page_ingested", shop=shop.slug, seen=result.seen, new=result.new, changed=result.changed)
    return result


@dataclass(frozen=True, slots=True)
class Sighting:
    """An order as a page shows it. `digest` is the fingerprint of `raw`."""

    shop: Shop
    channel: ChannelPort
    external_id: str
    digest: str
    raw: Raw
    observed_at: datetime


def _known_orders(shop: Shop, external_ids: Sequence[str]) -> dict[str, Order]:
    found = Order.objects.filter(shop=shop, external_id__in=external_ids)
    rows = found.select_related("raw").defer("raw__payload")
    return {order.external_id: order for order in rows}


def _see(sighting: Sighting, order: Order | None, confirmed: list[Order], result: PageResult) -> Order:
    result.seen += 1
    result.external_ids.add(sighting.external_id)
    order = order or _first_sight(sighting, result)
    if order.raw is not None and order.raw.digest == sighting.digest and order.quiet_since is not None:
        confirm(order, sighting.observed_at)
        confirmed.append(order)
        if settle(order):
            order.save(update_fields=["published_revision", "changed_at"])
        return order
    _take_content(order, sighting, result)
    settle(order)
    order.save(update_fields=INGESTED)
    return order


def _first_sight(sighting: Sighting, result: PageResult) -> Order:
    order = Order.objects.create(shop=sighting.shop, external_id=sighting.external_id)
    Event.objects.create(
        shop=sighting.shop, order=order, kind=EventKind.RECEIVED, text="First seen at the shop."
    )
    result.new += 1
    return order


def _confirm(orders: Sequence[Order], observed_at: datetime) -> None:
    """Write down, for all of them at once, when the shop last showed the same content."""
    earlier = Order.objects.filter(pk__in=[order.pk for order in orders], observed_at__lt=observed_at)
    if orders:
        earlier.update(observed_at=observed_at)


def _take_content(order: Order, sighting: Sighting, result: PageResult) -> None:
    raw = _store_raw(sighting)
    understood = read(sighting.channel, raw, sighting.shop)
    date = order.updated_at if isinstance(understood, Unreadable) else understood.updated_at
    if is_older(order, date, raw):
        tell_stale(order, date)
    elif isinstance(understood, Unreadable):
        take_unreadable(order, raw)
        hold(order, understood.error)
        result.held += 1
    else:
        take_raw(order, raw, understood.updated_at)
        result.changed += revise(order, raw, understood)


def _store_raw(sighting: Sighting) -> RawOrder:
    """The stored raw content; a known one where the shop went back to it. The shop's lock prevents races."""
    key = {"shop": sighting.shop, "external_id": sighting.external_id, "digest": sighting.digest}
    stored = RawOrder.objects.filter(**key).first()
    if stored is None:
        return RawOrder.objects.create(**key, payload=sighting.raw, observed_at=sighting.observed_at)
    if stored.observed_at < sighting.observed_at:
        stored.observed_at, stored.received_at = sighting.observed_at, timezone.now()
        stored.save(update_fields=["observed_at", "received_at"])
    return stored
