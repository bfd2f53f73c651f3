"""Cases of the feeds of every channel."""

import pytest

from tests.channels.feeds.suite import FeedSuite


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each mistake that a channel's feeds must find is a case."""
    if metafunc.cls and issubclass(metafunc.cls, FeedSuite) and "mistake" in metafunc.fixturenames:
        metafunc.parametrize("mistake", metafunc.cls.mistakes, ids=str)
