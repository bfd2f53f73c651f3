"""A way of asking VIES: how a question is written, and how its answer is read. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from odoo_bridge.vat.numbers import VatNumber
from odoo_bridge.vat.vies.reading import Reading


@dataclass(frozen=True, slots=True)
class Question:
    """A number, our own (None: the answer proves nothing), and the name that some states compare."""

    number: VatNumber
    requester: VatNumber | None = None
    trader_name: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """An HTTP request."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None = None


class Dialect(Protocol):
    """One of VIES' interfaces."""

    name: str

    def call(self, question: Question) -> Call:
        """The request that asks it."""
        ...

    def read(self, status: int, body: bytes, asked: VatNumber) -> Reading:
        """What its answer means. Never raises, whatever came."""
        ...
