"""What django-q2 runs by the clock: few, short, idempotent tasks. Orders never live in its queue.

Each task may run twice or at the same time elsewhere: leases decide who works. `manage.py poll`,
`manage.py follow_webhooks` and `manage.py relay` do the same without django-q2.
"""

import time
from datetime import datetime, timedelta
from typing import Any

import structlog
from axes.models import AccessAttempt
from django.conf import settings
from django.db import OperationalError, ProgrammingError
from django.db.models import QuerySet
from django.utils import timezone
from django_q.models import Failure, OrmQ, Schedule, Success

from hub import backfill
from hub.alerts import evaluating
from hub.models import (
    Alert,
    Attempt,
    Backfill,
    Difference,
    DifferenceState,
    Lease,
    Problem,
    ProblemState,
    Reconciliation,
    Webhook,
)
from hub.models.backfill import REREADS, UNDER_WAY
from hub.outbox.relay import Embedded
from hub.outbox.running import relay_all
from hub.polling import due_shops, poll
from hub.problems import following as following_problems
from hub.problems import replaying
from hub.reconciliation import nightly
from hub.webhooks import following, watching

log = structlog.get_logger(__name__)
ROUND_SECONDS = 45  # a schedule ticks once a minute; within it shops may become due more often
FOLLOW_SECONDS = 55  # a webhook that comes between two rounds waits for the next
BACKFILL_SECONDS = 20  # of every minute, so that a worker of the clock stays free
WALK_SECONDS = 6 * 3600  # where a channel cannot tell how to go on, a walk that is cut is lost
RECONCILE_SECONDS = 3600  # one that is cut is done again with the next tick
KEEP_LEASES = timedelta(days=1)
KEEP_TASKS = timedelta(days=7)
KEEP_ATTEMPTS = timedelta(days=90)
KEEP_REREADS = timedelta(days=30)
KEEP_RECONCILIATIONS = timedelta(days=90)
KEEP_DIFFERENCES = timedelta(days=180)  # once they are resolved
KEEP_PROBLEMS = timedelta(days=365)  # once they are resolved
KEEP_ALERTS = timedelta(days=180)  # once they are over
KEEP_WEBHOOKS = timedelta(days=30)  # longer than any platform repeats one

SCHEDULES: dict[str, dict[str, Any]] = {
    "poll due shops": {
        "func": "hub.clock.poll_due_shops",
        "minutes": 1,
        "kwargs": str({"q_options": {"timeout": WALK_SECONDS}}),
    },
    "follow webhooks": {"func": "hub.clock.follow_webhooks", "minutes": 1, "kwargs": ""},
    "watch webhooks": {"func": "hub.clock.watch_webhooks", "minutes": 5, "kwargs": ""},
    "read older orders": {
        "func": "hub.clock.read_older_orders",
        "minutes": 1,
        "kwargs": str({"q_options": {"timeout": WALK_SECONDS}}),
    },
    "nightly re-read": {"func": "hub.clock.start_rereads", "minutes": 10, "kwargs": ""},
    "nightly reconciliation": {
        "func": "hub.clock.reconcile_due",
        "minutes": 10,
        "kwargs": str({"q_options": {"timeout": RECONCILE_SECONDS}}),
    },
    "relay outbox": {"func": "hub.clock.relay_outbox", "minutes": 1, "kwargs": ""},
    "follow problems": {"func": "hub.clock.follow_problems", "minutes": 1, "kwargs": ""},
    "run problems again": {"func": "hub.clock.run_problems_again", "minutes": 1, "kwargs": ""},
    "alerts": {"func": "hub.clock.raise_alerts", "minutes": 1, "kwargs": ""},
    "housekeeping": {"func": "hub.clock.housekeeping", "minutes": 60, "kwargs": ""},
}


def add(name: str, func: str, *, minutes: int) -> None:
    """Let another app have a task of its own, from its `ready`: a dotted path, every so many minutes."""
    SCHEDULES[name] = {"func": func, "minutes": minutes, "kwargs": ""}


def poll_due_shops(seconds: float = ROUND_SECONDS) -> int:
    """Poll every shop that is or becomes due within these seconds; returns how many polls there were."""
    end = time.monotonic() + seconds
    polls = 0
    while True:
        polls += sum(not poll(shop).busy for shop in due_shops())
        if time.monotonic() >= end:
            return polls
        time.sleep(min(1.0, seconds))


def follow_webhooks(seconds: float = FOLLOW_SECONDS) -> int:
    """Follow every webhook that is or becomes due within these seconds; returns how many orders were read."""
    end = time.monotonic() + seconds
    read = 0
    while True:
        read += following.follow_due(lambda: seconds > 0 and time.monotonic() >= end).read
        if time.monotonic() >= end:
            return read
        time.sleep(min(1.0, seconds))


def watch_webhooks() -> dict[str, int]:
    """Notice webhooks that stopped, and repair subscriptions where it is due."""
    return watching.watch()


def read_older_orders(seconds: float = BACKFILL_SECONDS) -> int:
    """Go on with the backfills that are due; returns how many legs there were."""
    return backfill.run_due(seconds)


def start_rereads() -> int:
    """Begin the nightly re-reads when their hour has come; returns how many."""
    return backfill.start_rereads()


def reconcile_due() -> int:
    """Reconcile the shops whose turn has come tonight; returns how many sides were compared."""
    return nightly.reconcile_due()


def follow_problems() -> dict[str, int]:
    """Open what waits anew, resolve what nothing waits for any more; how many of each."""
    return following_problems.follow()


def run_problems_again() -> int:
    """Go on with what people let run again and nobody finished; returns how many."""
    return replaying.run_due()


def raise_alerts() -> dict[str, int]:
    """Ask the rules, open and end alerts, and send what is to be told; how many of each."""
    return evaluating.run()


def relay_outbox() -> int:
    """Without a broker: give the waiting messages their positions. With one, `manage.py relay` does it."""
    return 0 if settings.AMQP_URL else relay_all(Embedded())


def housekeeping() -> dict[str, int]:
    """Delete what has served its time; returns how many rows of each kind. Orders are never touched."""
    now = timezone.now()
    old = {
        "leases": Lease.objects.filter(expires_at__lt=now - KEEP_LEASES),
        "attempts": Attempt.objects.filter(started_at__lt=now - KEEP_ATTEMPTS),
        "webhooks": Webhook.objects.filter(received_at__lt=now - KEEP_WEBHOOKS),
        "reconciliations": Reconciliation.objects.filter(started_at__lt=now - KEEP_RECONCILIATIONS),
        "differences": Difference.objects.filter(
            state=DifferenceState.RESOLVED, resolved_at__lt=now - KEEP_DIFFERENCES
        ),
        "problems": Problem.objects.filter(state=ProblemState.RESOLVED, resolved_at__lt=now - KEEP_PROBLEMS),
        "alerts": Alert.objects.filter(ended_at__lt=now - KEEP_ALERTS),
        "login_attempts": AccessAttempt.objects.filter(attempt_time__lt=now - KEEP_TASKS),
        "rereads": _old_rereads(now - KEEP_REREADS),
        "successes": Success.objects.filter(stopped__lt=now - KEEP_TASKS),
        "failures": Failure.objects.filter(stopped__lt=now - KEEP_TASKS),
        "tasks": OrmQ.objects.filter(lock__lt=now - KEEP_TASKS),
    }
    deleted = {name: rows.delete()[0] for name, rows in old.items()}
    log.info("housekeeping_done", **deleted)
    return deleted


def _old_rereads(before: datetime) -> QuerySet[Backfill]:
    rereads = Backfill.objects.filter(reason__in=REREADS, created_at__lt=before)
    return rereads.exclude(state__in=UNDER_WAY)


def keep_schedules(**_: Any) -> None:
    """After migrations: the schedules exist, once each, as written here; their next run is left alone."""
    try:
        for name, wanted in SCHEDULES.items():
            columns = {**wanted, "schedule_type": Schedule.MINUTES, "repeats": -1}
            Schedule.objects.update_or_create(name=name, defaults=columns)
    except (OperationalError, ProgrammingError):
        log.warning("schedules_wait", reason="the tables of django-q2 are not migrated yet")
