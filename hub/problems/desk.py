"""All problems as they are now, or one of them."""

from collections.abc import Callable

from django.utils import timezone

from hub.models import Problem, ProblemState
from hub.problems import sources
from hub.problems.cause import Cause
from hub.problems.group import Group
from hub.problems.sources import SOURCES

May = Callable[[str], bool]


def everything(_permission: str) -> bool:
    """For the hub itself."""
    return True


def open_groups(may: May = everything) -> list[Group]:
    """What waits now, of the kinds that somebody may see, with the rows kept about it; the oldest first.

    One query for each kind, one for the outages of each kind of target, one for the rows.
    """
    groups = [group for source in SOURCES.values() if may(source.permission) for group in source.groups()]
    # Those that nobody did anything about say nothing that was not counted anew.
    handled = Problem.objects.filter(state=ProblemState.OPEN, version__gt=0).select_related("assignee")
    rows = {cause_of(row): row for row in handled}
    for group in groups:
        group.row = rows.get(group.cause)
    now = timezone.now()
    return sorted(groups, key=lambda group: (group.since or now, -group.orders))


def find(key: str, may: May = everything) -> Group | None:
    """The problem with that key; without members where it is over, None where there never was such a one."""
    row = Problem.objects.filter(pk=key).select_related("assignee").first()
    if row is None:
        return next((group for group in open_groups(may) if group.key == key), None)
    return of_row(row) if may(permission_of(row.source)) else None


def of_row(row: Problem) -> Group:
    """As it is now; where nothing waits for it any more, as it was."""
    cause = cause_of(row)
    found = next((group for group in sources.of(row.source).groups(cause) if group.cause == cause), None)
    group = found or as_it_was(row)
    group.row = row
    return group


def as_it_was(row: Problem) -> Group:
    """Of a problem that is over; asks nothing."""
    return Group(cause=cause_of(row), said=row.said, todo=row.todo, since=row.since, row=row)


def cause_of(row: Problem) -> Cause:
    """What it is about."""
    return Cause(row.source, row.place, row.error_class, row.code, row.subject)


def permission_of(source: str) -> str:
    """The right to see problems of this kind."""
    return sources.of(source).permission
