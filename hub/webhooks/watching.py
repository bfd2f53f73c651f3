"""Noticing that webhooks have stopped, telling it, and trying to mend it."""

from collections.abc import Iterator
from datetime import datetime

import structlog
from django.db.models import F
from django.utils import timezone

from hub.models import Event, EventKind, Revision, Shop, WebhookSubscription
from hub.order.document import time_text
from hub.order.vocabulary import Status
from hub.sentences import say
from hub.webhooks.silence import SKEW, Change, Silence, silence
from hub.webhooks.subscribing import repair_due

log = structlog.get_logger(__name__)
_MOST = 500  # changes looked at: more say no more


def watch() -> dict[str, int]:
    """Look at every shop that wants webhooks, then repair what is due; returns how many of each there were.

    Repairing is what ends most silences: platforms switch a webhook off after a few failures.
    """
    wanted = WebhookSubscription.objects.filter(wanted=True, shop__active=True).exclude(subscribed_at=None)
    silent = sum(_notice(row) for row in wanted.select_related("shop"))
    return {"silent": silent, "repaired": repair_due()}


def _notice(row: WebhookSubscription) -> bool:
    """Write a silence down, and tell of it when it begins."""
    found = _silence_of(row)
    if found is None:
        return row.silent_since is not None
    # Not when a webhook came meanwhile.
    same = WebhookSubscription.objects.filter(pk=row.pk, last_received_at=row.last_received_at)
    noted = same.update(silent_since=found.since, silent_changes=found.changes)
    if noted and row.silent_since is None:
        _tell(row, found)
    return bool(noted)


def _silence_of(row: WebhookSubscription) -> Silence | None:
    since = max(time for time in (row.subscribed_at, row.last_received_at) if time is not None)
    changes = _changes_after(since, row.shop)
    poll_seconds = row.shop.poll_seconds
    return silence(changes, listening_since=since, poll_seconds=poll_seconds, now=timezone.now())


def _changes_after(since: datetime, shop: Shop) -> Iterator[Change]:
    """The newest content of each order that changed since then; drafts are told by nobody."""
    newest = Revision.objects.filter(
        order__shop=shop, order__updated_at__gt=since + SKEW, number=F("order__revision")
    ).exclude(order__status=Status.DRAFT)
    found = newest.order_by("order__updated_at").values_list("order__updated_at", "created_at")
    for changed_at, found_at in found[:_MOST]:
        if changed_at is not None:
            yield Change(changed_at, found_at)


def _tell(row: WebhookSubscription, found: Silence) -> None:
    log.warning("webhooks_silent", shop=row.shop.slug, changes=found.changes, since=time_text(found.since))
    text = say(
        "Webhooks stopped: {changes} changes since {since} came by polling alone.",
        changes=found.changes,
        since=time_text(found.since),
    )
    Event.objects.create(shop=row.shop, kind=EventKind.WEBHOOKS, text=text)
