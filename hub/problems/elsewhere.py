"""Problems that somebody mended on a page of another kind: apps tell who saved what the problem lacked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hub.problems.cause import Cause


@dataclass(frozen=True, slots=True)
class Saved:
    """Who it was, and what they saved, in the words of the history."""

    actor: str
    text: str


Find = Callable[[Cause, datetime], Saved | None]
_finders: list[Find] = []


def register(find: Find) -> None:
    """Let an app tell who saved, since that moment, what names the missing thing of a cause."""
    if find not in _finders:
        _finders.append(find)


def saved(cause: Cause, since: datetime) -> Saved | None:
    """The last who did; None where nobody is known to have."""
    return next((found for find in _finders if (found := find(cause, since))), None)
