"""What VIES says, in its three dialects: POST (JSON), GET (JSON) and SOAP."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any
from xml.sax.saxutils import escape

from sandbox.network.http import Response
from sandbox.vies.register import COMPARING, MASKING, Trader

NOTHING = "---"
TRADER_FIELDS = ("Name", "Street", "PostalCode", "City", "CompanyType")
# How an error comes with POST; all others come with 200.
STATUS = {"INVALID_INPUT": 400, "GLOBAL_MAX_CONCURRENT_REQ": 500, "VOW-ERR-1": 500}
MESSAGES = {"VOW-ERR-1": "An unexpected error occurred. Please retry later or contact the support team"}
BRUSSELS_WINTER = timezone(timedelta(hours=1))

_TYPES = "urn:ec.europa.eu:taxud:vies:services:checkVat:types"
_ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"


@dataclass(frozen=True, slots=True)
class Question:
    """A number to look up; the requester's own number makes it a proof; ``trader``: what the asker
    believes.
    """

    country: str
    number: str
    requester: tuple[str, str] | None = None
    trader_name: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """``trader`` None: not registered. ``identifier``: the consultation number, empty without requester."""

    question: Question
    trader: Trader | None
    moment: datetime
    identifier: str = ""

    @property
    def shown(self) -> tuple[str, str]:
        """Name and address as far as the member state tells them."""
        if self.trader is None or self.question.country in MASKING:
            return NOTHING, NOTHING
        return self.trader.name, self.trader.address

    @property
    def name_match(self) -> str:
        """Whether the name sent is the registered one, where the member state compares."""
        if self.trader is None or not self.question.trader_name or self.question.country not in COMPARING:
            return "NOT_PROCESSED"
        return "VALID" if self.question.trader_name.upper() == self.trader.name.upper() else "INVALID"

    @property
    def date(self) -> str:
        """The moment as REST writes it."""
        return self.moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{self.moment.microsecond // 1000:03d}Z"


def post_answer(verdict: Verdict) -> Response:
    """A verdict for ``POST /check-vat-number``."""
    name, address = verdict.shown
    body: dict[str, Any] = {
        "countryCode": verdict.question.country,
        "vatNumber": verdict.question.number,
        "requestDate": verdict.date,
        "valid": verdict.trader is not None,
        "requestIdentifier": verdict.identifier,
        "name": name,
        "address": address,
        **{f"trader{field}": NOTHING for field in TRADER_FIELDS},
        **{f"trader{field}Match": "NOT_PROCESSED" for field in TRADER_FIELDS},
    }
    if verdict.name_match != "NOT_PROCESSED":
        body |= {"traderName": verdict.question.trader_name, "traderNameMatch": verdict.name_match}
    return _json(body)


def post_error(code: str) -> Response:
    """An error for POST: mostly HTTP 200, with a body that has no ``valid``."""
    wrapper = {"error": code, **({"message": MESSAGES[code]} if code in MESSAGES else {})}
    return _json({"actionSucceed": False, "errorWrappers": [wrapper]}, STATUS.get(code, 200))


def get_answer(verdict: Verdict, error: str = "") -> Response:
    """An answer for ``GET /ms/…/vat/…``: always HTTP 200; ``userError`` says what it is."""
    name, address = (NOTHING, NOTHING) if error else verdict.shown
    valid = verdict.trader is not None and not error
    unmatched = {f"match{field}": 3 for field in TRADER_FIELDS}
    fields = ("name", "street", "postalCode", "city", "companyType")
    return _json(
        {
            "isValid": valid,
            "requestDate": verdict.date,
            "userError": error or ("VALID" if valid else "INVALID"),
            "name": name,
            "address": address,
            "requestIdentifier": "" if error else verdict.identifier,
            "originalVatNumber": verdict.question.number,
            "vatNumber": verdict.question.number,
            "viesApproximate": {**dict.fromkeys(fields, NOTHING), **unmatched},
        }
    )


def soap_answer(verdict: Verdict, operation: str) -> Response:
    """A verdict for SOAP ``checkVat`` or ``checkVatApprox``."""
    name, address = verdict.shown
    approx = operation == "checkVatApprox"
    values = {
        "countryCode": verdict.question.country,
        "vatNumber": verdict.question.number,
        "requestDate": verdict.moment.astimezone(BRUSSELS_WINTER).strftime("%Y-%m-%d+01:00"),
        "valid": "true" if verdict.trader else "false",
        ("traderName" if approx else "name"): name,
        ("traderAddress" if approx else "address"): address,
    }
    if approx:
        values["requestIdentifier"] = verdict.identifier
    rows = "".join(f"<ns2:{tag}>{escape(text)}</ns2:{tag}>" for tag, text in values.items())
    return _soap(f'<ns2:{operation}Response xmlns:ns2="{_TYPES}">{rows}</ns2:{operation}Response>', 200)


def soap_fault(code: str) -> Response:
    """An error for SOAP: the ``faultstring`` is the code."""
    text = (
        f"<env:Fault><faultcode>env:Server</faultcode><faultstring>{escape(code)}</faultstring></env:Fault>"
    )
    return _soap(text, 500)


def maintenance() -> Response:
    """The page in front of VIES when it is away."""
    page = (
        "<html><head><title>503 Service Unavailable</title></head>"
        "<body>The service is temporarily unavailable</body></html>"
    )
    return Response(503, page.encode(), {"Content-Type": "text/html"})


def _json(body: object, status: int = 200) -> Response:
    return Response.of_json(body, status, {"Content-Type": "application/json"})


def _soap(body: str, status: int) -> Response:
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<env:Envelope xmlns:env="{_ENVELOPE}"><env:Header/><env:Body>{body}</env:Body></env:Envelope>'
    )
    return Response(status, text.encode(), {"Content-Type": "text/xml;charset=UTF-8"})
