"""Who wants to know when VIES has answered: orders that wait for a number go on."""

from collections.abc import Callable, Collection

Listener = Callable[[Collection[str]], None]
_listeners: list[Listener] = []


def register(listener: Listener) -> None:
    """Call it with the VAT ids (`DE136695976`) that have just got an answer; it raises nothing."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell(numbers: Collection[str]) -> None:
    """These have an answer now."""
    if numbers:
        for listener in _listeners:
            listener(numbers)
