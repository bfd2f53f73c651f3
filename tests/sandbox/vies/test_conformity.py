"""Every recorded VIES answer, asked of the sandbox again.

Left out: nothing; of SOAP ``checkVatApprox``, which is not recorded, the fields of its public description
are tested.
"""

import http.client
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from sandbox.shops.clock import Clock
from sandbox.vies import ViesSandbox
from sandbox.vies.answers import STATUS
from sandbox.vies.sandbox import CODES, TEST_NUMBERS

CAPTURES = Path(__file__).parent / "captures"
RECORDED = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(CAPTURES.glob("*.json"))}
MOMENT = datetime(2026, 11, 20, 9, 12, 31, 482_000, tzinfo=UTC)
# What is told to fail; every other recorded error comes from the request itself.
OUTAGES = {
    "06_ms_unavailable_200": ("MS_UNAVAILABLE", "DE"),
    "07_ms_max_concurrent_req_200": ("MS_MAX_CONCURRENT_REQ", "DE"),
    "08_global_max_concurrent_req_500": ("GLOBAL_MAX_CONCURRENT_REQ", ""),
    "09_timeout_200": ("TIMEOUT", "IT"),
    "10_service_unavailable_200": ("SERVICE_UNAVAILABLE", ""),
    "13_ip_blocked_200": ("IP_BLOCKED", ""),
    "14_vat_blocked_200": ("VAT_BLOCKED", "BE"),
    "16_html_503": ("HTML", ""),
    "18_get_ms_unavailable": ("MS_UNAVAILABLE", "DE"),
    "20_check_status": ("MS_UNAVAILABLE", "DE"),
    "23_soap_fault_ms_unavailable": ("MS_UNAVAILABLE", "BE"),
}


@pytest.fixture
def vies() -> Iterator[ViesSandbox]:
    with ViesSandbox(clock=Clock(MOMENT), monitoring_disabled=["EL"]) as running:
        yield running


def ask(vies: ViesSandbox, method: str, path: str, body: object = None) -> tuple[int, str, bytes]:
    """Send one request; return status, type and content."""
    parts = urlsplit(vies.url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=5)
    content = (
        body.encode() if isinstance(body, str) else json.dumps(body).encode() if body is not None else None
    )
    try:
        connection.request(method, path, content)
        response = connection.getresponse()
        return response.status, str(response.headers["Content-Type"]), response.read()
    finally:
        connection.close()


def post(vies: ViesSandbox, country: str, number: str, **more: str) -> Any:
    """Ask for a verdict; return the body."""
    path = urlsplit(vies.rest_url).path + "/check-vat-number"
    return json.loads(ask(vies, "POST", path, {"countryCode": country, "vatNumber": number, **more})[2])


@pytest.mark.parametrize("name", [name for name in RECORDED if name != "21_test_service_table"])
def test_the_answer_is_as_recorded(vies: ViesSandbox, name: str) -> None:
    # given
    recorded = RECORDED[name]
    request, expected = recorded["request"], recorded["response"]
    if name in OUTAGES:
        code, country = OUTAGES[name]
        vies.fail(code, country)
    identifier = recorded["expected"].get("consultation_number") or expected.get("body", {}).get(
        "requestIdentifier"
    )
    vies.next_identifiers.extend([identifier] if identifier else [])

    # when
    path = urlsplit(request["url"]).path
    status, kind, content = ask(vies, request["method"], path, request.get("body_text", request.get("body")))

    # then
    assert status == expected["status"]
    assert kind == expected["headers"]["content-type"]
    if "body" in expected:
        assert json.loads(content) == expected["body"]
    else:
        assert content.decode() == expected["body_text"]


@pytest.mark.parametrize(("number", "outcome"), RECORDED["21_test_service_table"]["answers"].items())
def test_the_test_service_answers_by_its_table(vies: ViesSandbox, number: str, outcome: str) -> None:
    path = urlsplit(RECORDED["21_test_service_table"]["url"]).path

    status, _, content = ask(vies, "POST", path, {"countryCode": "FR", "vatNumber": number})

    body = json.loads(content)
    if outcome in {"valid", "invalid"}:
        assert body["valid"] is (outcome == "valid")
    else:
        assert body == {"actionSucceed": False, "errorWrappers": [{"error": outcome}]}
        assert status == STATUS.get(outcome, 200)
    assert set(TEST_NUMBERS.values()) < set(CODES)


def test_the_consultation_number_comes_only_to_a_known_requester(vies: ViesSandbox) -> None:
    with_requester = post(
        vies, "BE", "0403019261", requesterMemberStateCode="FR", requesterNumber="40303265045"
    )
    without = post(vies, "BE", "0403019261")

    assert with_requester["requestIdentifier"].startswith("WAPIAAAA")
    assert without["requestIdentifier"] == ""


def test_spain_compares_the_name_it_does_not_tell(vies: ViesSandbox) -> None:
    wrong = post(vies, "ES", "B58378431", traderName="Otra SL")

    assert (wrong["name"], wrong["traderNameMatch"]) == ("---", "INVALID")


def test_an_outage_concerns_one_member_state_and_ends(vies: ViesSandbox) -> None:
    # given
    vies.fail("MS_UNAVAILABLE", "DE", times=1)

    # when
    elsewhere = post(vies, "BE", "0403019261")
    first, second = (post(vies, "DE", "136695976") for _ in range(2))

    # then
    assert elsewhere["valid"] is True
    assert first["errorWrappers"] == [{"error": "MS_UNAVAILABLE"}]
    assert second["valid"] is True


def test_a_number_that_is_struck_off_becomes_invalid(vies: ViesSandbox) -> None:
    vies.unregister("BE", "0403019261")

    assert post(vies, "BE", "0403019261")["valid"] is False


def test_soap_check_vat_approx_gives_the_consultation_number(vies: ViesSandbox) -> None:
    # given
    vies.next_identifiers.append("WAPIAAAAX3lU8bHe")
    fields = "<countryCode>BE</countryCode><vatNumber>0403019261</vatNumber>"
    fields += (
        "<requesterCountryCode>FR</requesterCountryCode><requesterVatNumber>40303265045</requesterVatNumber>"
    )
    types = "urn:ec.europa.eu:taxud:vies:services:checkVat:types"
    envelope = (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        f'<checkVatApprox xmlns="{types}">{fields}</checkVatApprox></s:Body></s:Envelope>'
    )

    # when
    status, _, content = ask(vies, "POST", urlsplit(vies.soap_url).path, envelope)

    # then
    assert status == 200
    assert "<ns2:valid>true</ns2:valid>" in content.decode()
    assert "<ns2:traderName>NV EXAMPLE BELGIUM</ns2:traderName>" in content.decode()
    assert "<ns2:requestIdentifier>WAPIAAAAX3lU8bHe</ns2:requestIdentifier>" in content.decode()


@pytest.mark.parametrize("envelope", ["<broken", "<empty/>"])
def test_soap_that_is_none_is_a_fault(vies: ViesSandbox, envelope: str) -> None:
    status, _, content = ask(vies, "POST", urlsplit(vies.soap_url).path, envelope)

    assert status == 500
    assert "<faultstring>INVALID_INPUT</faultstring>" in content.decode()


def test_generic_faults_hit_vies_too(vies: ViesSandbox) -> None:
    vies.fault("reset")

    with pytest.raises(ConnectionResetError):
        post(vies, "BE", "0403019261")


def test_the_control_api_fails_restores_and_registers(vies: ViesSandbox) -> None:
    # when: the tax office of Austria goes away, and a company registers there
    ask(vies, "POST", "/sandbox/fail", {"code": "TIMEOUT", "country": "at"})
    ask(vies, "POST", "/sandbox/register", {"country": "AT", "number": "U12345675"})
    away = post(vies, "AT", "U12345675")
    ask(vies, "POST", "/sandbox/restore", {})
    back = post(vies, "AT", "U12345675")

    # then
    assert away["errorWrappers"] == [{"error": "TIMEOUT"}]
    assert back["valid"] is True
    state = json.loads(ask(vies, "GET", "/sandbox/state")[2])
    assert "ATU12345675" in state["registered"]
    assert state["outages"] == []
    assert state["asked"] == ["ATU12345675", "ATU12345675"]


def test_an_unknown_code_is_refused_with_the_known_ones(vies: ViesSandbox) -> None:
    status, _, content = ask(vies, "POST", "/sandbox/fail", {"code": "GREMLINS"})

    assert status == 400
    assert b"MS_UNAVAILABLE" in content
