"""What django-q2 runs by the clock: few, short, idempotent tasks. Orders never live in its queue.

Each task may run twice or at the same time elsewhere: leases decide who works. `manage.py poll` and
`manage.py relay` do the same without django-q2.
"""

import time
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import OperationalError, ProgrammingError
from django.utils import timezone
from django_q.models import Failure, OrmQ, Schedule, Success

from hub.models import Attempt, Lease
from hub.outbox.relay import Embedded
from hub.outbox.running import relay_all
from hub.polling import due_shops, poll

log = structlog.get_logger(__name__)
ROUND_SECONDS = 45  # a schedule ticks once a minute; within it shops may become due more often
WALK_SECONDS = 6 * 3600  # the first walk of a big shop is long, and is lost when it is cut
KEEP_LEASES = timedelta(days=1)
KEEP_TASKS = timedelta(days=7)
KEEP_ATTEMPTS = timedelta(days=90)

SCHEDULES: dict[str, dict[str, Any]] = {
    "poll due shops": {
        "func": "hub.clock.poll_due_shops",
        "minutes": 1,
        "kwargs": str({"q_options": {"timeout": WALK_SECONDS}}),
    },
    "relay outbox": {"func": "hub.clock.relay_outbox", "minutes": 1, "kwargs": ""},
    "housekeeping": {"func": "hub.clock.housekeeping", "minutes": 60, "kwargs": ""},
}


def poll_due_shops(seconds: float = ROUND_SECONDS) -> int:
    """Poll every shop that is or becomes due within these seconds; returns how many polls there were."""
    end = time.monotonic() + seconds
    polls = 0
    while True:
        polls += sum(not poll(shop).busy for shop in due_shops())
        if time.monotonic() >= end:
            return polls
        time.sleep(min(1.0, seconds))


def relay_outbox() -> int:
    """Without a broker: give the waiting messages their positions. With one, `manage.py relay` does it."""
    return 0 if settings.AMQP_URL else relay_all(Embedded())


def housekeeping() -> dict[str, int]:
    """Delete what has served its time; returns how many rows of each kind. Orders are never touched."""
    now = timezone.now()
    old = {
        "leases": Lease.objects.filter(expires_at__lt=now - KEEP_LEASES),
        "attempts": Attempt.objects.filter(started_at__lt=now - KEEP_ATTEMPTS),
        "successes": Success.objects.filter(stopped__lt=now - KEEP_TASKS),
        "failures": Failure.objects.filter(stopped__lt=now - KEEP_TASKS),
        "tasks": OrmQ.objects.filter(lock__lt=now - KEEP_TASKS),
    }
    deleted = {name: rows.delete()[0] for name, rows in old.items()}
    log.info("housekeeping_done", **deleted)
    return deleted


def keep_schedules(**_: Any) -> None:
    """After migrations: the schedules exist, once each, as written here; their next run is left alone."""
    try:
        for name, wanted in SCHEDULES.items():
            columns = {**wanted, "schedule_type": Schedule.MINUTES, "repeats": -1}
            Schedule.objects.update_or_create(name=name, defaults=columns)
    except (OperationalError, ProgrammingError):
        log.warning("schedules_wait", reason="the tables of django-q2 are not migrated yet")
