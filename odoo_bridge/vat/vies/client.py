"""Asks VIES: by REST, and where that does not work, by SOAP."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Self

import structlog
from django.conf import settings
from django.utils import timezone

from hub.sentences import say
from odoo_bridge.vat.vies import rest, wire
from odoo_bridge.vat.vies.codes import Concern
from odoo_bridge.vat.vies.dialect import Call, Dialect, Question
from odoo_bridge.vat.vies.reading import Reading, failed
from odoo_bridge.vat.vies.soap import Soap

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it came (`body`), where from, when (UTC), and what it means."""

    reading: Reading
    dialect: str
    endpoint: str
    status: int
    body: bytes
    at: datetime


def configured() -> list[Dialect]:
    """The ways that the settings name, in the order in which they are tried."""
    base, soap = settings.VIES_REST_URL, settings.VIES_SOAP_URL
    ways: list[Dialect] = [rest.Post(base)] if base else []
    ways += [Soap(soap)] if soap else []
    return [*ways, rest.Get(base)] if base else ways


class Vies:
    """A line to VIES for one thread: `with Vies() as vies: vies.ask(question, deadline)`."""

    def __init__(self, ways: Sequence[Dialect] | None = None) -> None:
        self._ways = configured() if ways is None else ways
        self._session = wire.Session()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()

    def ask(self, question: Question, deadline: float) -> Reply:
        """The first verdict, or what the first way said. Never raises.

        Another way is tried only where VIES itself did not work: what a member state says, it says on all.
        """
        first: Reply | None = None
        for way in self._ways:
            reply = self._ask(way, question, deadline)
            trouble = reply.reading.kind
            if reply.reading.is_verdict or trouble.ours or trouble.concern is not Concern.SERVICE:
                return reply
            first = first or reply
            if time.monotonic() >= deadline:
                break
        return first or Reply(failed("unreachable", say("no address is set")), "", "", 0, b"", timezone.now())

    def states(self, deadline: float) -> dict[str, str]:
        """What VIES says of each member state (`DE`: `Available`); empty when it says nothing."""
        if not settings.VIES_REST_URL:
            return {}
        answer = wire.send(self._session, rest.status_call(settings.VIES_REST_URL), deadline)
        return rest.read_status(answer.body) if answer.status == 200 else {}

    def _ask(self, way: Dialect, question: Question, deadline: float) -> Reply:
        started, call = time.monotonic(), way.call(question)
        answer = wire.send(self._session, call, deadline)
        if answer.trouble:
            reading = failed(answer.trouble, answer.detail)
        else:
            reading = way.read(answer.status, answer.body, question.number)
        self._note(way, question, reading, answer.status, started)
        return Reply(reading, way.name, _endpoint(call), answer.status, answer.body, timezone.now())

    @staticmethod
    def _note(way: Dialect, question: Question, reading: Reading, status: int, started: float) -> None:
        log.info(
            "vies_call",
            way=way.name,
            state=question.number.prefix,
            outcome=reading.outcome,
            code=reading.code,
            status=status,
            ms=round((time.monotonic() - started) * 1000),
        )


def _endpoint(call: Call) -> str:
    return call.url[:255]
