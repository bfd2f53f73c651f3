"""What runs of the contract suite say at their end."""

import pytest

from tests.channels.contract.subject import subjects
from tests.channels.contract.summary import lines
from tests.channels.feeds.suite import FeedSuite


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each mistake that a channel's feeds must find is a case."""
    if metafunc.cls and issubclass(metafunc.cls, FeedSuite) and "mistake" in metafunc.fixturenames:
        metafunc.parametrize("mistake", metafunc.cls.mistakes, ids=str)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Counts the checks of each channel, and prints what tests recorded as the property `measure`."""
    passed, failed = (
        [report.nodeid for report in terminalreporter.getreports(outcome)] for outcome in ("passed", "failed")
    )
    said = [
        *lines(subjects(), passed, failed),
        *(
            str(text)
            for report in terminalreporter.getreports("passed")
            for name, text in report.user_properties
            if name == "measure"
        ),
    ]
    if said:
        terminalreporter.section("contract suite")
        for line in said:
            terminalreporter.line(line)
