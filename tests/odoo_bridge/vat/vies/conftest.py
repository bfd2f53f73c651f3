"""A sandbox VIES on a real socket, which the settings lead to."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from sandbox.vies import ViesSandbox


@pytest.fixture
def vies(settings: Settings) -> Iterator[ViesSandbox]:
    """REST and SOAP of a register that knows a dozen companies."""
    with ViesSandbox() as running:
        settings.VIES_REST_URL, settings.VIES_SOAP_URL = running.rest_url, running.soap_url
        yield running
