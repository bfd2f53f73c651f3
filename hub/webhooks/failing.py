"""Webhooks that could not be followed: tried again later, given up, or kept until the shop has a new key."""

import random
from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from hub.caught import NotStored
from hub.errors import AffluentError, ErrorClass
from hub.models import Shop, Webhook, WebhookState
from hub.polling import LONGEST_PAUSE
from hub.sentences import joined
from hub.webhooks.reception import REMEDY

MOST_ATTEMPTS = 6
_FIRST_PAUSE, _LONGEST_JITTER = 2.0, 300.0  # seconds


def note(shop: Shop, rows: Sequence[Webhook], error: AffluentError) -> bool:
    """Write what follows from the failure; False when the shop should be left alone for now."""
    if error.error_class is ErrorClass.CREDENTIALS:
        _pause_shop(shop, error)
        return False
    now = timezone.now()
    later = now + timedelta(seconds=pause(rows[0].attempts + 1, error))
    for row in rows:
        row.attempts += 1
        row.note_trouble(error, now)
        row.next_attempt_at = later
        if not error.error_class.retries or row.attempts >= MOST_ATTEMPTS:
            row.state, row.followed_at = WebhookState.FAILED, now
            row.error_remedy = _with_comfort(row.error_remedy)
    columns = ["attempts", "next_attempt_at", "state", "followed_at", *Webhook.TROUBLE_FIELDS]
    Webhook.objects.bulk_update(rows, columns)
    if not error.error_class.retries or isinstance(error, NotStored):
        return True
    waiting = Webhook.objects.filter(shop=shop, state=WebhookState.WAITING, next_attempt_at__lt=later)
    waiting.update(next_attempt_at=later)  # a shop that is down is not asked once for each of them
    return False


def pause(attempts: int, error: AffluentError) -> float:
    """Seconds until the next try: full jitter, doubling; at least what the shop asked for, within reason."""
    grown = min(_LONGEST_JITTER, _FIRST_PAUSE * 2.0**attempts)
    asked = min(error.retry_after or 0.0, LONGEST_PAUSE)
    return asked + random.uniform(0, grown)  # noqa: S311 - spreads load, guards nothing


def _pause_shop(shop: Shop, error: AffluentError) -> None:
    """As polling does: nobody asks the shop until it has another key. What waits goes on waiting."""
    shop.note_trouble(error, timezone.now())
    columns = {name: getattr(shop, name) for name in Shop.TROUBLE_FIELDS}
    Shop.objects.filter(pk=shop.pk).update(**columns)


def _with_comfort(remedy: str) -> str:
    return remedy if remedy.endswith(REMEDY) else joined(remedy, REMEDY)
