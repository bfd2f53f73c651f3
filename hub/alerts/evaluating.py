"""Asking the rules, and opening and ending alerts by what they find. One process at a time does it."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from hub import leases
from hub.alerts import rules, sending
from hub.alerts.rules import Found, Rule
from hub.models import Alert, AlertMessage, AlertRecipient, AlertRule, MessageKind
from hub.models.alert import KEY_LENGTH

log = structlog.get_logger(__name__)
LEASE, LEASE_SECONDS = "alerts", 120
OVER_AFTER = timedelta(minutes=5)  # not seen for so long: what comes and goes is one alert
_EARLY = timedelta(seconds=30)  # a clock's tick may come a little before its minute
_LONGEST_URL = 500


def run() -> dict[str, int]:
    """Look, tell, and send what is due; how many of each. Nothing while another does it."""
    owner = leases.new_owner()
    if not leases.acquire(LEASE, owner, seconds=LEASE_SECONDS):
        return {"began": 0, "ended": 0, "sent": 0}
    try:
        with override(settings.LANGUAGE_CODE):
            began, ended = evaluate()
            sent = sending.send_due(lambda: leases.acquire(LEASE, owner, seconds=LEASE_SECONDS))
    finally:
        leases.release(LEASE, owner)
    return {"began": began, "ended": ended, "sent": sent}


def evaluate(now: datetime | None = None) -> tuple[int, int]:
    """Every rule whose turn it is; how many alerts began and ended. One that fails leaves the others be."""
    now = now or timezone.now()
    rules.keep_rows()
    rows = {row.code: row for row in AlertRule.objects.all()}
    began = ended = 0
    for rule in rules.known():
        row = rows[rule.code]
        if row.evaluated_at and now - row.evaluated_at < timedelta(minutes=rule.every) - _EARLY:
            continue
        try:
            found = {one.key[:KEY_LENGTH]: one for one in rule.find(row.threshold)} if row.active else {}
        except Exception:  # a rule of some package must not silence the others
            log.exception("alert_rule_failed", rule=rule.code)
            continue
        with transaction.atomic():
            began += _open(rule, row, found, now)
            ended += _end(rule, row, found, now)
            AlertRule.objects.filter(pk=row.pk).update(evaluated_at=now)
    return began, ended


def _open(rule: Rule, row: AlertRule, found: Mapping[str, Found], now: datetime) -> int:
    """Remember what was found, and tell of what has lasted."""
    began = 0
    for key, one in found.items():
        columns = {
            "name": one.name,
            "cause": one.cause,
            "remedy": one.remedy,
            "url": one.url[:_LONGEST_URL],
            "last_seen_at": now,
        }
        first = {"rule": rule.code, "key": key, "first_seen_at": min(one.since or now, now)}
        alert, _made = Alert.objects.update_or_create(
            open_key=_open_key(rule.code, key), defaults=columns, create_defaults={**first, **columns}
        )
        if alert.began_at is None:
            if rule.has_lasted(now - alert.first_seen_at, row.threshold):
                alert.began_at = alert.reminded_at = now
                alert.save(update_fields=["began_at", "reminded_at"])
                _tell(alert, MessageKind.BEGAN)
                began += 1
        elif _is_due(alert, row, now):
            alert.reminded_at = now
            alert.save(update_fields=["reminded_at"])
            _tell(alert, MessageKind.REMINDER)
    return began


def _end(rule: Rule, row: AlertRule, found: Mapping[str, Found], now: datetime) -> int:
    """End what is over. What a person switched off ends without a word; what never lasted is forgotten."""
    ended = 0
    for alert in Alert.objects.filter(rule=rule.code, ended_at=None).exclude(key__in=list(found)):
        if alert.began_at is None:
            alert.delete()
            continue
        if row.active and now - alert.last_seen_at < OVER_AFTER:
            continue
        Alert.objects.filter(pk=alert.pk).update(ended_at=now, open_key=None)
        if row.active:
            _tell(alert, MessageKind.ENDED)
        ended += 1
    return ended


def _is_due(alert: Alert, row: AlertRule, now: datetime) -> bool:
    if not row.remind_hours or alert.reminded_at is None:
        return False
    return now - alert.reminded_at >= timedelta(hours=row.remind_hours)


def _tell(alert: Alert, kind: MessageKind) -> None:
    """A message for each recipient, in the transaction of what it tells."""
    number = alert.messages.filter(kind=kind).values("number").distinct().count()
    recipients = AlertRecipient.objects.filter(active=True)
    AlertMessage.objects.bulk_create(
        AlertMessage(alert=alert, recipient=recipient, kind=kind, number=number) for recipient in recipients
    )
    log.warning("alert", rule=alert.rule, key=alert.key, tells=kind.value, name=alert.name)


def _open_key(code: str, key: str) -> str:
    return hashlib.sha256(f"{code}\n{key}".encode()).hexdigest()
