"""What people do about a problem: take care of it, put it off, note something. Two never do it unawares."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from hub.errors import BusinessError
from hub.models import Event, EventKind, Problem, ProblemAct, ProblemState, Shop
from hub.models.columns import writable
from hub.models.problem import TEXT_LENGTH
from hub.problems import elsewhere, words
from hub.problems.cause import Cause
from hub.problems.group import Group
from hub.sentences import joined, reasoned, say

_MOST_SHOPS = 50  # that get an event of their own


class ChangedMeanwhileError(BusinessError):
    """Somebody else did something about the problem since the person looked at it."""

    def __init__(self, last: ProblemAct | None) -> None:
        self.last = last
        by = (
            say(
                "{who} did something about it at {time} UTC: {what}",
                who=last.actor,
                time=f"{last.at:%H:%M}",
                what=last.text,
            )
            if last
            else say("It has changed.")
        )
        super().__init__(
            "problem_changed",
            say("Nothing was done. {by}", by=by),
            say("Look at it as it is now, then decide."),
        )


class OverMeanwhileError(BusinessError):
    """Nothing waits for the problem any more: somebody mended it elsewhere, or it ended by itself."""

    def __init__(self, by: elsewhere.Saved | None) -> None:
        who = say("{who}: {what}", who=by.actor, what=by.text) if by else ""
        super().__init__(
            "problem_over",
            joined(say("Nothing was done: nothing waits for it any more."), who),
            say("Look at it as it is now."),
        )


def expect_waiting(group: Group) -> None:
    """Raises `OverMeanwhileError` where there is nothing to mend any more."""
    if not group.orders:
        row = group.row
        raise OverMeanwhileError(elsewhere.saved(group.cause, row.opened_at) if row else None)


def take(
    group: Group, *, version: int, actor: str, text: str, reason: str = "", ends: bool = False, **columns: Any
) -> Problem:
    """`lock` and `write_down` in one."""
    with transaction.atomic():
        row = lock(group, version=version, **columns)
        write_down(group, row, actor=actor, text=text, reason=reason, ends=ends)
    return row


def lock(group: Group, *, version: int, **columns: Any) -> Problem:
    """The row, for a person who saw the problem at `version`; raises `ChangedMeanwhileError`.

    Call it in the transaction of what is done: who comes second waits until it ends, and is told.
    """
    Problem.objects.get_or_create(key=group.key, defaults=seen(group))
    mine = Problem.objects.filter(key=group.key, version=version)
    if not mine.update(version=F("version") + 1, **columns):
        raise ChangedMeanwhileError(ProblemAct.objects.filter(problem=group.key).first())
    group.row = Problem.objects.get(key=group.key)
    return group.row


def write_down(
    group: Group, row: Problem, *, actor: str, text: str, reason: str = "", ends: bool = False
) -> None:
    """What the person did; `ends`: it is meant to end the problem."""
    ProblemAct.objects.create(problem=row, text=text, reason=writable(reason), ends=ends, actor=actor)
    _tell(group, text, reason, actor)


def assign(group: Group, to: AbstractBaseUser | None, *, version: int, actor: str) -> Problem:
    """Somebody takes care of it, or nobody any more."""
    text = say("Assigned to {who}.", who=to.get_username()) if to else say("Assigned to nobody.")
    return take(group, version=version, actor=actor, text=text, assignee=to)


def snooze(group: Group, until: date | None, *, version: int, actor: str, reason: str) -> Problem:
    """Not to be shown among the open ones until that day; None: at once."""
    text = say("Put off until {day}.", day=until) if until else say("Not put off any more.")
    return take(group, version=version, actor=actor, text=text, reason=reason, snoozed_until=until)


def note(group: Group, text: str, *, version: int, actor: str) -> Problem:
    """Words for the others; replaces those before."""
    return take(
        group, version=version, actor=actor, text=say("Note changed."), reason=text, note=writable(text)
    )


def told_elsewhere(cause: Cause, *, actor: str, text: str, reason: str) -> None:
    """Somebody mended it on a page of its own: kept with the problem, and whoever is at it is told."""
    with transaction.atomic():
        row, _new = Problem.objects.get_or_create(key=cause.key, defaults=seen(Group(cause=cause)))
        Problem.objects.filter(key=cause.key).update(version=F("version") + 1)
        said = {"text": text, "reason": writable(reason), "ends": True}
        ProblemAct.objects.create(problem=row, actor=actor, **said)


def seen(group: Group) -> dict[str, Any]:
    """The columns that say what the problem looks like now."""
    cause = group.cause
    return {
        "source": str(cause.source),
        "place": cause.place[:64],
        "error_class": cause.error_class,
        "code": cause.code[:64],
        "subject": cause.subject[:TEXT_LENGTH],
        "said": group.said,
        "todo": group.todo,
        "orders": group.orders,
        "since": group.since,
        "state": ProblemState.OPEN,
        "opened_at": group.since or timezone.now(),
    }


def _tell(group: Group, text: str, reason: str, actor: str) -> None:
    """A line in the history of each shop that is concerned."""
    said = say("Problem “{title}”: {what}", title=words.english_title(group.cause), what=text)
    shops: Iterable[int] = Shop.objects.filter(pk__in=list(group.shops)[:_MOST_SHOPS]).values_list(
        "pk", flat=True
    )
    Event.objects.bulk_create(
        Event(
            shop_id=shop,
            kind=EventKind.STAFF,
            actor=actor,
            text=reasoned(said, reason),
            detail={"problem": group.key},
        )
        for shop in shops
    )
