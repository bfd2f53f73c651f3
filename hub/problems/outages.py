"""Connections that do not work: what is to go there waits for them, whatever the rows say."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from hub.problems.cause import Cause, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A target that does not answer or refuses us; `url` is the page that mends it."""

    target: str
    error_class: str
    code: str
    said: str
    todo: str
    since: datetime | None
    url: str

    @property
    def cause(self) -> Cause:
        """One problem for all that waits for it."""
        return Cause(Source.OUTAGE, self.target, self.error_class, self.code)


Find = Callable[[], Iterable[Outage]]
_finders: list[Find] = []


def register(find: Find) -> None:
    """Let an app tell which of its targets do not work; one query, please."""
    if find not in _finders:
        _finders.append(find)


def current() -> list[Outage]:
    """All of them."""
    return [outage for find in _finders for outage in find()]
