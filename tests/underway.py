"""Which tests were running when a run was ended: said at the end, where its author looks first."""

import time

import pytest


class Underway:
    """A plugin; of a run with several workers, the one in the process that leads them knows."""

    def __init__(self) -> None:
        self._since: dict[str, float] = {}

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """A test begins, here or in a worker."""
        self._since[nodeid] = time.monotonic()

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """It has ended."""
        self._since.pop(nodeid, None)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Names what never ended."""
        if self._since:
            terminalreporter.section("still running")
        for nodeid, since in self._since.items():
            terminalreporter.line(f"{time.monotonic() - since:.0f} s {nodeid}")
