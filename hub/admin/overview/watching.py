"""Who tells the first page something, and who may see it."""

from collections.abc import Callable, Iterable, Iterator

from hub.admin.overview.numbers import Numbers
from hub.admin.overview.parts import Card, Trouble

Told = Card | Trouble
Watch = Callable[[Numbers], Iterable[Told]]
_watched: list[tuple[str, Watch]] = []


def watch(permission: str, look: Watch) -> None:
    """Let another app tell how what it knows of fares, to those with this permission; one query, please."""
    _watched.append((permission, look))


def told(numbers: Numbers) -> Iterator[Told]:
    """By all that watch over something the person may see."""
    for permission, look in _watched:
        if numbers.may(permission):
            yield from look(numbers)
