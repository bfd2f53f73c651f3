"""Sending what is to be told, all of one recipient in one message, again and again until it is taken."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import structlog
from django.conf import settings
from django.utils import timezone

from hub.alerts import transports
from hub.alerts.wording import Item
from hub.errors import AffluentError
from hub.models import AlertMessage, AlertRecipient

log = structlog.get_logger(__name__)
MOST = 20  # things in one message
GIVE_UP = timedelta(days=2)  # by then it is no news
_LONGEST_PAUSE = 60  # minutes


def send_due(may_go_on: Callable[[], bool]) -> int:
    """Every message that is due; how many were taken. Ends when another process took over."""
    due = AlertMessage.objects.filter(next_attempt_at__lte=timezone.now(), sent_at=None)
    sent = 0
    for key in list(due.order_by("recipient").values_list("recipient", flat=True).distinct()):
        if not may_go_on():
            break
        waiting = list(due.filter(recipient=key).select_related("alert", "recipient").order_by("id")[:MOST])
        if waiting:
            sent += _send(waiting[0].recipient, waiting)
    return sent


def _send(recipient: AlertRecipient, messages: Sequence[AlertMessage]) -> int:
    now = timezone.now()
    rows = AlertMessage.objects.filter(pk__in=[message.pk for message in messages])
    if not recipient.active:
        rows.update(next_attempt_at=None)
        return 0
    try:
        transports.deliver(recipient, [item_of(message) for message in messages])
    except AffluentError as trouble:
        _note(recipient, trouble)
        for message in messages:
            message.attempts += 1
            message.error = trouble.cause
            pause = timedelta(minutes=min(2**message.attempts, _LONGEST_PAUSE))
            message.next_attempt_at = now + pause if now - message.made_at < GIVE_UP else None
            message.save(update_fields=["attempts", "error", "next_attempt_at"])
        return 0
    rows.update(sent_at=timezone.now(), next_attempt_at=None, error="")
    succeeded(recipient)
    return len(messages)


def item_of(message: AlertMessage) -> Item:
    """What the message says."""
    alert = message.alert
    link = f"{settings.BASE_URL}{alert.url}"
    return Item(kind=message.kind, name=alert.name, cause=alert.cause, remedy=alert.remedy, link=link)


def succeeded(recipient: AlertRecipient) -> None:
    """A message was taken: nothing is wrong with the recipient any more."""
    recipient.clear_trouble()
    recipient.last_success_at = timezone.now()
    recipient.save(update_fields=[*AlertRecipient.TROUBLE_FIELDS, "last_success_at"])


def _note(recipient: AlertRecipient, trouble: AffluentError) -> None:
    log.warning("alert_not_sent", recipient=recipient.name, code=trouble.code, cause=trouble.cause)
    recipient.note_trouble(trouble, timezone.now())
    recipient.save(update_fields=AlertRecipient.TROUBLE_FIELDS)
