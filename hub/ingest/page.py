"""One page of raw orders, in one transaction: killed anywhere, the page simply repeats.

The page is looked up, stored raw, decided in memory and written, each for all of its orders at once: the
number of statements does not grow with the page.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

import structlog
from django.db import transaction
from django.utils import timezone

from hub.ingest.cursor import move
from hub.ingest.history import History, histories
from hub.ingest.identity import identity
from hub.ingest.intake import Intake, PageResult
from hub.ingest.raws import Sighting, store_raws
from hub.ingest.settling import awaits_quiet
from hub.ingest.turn import take_turn
from hub.ingest.writing import write
from hub.models import Order, RawOrder, Shop
from hub.order.digest import digest
from hub.ports import ChannelPort, OrderPage

log = structlog.get_logger(__name__)


def ingest_page(
    shop: Shop, channel: ChannelPort, page: OrderPage, *, rewinds: int | None = None
) -> PageResult:
    """Store the page's orders, what they mean, the messages owed and how far the shop is read now.

    Only the walk that polling makes moves the cursor: it says in `rewinds` what `Cursor.rewinds` was when
    it began. None: the page is of another walk, or of none. Two workers with pages of one shop go one after
    the other.
    """
    with transaction.atomic():
        cursor = take_turn(shop)
        intake = _take_in(shop, channel, page)
        write(intake.histories.values())
        _note_seen(intake, page.observed_at)
        result = intake.result
        if rewinds is not None:
            result.overtaken = not move(cursor, page, rewinds)
    log.info("page_ingested", shop=shop.slug, seen=result.seen, new=result.new, changed=result.changed)
    return result


def _take_in(shop: Shop, channel: ChannelPort, page: OrderPage) -> Intake:
    sightings = [Sighting(identity(channel, raw), digest(raw), raw, page.observed_at) for raw in page.orders]
    known = _known_orders(shop, [sighting.external_id for sighting in sightings])
    moved = _moved(sightings, known)
    raws = store_raws(shop, [sighting for sighting in sightings if sighting.external_id in moved])
    intake = Intake(shop, channel, raws, _histories(known, moved))
    for sighting in sightings:
        intake.see(sighting)
    intake.count_unsettled()
    return intake


def _known_orders(shop: Shop, external_ids: Sequence[str]) -> dict[str, Order]:
    found = Order.objects.filter(shop=shop, external_id__in=external_ids)
    rows = found.select_related("raw").defer("raw__payload")
    return {order.external_id: order for order in rows}


def _moved(sightings: Iterable[Sighting], known: dict[str, Order]) -> set[str]:
    """The ids of the orders that show something else than they showed."""
    return {
        sighting.external_id
        for sighting in sightings
        if sighting.external_id not in known or not sighting.confirms(known[sighting.external_id])
    }


def _histories(known: dict[str, Order], moved: set[str]) -> dict[str, History]:
    """The contents of an order are looked up where it may be revised or settle; no other needs them."""
    stirring = [order for key, order in known.items() if key in moved or awaits_quiet(order)]
    at_rest = {key: History(order) for key, order in known.items()}
    return at_rest | {history.order.external_id: history for history in histories(stirring)}


def _note_seen(intake: Intake, observed_at: datetime) -> None:
    """Write down, for all of them at once, when the shop last showed the same content."""
    if intake.confirmed:
        orders = Order.objects.filter(pk__in=[order.pk for order in intake.confirmed])
        orders.filter(observed_at__lt=observed_at).update(observed_at=observed_at)
    if intake.shown_again:
        raws = RawOrder.objects.filter(pk__in=[raw.pk for raw in intake.shown_again])
        raws.update(observed_at=observed_at, received_at=timezone.now())
