"""Where coverage looks: only where it can see something new, as its tracer doubles the time of what runs.

Of a test with many cases it looks at the first one: the others run the same code with other values. It looks
neither at the sandbox's servers and the house's programs, which are no part of the product, nor at tests that
are marked `repeats`, `chain` or `browser`, which run what others run by itself.
What is left out can only lower the figure that `make test` holds against its bar, never raise it.
"""

import inspect
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from coverage import Coverage

from sandbox.network.listening import PromptServer

_OTHERS_CODE = ("tests/sandbox/", "tests/services/", "tests/house/")
_NOTHING_NEW = ("repeats", "chain", "browser")
_OF_CHILDREN = "COVERAGE_PROCESS_CONFIG"  # tells processes that a test starts to measure themselves


def worth_it(items: Iterable[pytest.Item]) -> frozenset[str]:
    """The ids of the tests that coverage looks at, the same in every process of a run."""
    known: set[tuple[str, ...]] = set()
    found = []
    for item in items:
        if item.nodeid.startswith(_OTHERS_CODE) or any(map(item.get_closest_marker, _NOTHING_NEW)):
            continue
        test = _test_of(item)
        if test not in known:
            found.append(item.nodeid)
        known.add(test)
    return frozenset(found)


def _test_of(item: pytest.Item) -> tuple[str, ...]:
    """What a case belongs to. A function among its values is a check to carry out: a test of its own."""
    values = item.callspec.params.values() if hasattr(item, "callspec") else ()
    checks = (value.__name__ for value in values if inspect.isfunction(value))
    return (item.nodeid.partition("[")[0], *checks)


class Look:
    """Coverage of this process, which can look away. Without coverage it does nothing.

    A worker of xdist has several, one above the other: its own, and that of a measured process' child.
    """

    def __init__(self) -> None:
        self._away: list[Coverage] = []

    def at(self, it: bool) -> None:
        """Measure from here on, or measure nothing, neither here nor in processes that are started."""
        if it:
            while self._away:
                self._away.pop().start()  # which tells children again to measure themselves
            return
        while (current := Coverage.current()) is not None:
            current.stop()
            os.environ.pop(_OF_CHILDREN, None)
            self._away.append(current)

    @contextmanager
    def elsewhere(self) -> Iterator[None]:
        """Look away for a while."""
        looked = not self._away
        self.at(False)
        try:
            yield
        finally:
            self.at(looked)


LOOK = Look()


def away_from_servers() -> None:
    """The sandbox's servers answer in threads that nobody measures."""
    answer: Callable[..., None] = PromptServer.process_request_thread

    def unseen(self: PromptServer, *connection: Any) -> None:
        sys.settrace(None)
        answer(self, *connection)

    PromptServer.process_request_thread = unseen  # type: ignore[method-assign, assignment] # in this run
