"""What the tests of the outbox share."""

import uuid
from collections.abc import Iterator

import pytest

from tests.hub.outbox.broker import Corner, corner


@pytest.fixture
def rabbit() -> Iterator[Corner]:
    """A declared queue on an exchange of this test's own."""
    with corner() as mine:
        mine.declare()
        yield mine


@pytest.fixture
def unbound() -> Iterator[str]:
    """The name of an exchange to which no queue is bound."""
    with corner() as mine:
        yield f"{mine.exchange}.{uuid.uuid4().hex[:4]}"
        mine.channel.exchange_delete(f"{mine.exchange}")
