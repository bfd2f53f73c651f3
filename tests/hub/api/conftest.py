"""Callers of the API, each with a real key."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from hub import api_keys

Caller = Callable[..., Client]


@pytest.fixture(autouse=True)
def _nobody_is_throttled() -> None:
    """The counters live in the process and would go on from test to test."""
    cache.clear()


@pytest.fixture
def caller(db: None) -> Caller:
    """`caller("orders:read")` is a client that sends a fresh key with those scopes."""

    def make(*scopes: str) -> Client:
        _, key = api_keys.make("test", scopes)
        return Client(headers={"Authorization": f"Bearer {key}"})

    return make


@pytest.fixture
def client(caller: Caller) -> Client:
    """A client that may read everything."""
    return caller(*api_keys.SCOPES)
