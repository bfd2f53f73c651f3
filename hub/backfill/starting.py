"""Beginning a backfill: what it would read, and its row."""

from datetime import datetime

import structlog
from django.db import transaction
from django.utils import timezone

from hub import ports
from hub.caught import trouble_of
from hub.errors import AffluentError, BusinessError
from hub.ingest.turn import take_turn
from hub.models import Backfill, BackfillReason, Shop
from hub.models.backfill import UNDER_WAY
from hub.order.document import time_text
from hub.positions import BEGINNING, refuse_future
from hub.sentences import say

log = structlog.get_logger(__name__)


def count(shop: Shop, since: datetime) -> int:
    """How many orders changed since then, as the shop says; raises `AffluentError` where it cannot."""
    refuse_future(shop, since)
    counted: list[int] = []

    def ask() -> None:
        counted.append(ports.channel(shop.channel).open(shop.account).count(time_text(since)))

    if trouble := trouble_of(shop, ask):
        raise trouble
    return max(0, counted[0])


def start(shop: Shop, since: datetime, by: str) -> Backfill:
    """A backfill that a person asks for; the worker goes on with it within a minute.

    Raises `BusinessError` for the future, and while another one that was asked for is under way.
    """
    total: int | None
    refuse_future(shop, since)
    try:
        total = count(shop, since)
    except AffluentError as trouble:  # the walk will meet it too, and knows what to do about it
        log.warning("backfill_not_counted", shop=shop.slug, code=trouble.code)
        total = None
    with transaction.atomic():
        take_turn(shop)
        asked = Backfill.objects.filter(shop=shop, reason=BackfillReason.ASKED, state__in=UNDER_WAY)
        if known := asked.first():
            raise BusinessError(
                "backfill_under_way",
                say(
                    "Orders of shop {shop} since {day} are being read already (backfill {known}).",
                    shop=shop.slug,
                    day=timezone.localdate(known.since),
                    known=known.pk,
                ),
                say("Wait until it is done, or cancel it."),
            )
        return Backfill.objects.create(shop=shop, since=max(since, BEGINNING), total=total, started_by=by)
