"""What a source of problems is: rows of one kind that wait, counted by cause, and run again in batches."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from django.db.models import F, Min, Model, QuerySet
from django.db.models.functions import Left

from hub.problems.cause import Cause
from hub.problems.group import Group

SAID_LENGTH = 4000  # characters; a sentence that is cut here is told in English alone
SAID, ADVICE = Min(Left("error_cause", SAID_LENGTH)), Min(Left("error_remedy", SAID_LENGTH))

SHOP = ("shop_key", "slug", "name")


def shop_of(path: str) -> dict[str, F]:
    """Annotations that name the shop of a row, by the path that leads to it."""
    return {"shop_key": F(path), "slug": F(f"{path}__slug"), "name": F(f"{path}__name")}


class ProblemSource(Protocol):
    """`permission` is the right to see its rows, `change` the one to run them again.

    `decide` is needed too for a choice, which settles what is about money; empty: there is none.
    """

    permission: str
    change: str
    decide: str
    can_run_again: bool

    def groups(self, only: Cause | None = None) -> Iterable[Group]:
        """What waits now, or of that `only`; one query, however many rows there are."""
        ...

    def members(self, cause: Cause) -> QuerySet[Model]:
        """The rows that wait for it, the oldest first."""
        ...

    def again(self, cause: Cause, keys: Sequence[int], *, choice: str, actor: str, reason: str) -> set[int]:
        """Run those again that still wait for it; which ones they were. Each leaves an event."""
        ...
