"""Running again what waits for a problem: all of it or some, each once, in the background where it is much.

What is to be done is frozen as rows when the person asks, so that it goes on after a crash and nothing is
done twice; what is done depends on what each row is by then.
"""

import time
from collections import Counter
from collections.abc import Collection
from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django_q.tasks import async_task

from hub import leases
from hub.models import Delivery, Problem, Replay, ReplayItem
from hub.problems import desk, following, sources
from hub.problems.cause import Source
from hub.problems.group import Group

log = structlog.get_logger(__name__)
AT_ONCE = 100  # more are run again in the background
_BATCH = 100
_LEASE_SECONDS = 120
_ROUND_SECONDS = 40.0


def ask(
    group: Group,
    problem: Problem,
    *,
    actor: str,
    reason: str,
    choice: str = "",
    chosen: Collection[int] | None = None,
    seen_at: datetime | None = None,
) -> Replay:
    """Freeze what is to be run again: all that waits now, or the chosen of it; call it with `take`.

    `seen_at`: what changed since the person looked is left out, where the choice is about content.
    """
    rows = sources.of(group.cause.source).members(group.cause).order_by("pk")
    if chosen is not None:
        rows = rows.filter(pk__in=chosen)
    if choice and seen_at is not None and group.cause.source == Source.ORDER:
        rows = rows.filter(changed_at__lte=seen_at)
    keys = list(rows.values_list("pk", flat=True))
    replay = Replay.objects.create(
        problem=problem, choice=choice, reason=reason, actor=actor, total=len(keys)
    )
    ReplayItem.objects.bulk_create((ReplayItem(replay=replay, member=key) for key in keys), batch_size=1000)
    return replay


def begin(replay: Replay) -> bool:
    """After the commit: run few again at once (True), or let the worker do it, within seconds."""
    if replay.total <= AT_ONCE:
        return work(replay.pk)
    async_task("hub.problems.replaying.work", replay.pk)
    return False


def work(replay_id: int, seconds: float = _ROUND_SECONDS) -> bool:
    """Go on with it for so long; whether it is finished. Harmless at any time, by anybody."""
    end = time.monotonic() + seconds
    with leases.held(f"replay:{replay_id}", seconds=_LEASE_SECONDS) as mine:
        if not mine:
            return False
        replay = Replay.objects.select_related("problem").get(pk=replay_id)
        while replay.finished_at is None and time.monotonic() < end:
            _batch(replay)
        return replay.finished_at is not None


def run_due() -> int:
    """The clock: go on with those that nobody finished; returns how many."""
    unfinished = list(Replay.objects.filter(finished_at=None).order_by("pk").values_list("pk", flat=True))
    for key in unfinished:
        work(key)
    return len(unfinished)


def _batch(replay: Replay) -> None:
    items = replay.items.filter(done=False).order_by("member")
    keys = list(items.values_list("member", flat=True)[:_BATCH])
    if not keys:
        _finish(replay)
        return
    row = replay.problem
    cause = desk.cause_of(row)
    source = sources.of(row.source)
    with transaction.atomic():
        went = source.again(cause, keys, choice=replay.choice, actor=replay.actor, reason=replay.reason)
        replay.items.filter(member__in=keys).update(done=True)
        replay.items.filter(member__in=went).update(restarted=True)


def _finish(replay: Replay) -> None:
    replay.restarted = replay.items.filter(restarted=True).count()
    replay.finished_at = timezone.now()
    replay.save(update_fields=["restarted", "finished_at"])
    following.close_if_over(replay.problem)
    log.info("replay_finished", problem=replay.problem_id, total=replay.total, restarted=replay.restarted)


def progress(replay: Replay) -> int:
    """How many were looked at so far."""
    return replay.items.filter(done=True).count()


def outcome(replay: Replay) -> Counter[str]:
    """Where the deliveries that were run again stand now, by state; empty for other kinds of rows."""
    if replay.problem.source not in (Source.DELIVERY, Source.OUTAGE):
        return Counter()
    members = ReplayItem.objects.filter(replay=replay, restarted=True).values("member")
    rows = Delivery.objects.filter(pk__in=members).order_by()
    return Counter(dict(rows.values_list("state").annotate(Count("pk"))))
