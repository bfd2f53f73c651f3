"""The life of a document, the same for every target: wanted, tried, kept, or given up until a person asks.

No delivery waits for it: the rows are a list of their own, worked through beside the orders.
"""

import hashlib
import random
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hub.errors import AffluentError
from hub.models import DocumentState, Event, EventKind, InvoiceContent, InvoiceDocument
from hub.models.columns import writable
from hub.models.document import NUMBER_LENGTH
from hub.sentences import joined, say

MAX_ATTEMPTS = 10  # within about half a day
_FIRST_PAUSE = 60.0


def want(documents: Iterable[InvoiceDocument]) -> None:
    """Store what is to be fetched; what is known already is left as it is."""
    InvoiceDocument.objects.bulk_create(documents, ignore_conflicts=True)


def due(target: str, limit: int) -> list[InvoiceDocument]:
    """What may be fetched from the target now, the longest waiting first."""
    now = timezone.now()
    ready = Q(next_attempt_at=None) | Q(next_attempt_at__lte=now)
    rows = InvoiceDocument.objects.filter(ready, target=target, state=DocumentState.WAITING)
    return list(rows.select_related("order__shop").order_by("next_attempt_at", "id")[:limit])


def begin(document: InvoiceDocument) -> bool:
    """Count a try before it is made, so that one which kills its process is bounded too; False: not ours."""
    untouched = InvoiceDocument.objects.filter(
        pk=document.pk, state=DocumentState.WAITING, attempts=document.attempts
    )
    document.attempts += 1
    document.next_attempt_at = _next_try(document.attempts, timezone.now())
    return bool(untouched.update(attempts=document.attempts, next_attempt_at=document.next_attempt_at))


def keep(document: InvoiceDocument, data: bytes, *, number: str) -> None:
    """Store the file, and tell the order's history."""
    document.number = writable(number)[:NUMBER_LENGTH]
    document.sha256, document.size = hashlib.sha256(data).hexdigest(), len(data)
    document.state, document.fetched_at = DocumentState.KEPT, timezone.now()
    document.attempts, document.next_attempt_at = 0, None
    document.clear_trouble()
    with transaction.atomic():
        InvoiceContent.objects.update_or_create(document=document, defaults={"data": data})
        document.save(force_update=True)
        _tell(
            document,
            say("PDF of {number} kept.", number=document.number),
            sha256=document.sha256,
            bytes=document.size,
        )


def fail(document: InvoiceDocument, error: AffluentError) -> None:
    """Note what went wrong; time alone mends only some of it, and not for ever."""
    document.note_trouble(error, timezone.now())
    if error.retry_after is not None:
        document.next_attempt_at = timezone.now() + timedelta(seconds=error.retry_after)
    if not error.error_class.retries or document.attempts >= MAX_ATTEMPTS:
        document.state, document.next_attempt_at = DocumentState.FAILED, None
        _tell(
            document,
            say("PDF of {number}: {what}", number=document.number, what=joined(error.cause, error.remedy)),
            code=error.code,
        )
    document.save(force_update=True)


def put_back(document: InvoiceDocument) -> None:
    """The target as a whole does not answer: that was no try."""
    document.attempts = max(0, document.attempts - 1)
    document.next_attempt_at = None
    document.save(update_fields=["attempts", "next_attempt_at"])


def again(document: InvoiceDocument, *, actor: str) -> bool:
    """Staff: fetch it once more; what is kept stays until something new is there. False: it waits already."""
    rested = InvoiceDocument.objects.filter(pk=document.pk).exclude(state=DocumentState.WAITING, attempts=0)
    restarted = rested.update(state=DocumentState.WAITING, attempts=0, next_attempt_at=None)
    if restarted:
        text = say("Fetch the PDF of {number} again.", number=document.number)
        order = document.order
        Event.objects.create(shop=order.shop, order=order, kind=EventKind.STAFF, actor=actor, text=text)
    return bool(restarted)


def _next_try(attempts: int, now: datetime) -> datetime:
    """Doubling with jitter; never less than half, since meanwhile the try itself may still be under way."""
    pause = _FIRST_PAUSE * 2.0 ** min(attempts, MAX_ATTEMPTS)
    return now + timedelta(seconds=random.uniform(pause / 2, pause))  # noqa: S311 - jitter


def _tell(document: InvoiceDocument, text: str, **detail: object) -> None:
    order = document.order
    Event.objects.create(shop=order.shop, order=order, kind=EventKind.DELIVERY, text=text, detail=detail)
