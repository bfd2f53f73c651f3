"""VIES' SOAP interface, `checkVat` and `checkVatApprox`. Pure.

Contract: https://ec.europa.eu/taxation_customs/vies/checkVatService.wsdl. Codes come as `faultstring`.
"""

import re
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape

import defusedxml.ElementTree
from defusedxml.common import DefusedXmlException

from hub.sentences import say
from odoo_bridge.vat.numbers import VatNumber
from odoo_bridge.vat.vies.dialect import Call, Question
from odoo_bridge.vat.vies.reading import Reading, failed, shown, verdict

_ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
_TYPES = "urn:ec.europa.eu:taxud:vies:services:checkVat:types"
_CODE = re.compile(r"[A-Z][A-Z0-9]+(?:[_-][A-Z0-9]+)+|TIMEOUT")
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


class Soap:
    """The second way, for when REST does not work."""

    name = "soap"

    def __init__(self, url: str) -> None:
        self._url = url

    def call(self, question: Question) -> Call:
        """The question; only `checkVatApprox` takes a requester."""
        number, requester = question.number, question.requester
        fields = {"countryCode": number.prefix, "vatNumber": number.number}
        if requester:
            fields |= {"traderName": question.trader_name} if question.trader_name else {}
            fields |= {"requesterCountryCode": requester.prefix, "requesterVatNumber": requester.number}
        operation = "checkVatApprox" if requester else "checkVat"
        inner = "".join(f"<urn:{name}>{escape(value)}</urn:{name}>" for name, value in fields.items())
        body = (
            f'<soapenv:Envelope xmlns:soapenv="{_ENVELOPE}" xmlns:urn="{_TYPES}"><soapenv:Body>'
            f"<urn:{operation}>{inner}</urn:{operation}></soapenv:Body></soapenv:Envelope>"
        )
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": ""}
        return Call("POST", self._url, headers, body.encode())

    def read(self, status: int, body: bytes, asked: VatNumber) -> Reading:
        """What it means."""
        root = _document(body)
        if root is None:
            code = "unreadable" if status == 200 else "http_status"
            return failed(code, f"HTTP {status}: {body[:300].decode('utf-8', 'replace')}")
        faults = [element for element in root.iter() if _local(element) == "faultstring"]
        if faults:
            said = faults[0].text or ""
            found = _CODE.search(said)
            return failed(found[0] if found else "unreadable", said)
        answers = [
            one for one in root.iter() if _local(one) in ("checkVatResponse", "checkVatApproxResponse")
        ]
        if len(answers) != 1 or status != 200:
            return failed(
                "unreadable", say("HTTP {status}: {count} answers", status=status, count=len(answers))
            )
        return _verdict(answers[0], asked)


def _verdict(answer: Element, asked: VatNumber) -> Reading:
    told: dict[str, str] = {}
    for element in answer:
        if _local(element) in told:
            return failed("contradictory", say("{element} comes twice", element=shown(_local(element))))
        told[_local(element)] = element.text or ""
    valid = _BOOLEANS.get(told.get("valid", "").strip())
    if valid is None:
        return failed("unreadable", shown(f"valid: {told.get('valid')}"))
    return verdict(
        valid=valid,
        asked=asked,
        country=told.get("countryCode"),
        number=told.get("vatNumber"),
        told_at=told.get("requestDate"),
        name=told.get("name") or told.get("traderName"),
        address=told.get("address") or told.get("traderAddress"),
        consultation_number=told.get("requestIdentifier"),
    )


def _document(body: bytes) -> Element | None:
    try:
        root: Element = defusedxml.ElementTree.fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
        return None
    return root if _local(root) == "Envelope" else None


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
