"""Outbox → broker, in order, by one relay at a time. A crash publishes again; nothing is skipped."""

from collections.abc import Sequence
from typing import Protocol

import structlog
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from hub import leases
from hub.models import Lease, Outbox
from hub.outbox.message import Message, messages

log = structlog.get_logger(__name__)
LEASE = "relay"
BATCH = 100


class Publisher(Protocol):
    """Where messages go. `publish` returns only when the broker has taken each one safely."""

    def publish(self, messages: Sequence[Message]) -> None:
        """Raises `TransientError` when the broker did not confirm all of them."""
        ...

    def close(self) -> None:
        """Let go of the connection; the next `publish` opens a new one."""
        ...


class Embedded:
    """No broker: a bridge in the same installation looks at the database itself."""

    def publish(self, messages: Sequence[Message]) -> None:
        """Nothing to hand over."""

    def close(self) -> None:
        """Nothing to let go of."""


def relay_batch(publisher: Publisher, owner: str, *, size: int = BATCH) -> int:
    """Publish the oldest waiting messages; returns how many. 0 also while another relay is at work."""
    if not leases.acquire(LEASE, owner):
        return 0
    rows = list(
        Outbox.objects.filter(published_at=None)
        .select_related("order__shop")
        .defer("order__shop__credentials")
        .order_by("id")[:size]
    )
    if not rows:
        return 0
    publisher.publish(messages(rows))
    _mark_published(rows)
    log.info("messages_published", count=len(rows))
    return len(rows)


def _mark_published(rows: Sequence[Outbox]) -> None:
    """Give positions one after the other; the lease's row serializes relays that overlap."""
    with transaction.atomic():
        list(Lease.objects.select_for_update().filter(name=LEASE))
        last = Outbox.objects.aggregate(last=Max("position"))["last"] or 0
        now = timezone.now()
        still_waiting = set(
            Outbox.objects.filter(pk__in=[row.pk for row in rows], published_at=None).values_list(
                "pk", flat=True
            )
        )
        fresh = [row for row in rows if row.pk in still_waiting]
        for position, row in enumerate(fresh, start=last + 1):
            row.published_at, row.position = now, position
        Outbox.objects.bulk_update(fresh, ["published_at", "position"])
