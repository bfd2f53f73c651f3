"""The rows of problems follow what waits: opened when it begins, resolved when nothing waits any more."""

from django.db.models import F
from django.utils import timezone

from hub.models import Problem, ProblemAct, ProblemState
from hub.problems import desk, elsewhere
from hub.problems.group import Group
from hub.problems.handling import seen
from hub.sentences import say

_BY_ITSELF = say("By itself: nothing waits for it any more.")
_SNAPSHOT = ("said", "todo", "orders", "since")


def follow() -> dict[str, int]:
    """Every minute: open what is new, resolve what is over; how many of each."""
    groups = {group.key: group for group in desk.open_groups()}
    rows = {row.key: row for row in Problem.objects.filter(state=ProblemState.OPEN)}
    unknown = [key for key in groups if key not in rows]
    before = Problem.objects.in_bulk(unknown)
    new = [Problem(key=key, **seen(groups[key])) for key in unknown if key not in before]
    Problem.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)  # somebody may act at this moment
    for key, row in before.items():
        _reopen(row, groups[key])
    for key in groups.keys() & rows.keys():
        _keep(rows[key], groups[key])
    resolved = sum(close(row) for key, row in rows.items() if key not in groups)
    return {"opened": len(unknown), "resolved": resolved}


def close_if_over(row: Problem) -> bool:
    """Resolve it at once where nothing waits for it any more."""
    return not desk.of_row(row).orders and close(row)


def close(row: Problem) -> bool:
    """By whoever did something last that was meant to end it, at the desk or elsewhere; else by itself."""
    last = ProblemAct.objects.filter(problem=row, ends=True, at__gte=row.opened_at).first()
    by = last or elsewhere.saved(desk.cause_of(row), row.opened_at)
    return bool(
        Problem.objects.filter(key=row.key, state=ProblemState.OPEN).update(
            state=ProblemState.RESOLVED,
            resolved_at=timezone.now(),
            resolved_by=by.actor if by else "",
            resolution=by.text if by else _BY_ITSELF,
            snoozed_until=None,
        )
    )


def _reopen(row: Problem, group: Group) -> None:
    again = {"times": F("times") + 1, "resolved_at": None, "resolved_by": "", "resolution": ""}
    over = Problem.objects.filter(key=row.key, state=ProblemState.RESOLVED)
    over.update(**seen(group), **again)


def _keep(row: Problem, group: Group) -> None:
    """What it looks like now, for the time after its end."""
    now = seen(group)
    changed = {name: now[name] for name in _SNAPSHOT if now[name] != getattr(row, name)}
    if changed:
        Problem.objects.filter(key=row.key).update(**changed)
