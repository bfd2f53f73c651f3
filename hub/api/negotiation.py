"""Choosing the answer's format by the Accept header alone."""

from collections.abc import Iterable

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer


class AcceptHeaderOnly(DefaultContentNegotiation):
    """DRF's `?format=` chooses nothing here: it is refused with the other unknown parameters."""

    def filter_renderers(self, renderers: Iterable[BaseRenderer], format: str) -> list[BaseRenderer]:  # noqa: A002 - DRF's name
        """All of them, whatever was wished in the address."""
        return list(renderers)
