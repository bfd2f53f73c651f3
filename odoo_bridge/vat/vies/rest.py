"""VIES' REST interface: questions and answers of POST and GET, and the state of the member states. Pure.

Contract: https://ec.europa.eu/assets/taxud/vow-information/swagger_publicVAT.yaml. Errors mostly come with
HTTP 200; GET says `isValid: false` also when it does not know, and the truth in `userError`.
"""

import json
from typing import Any
from urllib.parse import quote, urlencode

from hub import sound_json
from odoo_bridge.vat.numbers import VatNumber
from odoo_bridge.vat.vies.codes import WHOLE_SERVICE
from odoo_bridge.vat.vies.dialect import Call, Question
from odoo_bridge.vat.vies.reading import Reading, failed, failed_by, information, shown, verdict

_JSON = {"Accept": "application/json"}


class Post:
    """`POST /check-vat-number`: the preferred way, it tells errors from refusals."""

    name = "rest"

    def __init__(self, base: str) -> None:
        self._url = f"{base}/check-vat-number"

    def call(self, question: Question) -> Call:
        """The question; our own number makes the answer a proof."""
        body = {"countryCode": question.number.prefix, "vatNumber": question.number.number}
        if question.requester:
            body |= _requester(question.requester)
        if question.trader_name:
            body["traderName"] = question.trader_name
        headers = {**_JSON, "Content-Type": "application/json"}
        return Call("POST", self._url, headers, json.dumps(body).encode())

    def read(self, status: int, body: bytes, asked: VatNumber) -> Reading:
        """What it means."""
        said = _object(body)
        if said is None:
            return _no_json(status, body)
        codes = _codes(said)
        if codes:
            return failed_by(codes, shown(json.dumps(said)))
        if said.get("actionSucceed") is False or status != 200:
            return failed("http_status" if status != 200 else "contradictory", f"HTTP {status}")
        if not isinstance(said.get("valid"), bool):
            return failed("unreadable", shown(json.dumps(said)))
        return verdict(
            valid=said["valid"],
            asked=asked,
            country=said.get("countryCode"),
            number=said.get("vatNumber"),
            told_at=said.get("requestDate"),
            name=said.get("name"),
            address=said.get("address"),
            consultation_number=said.get("requestIdentifier"),
            trader_name_match=said.get("traderNameMatch"),
        )


class Get:
    """`GET /ms/…/vat/…`: the last way, for when the others do not work."""

    name = "rest_get"

    def __init__(self, base: str) -> None:
        self._base = base

    def call(self, question: Question) -> Call:
        """The question, in an address."""
        path = f"/ms/{question.number.prefix}/vat/{quote(question.number.number, safe='')}"
        query = f"?{urlencode(_requester(question.requester))}" if question.requester else ""
        return Call("GET", f"{self._base}{path}{query}", _JSON)

    def read(self, status: int, body: bytes, asked: VatNumber) -> Reading:
        """What it means: only `userError` VALID or INVALID is a verdict, and it must agree with `isValid`."""
        said = _object(body)
        if said is None:
            return _no_json(status, body)
        code = said.get("userError")
        if not isinstance(code, str) or not code:
            return failed_by(_codes(said) or ["unreadable"], shown(json.dumps(said)))
        if code not in ("VALID", "INVALID"):
            return failed(code, f"HTTP {status}")
        if said.get("isValid") is not (code == "VALID") or status != 200 or _codes(said):
            return failed("contradictory", shown(json.dumps(said)))
        if said.get("originalVatNumber", asked.number) != asked.number:
            return failed("other_number", shown(json.dumps(said)))
        return verdict(
            valid=code == "VALID",
            asked=asked,
            country=asked.prefix,
            number=said.get("vatNumber"),
            told_at=said.get("requestDate"),
            name=said.get("name"),
            address=said.get("address"),
            consultation_number=said.get("requestIdentifier"),
        )


def status_call(base: str) -> Call:
    """`GET /check-status`."""
    return Call("GET", f"{base}/check-status", _JSON)


def read_status(body: bytes) -> dict[str, str]:
    """What VIES says of each state: `Available`, `Unavailable`, `Monitoring Disabled`; nothing if none.

    `VIES` is the whole of it: while that is away, nothing is said of the states.
    """
    said = _object(body) or {}
    whole = said["vow"].get("available") if isinstance(said.get("vow"), dict) else None
    if whole is not True:
        return {} if whole is None else {WHOLE_SERVICE: "Unavailable"}
    countries = said.get("countries")
    rows = [row for row in countries if isinstance(row, dict)] if isinstance(countries, list) else []
    told = [(information(row.get("countryCode")), information(row.get("availability"))) for row in rows]
    states = {code[:3]: text[:32] for code, text in told if code and text}
    return {WHOLE_SERVICE: "Available", **states}


def _requester(requester: VatNumber) -> dict[str, str]:
    return {"requesterMemberStateCode": requester.prefix, "requesterNumber": requester.number}


def _codes(said: dict[str, Any]) -> list[str]:
    wrappers = said.get("errorWrappers")
    if wrappers is None:
        return []
    rows = wrappers if isinstance(wrappers, list) else [wrappers]
    named = [information(row.get("error")) for row in rows if isinstance(row, dict)]
    return [code for code in named if code] or ["unreadable"]


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        said = sound_json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _no_json(status: int, body: bytes) -> Reading:
    code = "unreadable" if status == 200 else "http_status"
    return failed(code, f"HTTP {status}: {body[:300].decode('utf-8', 'replace')}")
