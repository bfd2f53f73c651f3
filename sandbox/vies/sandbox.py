"""The VIES server: looks numbers up, and fails per member state when told to."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, ClassVar
from xml.etree import ElementTree

from sandbox.network.http import Request, Response
from sandbox.shops.clock import Clock
from sandbox.shops.control import Controls
from sandbox.shops.faults import GENERIC, FaultKind
from sandbox.shops.server import LOGGED_REQUESTS, PlatformSandbox
from sandbox.vies.answers import (
    Question,
    Verdict,
    get_answer,
    maintenance,
    post_answer,
    post_error,
    soap_answer,
    soap_fault,
)
from sandbox.vies.register import MEMBER_STATES, REGISTERED, Trader

BASE = "/taxation_customs/vies"
CODES = (
    *(
        "MS_UNAVAILABLE",
        "TIMEOUT",
        "SERVICE_UNAVAILABLE",
        "MS_MAX_CONCURRENT_REQ",
        "MS_MAX_CONCURRENT_REQ_TIME",
    ),
    *(
        "GLOBAL_MAX_CONCURRENT_REQ",
        "GLOBAL_MAX_CONCURRENT_REQ_TIME",
        "INVALID_INPUT",
        "INVALID_REQUESTER_INFO",
    ),
    *("IP_BLOCKED", "VAT_BLOCKED", "VOW-ERR-1", "HTML"),
)
# What /check-vat-test-service answers, by the number sent.
TEST_NUMBERS = {
    "201": "INVALID_INPUT",
    "202": "INVALID_REQUESTER_INFO",
    "300": "SERVICE_UNAVAILABLE",
    "301": "MS_UNAVAILABLE",
    "302": "TIMEOUT",
    "400": "VAT_BLOCKED",
    "401": "IP_BLOCKED",
    "500": "GLOBAL_MAX_CONCURRENT_REQ",
    "501": "GLOBAL_MAX_CONCURRENT_REQ_TIME",
    "600": "MS_MAX_CONCURRENT_REQ",
    "601": "MS_MAX_CONCURRENT_REQ_TIME",
}
_NUMBER = re.compile(r"[0-9A-Z+*]{2,12}")


@dataclass(slots=True)
class Outage:
    """An error that questions about a country get ("": about any); ``times`` None: until restored."""

    code: str
    country: str
    times: int | None


class RefusedError(Exception):
    """VIES gives no verdict; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ViesSandbox(PlatformSandbox):
    """VIES on ``http://host:port`` (port 0: a free one); ``rest_url`` and ``soap_url`` are what a client
    is given.

    ``traders``: who is registered; every other number is invalid. ``monitoring_disabled``: states of which
    ``/check-status`` does not know. The generic faults of the sandbox (latency, reset, …) work through
    ``fault``.
    """

    platform: ClassVar[str] = "vies"
    fault_kinds: ClassVar[Mapping[str, FaultKind]] = GENERIC

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Clock | None = None,
        traders: Iterable[Trader] = REGISTERED,
        monitoring_disabled: Iterable[str] = (),
    ) -> None:
        self.traders = {(trader.country, trader.number): trader for trader in traders}
        self.monitoring_disabled = frozenset(monitoring_disabled)
        self.next_identifiers: deque[str] = deque()
        self.asked: deque[Question] = deque(maxlen=LOGGED_REQUESTS)
        self._outages: list[Outage] = []
        super().__init__(host, port, clock, None)

    @property
    def rest_url(self) -> str:
        """Base of the REST interface."""
        return f"{self.url}{BASE}/rest-api"

    @property
    def soap_url(self) -> str:
        """Address of the SOAP service."""
        return f"{self.url}{BASE}/services/checkVatService"

    def register(self, trader: Trader) -> None:
        """Register one more company."""
        with self.lock:
            self.traders[trader.country, trader.number] = trader

    def unregister(self, country: str, number: str) -> None:
        """Strike a company off: its number becomes invalid."""
        with self.lock:
            self.traders.pop((country, number), None)

    def fail(self, code: str, country: str = "", times: int | None = None) -> None:
        """Answer questions about a country with an error, ``times`` times or until ``restore``.

        ``HTML`` is a maintenance page. Raises ``ValueError`` for an unknown code.
        """
        if code not in CODES:
            raise ValueError(f"unknown code {code!r}; known: {', '.join(CODES)}")
        with self.lock:
            self._outages.append(Outage(code, country.upper(), times))

    def restore(self, country: str | None = None) -> None:
        """End the outages of a country, or (None) all of them."""
        with self.lock:
            self._outages = [
                outage for outage in self._outages if country and outage.country != country.upper()
            ]

    def state(self) -> dict[str, Any]:
        """Who is registered, which outages there are, and the last numbers asked for, oldest first."""
        outages = [{"code": o.code, "country": o.country, "times": o.times} for o in self._outages]
        return {
            "registered": sorted(f"{country}{number}" for country, number in self.traders),
            "outages": outages,
            "asked": [f"{question.country}{question.number}" for question in self.asked],
        }

    def controls(self) -> Controls:
        """``POST fail`` {code, country, times}, ``POST restore`` {country}, ``POST register`` {a trader}."""

        def fail(body: dict[str, Any]) -> object:
            self.fail(**body)
            return self.state()["outages"]

        def restore(body: dict[str, Any]) -> object:
            self.restore(body.get("country"))
            return self.state()["outages"]

        def register(body: dict[str, Any]) -> object:
            self.register(Trader(**body))
            return {"registered": len(self.traders)}

        return {"POST fail": fail, "POST restore": restore, "POST register": register}

    def answer(self, request: Request) -> Response:
        """Answer one request; paths work with and without ``/taxation_customs/vies``."""
        path = request.path.removeprefix(BASE)
        member_state = re.fullmatch(r"/rest-api/ms/(\w*)/vat/(\w*)", path)
        if request.method == "GET" and member_state:
            return self._get(Question(member_state[1], member_state[2], _requester(dict(request.query))))
        if request.method == "GET" and path == "/rest-api/check-status":
            return self._status()
        if request.method == "POST" and path in {
            "/rest-api/check-vat-number",
            "/rest-api/check-vat-test-service",
        }:
            return self._post(request, test=path.endswith("test-service"))
        if request.method == "POST" and path == "/services/checkVatService":
            return self._soap(request)
        return Response.of_html("<html><head><title>404 Not Found</title></head></html>", 404)

    def _post(self, request: Request, *, test: bool) -> Response:
        try:
            body = request.json()
            question = _question(body)
        except (ValueError, AttributeError):
            return post_error("VOW-ERR-1")
        try:
            return post_answer(self._test(question) if test else self._look_up(question))
        except RefusedError as refused:
            return maintenance() if refused.code == "HTML" else post_error(refused.code)

    def _get(self, question: Question) -> Response:
        try:
            return get_answer(self._look_up(question))
        except RefusedError as refused:
            if refused.code == "HTML":
                return maintenance()
            return get_answer(Verdict(question, None, self.clock.now()), refused.code)

    def _soap(self, request: Request) -> Response:
        try:
            values = _soap_values(request.body)
            return soap_answer(self._look_up(_question(values)), values["operation"])
        except RefusedError as refused:
            return maintenance() if refused.code == "HTML" else soap_fault(refused.code)
        except ElementTree.ParseError:
            return soap_fault("INVALID_INPUT")

    def _look_up(self, question: Question) -> Verdict:
        self.asked.append(question)
        if question.country not in MEMBER_STATES or not _NUMBER.fullmatch(question.number):
            raise RefusedError("INVALID_INPUT")
        self._fail_if_told(question.country)
        if question.requester is not None and question.requester not in self.traders:
            raise RefusedError("INVALID_REQUESTER_INFO")
        trader = self.traders.get((question.country, question.number))
        return Verdict(question, trader, self.clock.now(), self._identifier(question))

    def _test(self, question: Question) -> Verdict:
        if question.number in TEST_NUMBERS:
            raise RefusedError(TEST_NUMBERS[question.number])
        trader = Trader(question.country, "100", "John Doe", "123 Main St, Anytown, UK")
        return Verdict(question, trader if question.number == "100" else None, self.clock.now())

    def _fail_if_told(self, country: str) -> None:
        for outage in self._outages:
            if outage.country in {"", country}:
                if outage.times is not None:
                    outage.times -= 1
                    self._outages = [left for left in self._outages if left.times != 0]
                raise RefusedError(outage.code)

    def _identifier(self, question: Question) -> str:
        if question.requester is None:
            return ""
        if self.next_identifiers:
            return self.next_identifiers.popleft()
        seed = f"{question}{self.request_count}".encode()
        return f"WAPIAAAA{blake2b(seed, digest_size=4).hexdigest()}"

    def _status(self) -> Response:
        down = {outage.country for outage in self._outages if outage.code == "MS_UNAVAILABLE"}
        countries = [
            {"countryCode": state, "availability": self._availability(state, down)} for state in MEMBER_STATES
        ]
        body = {"vow": {"available": "" not in down}, "countries": countries}
        return Response.of_json(body, headers={"Content-Type": "application/json"})

    def _availability(self, state: str, down: set[str]) -> str:
        if state in self.monitoring_disabled:
            return "Monitoring Disabled"
        return "Unavailable" if down & {state, ""} else "Available"


def _question(body: Mapping[str, Any]) -> Question:
    country, number = str(body.get("countryCode", "")), str(body.get("vatNumber", ""))
    return Question(country, number, _requester(body), str(body.get("traderName", "")))


def _requester(body: Mapping[str, Any]) -> tuple[str, str] | None:
    country = str(body.get("requesterMemberStateCode") or body.get("requesterCountryCode") or "")
    number = str(body.get("requesterNumber") or body.get("requesterVatNumber") or "")
    return (country, number) if country or number else None


def _soap_values(body: bytes) -> dict[str, str]:
    envelope = ElementTree.fromstring(body)  # noqa: S314 - a test server, called by our own client
    operation = next(
        (tag for tag in map(_local, envelope.iter()) if tag in {"checkVat", "checkVatApprox"}), ""
    )
    if not operation:
        raise RefusedError("INVALID_INPUT")
    return {
        "operation": operation,
        **{_local(element): element.text or "" for element in envelope.iter() if element.text},
    }


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
