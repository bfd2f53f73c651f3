"""Every recorded answer, replayed by a real HTTP server, is read as a client must read it."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from pytest_django import Settings

from odoo_bridge.vat.numbers import VatNumber, parse
from odoo_bridge.vat.vies import rest
from odoo_bridge.vat.vies.client import Reply, Vies
from odoo_bridge.vat.vies.dialect import Dialect, Question
from odoo_bridge.vat.vies.reading import Outcome
from odoo_bridge.vat.vies.soap import Soap
from sandbox.network.http import HttpServer, Request, Response
from sandbox.vies import ViesSandbox

CAPTURES = Path(__file__).parents[3] / "sandbox" / "vies" / "captures"
RECORDED = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(CAPTURES.glob("*.json"))}
VERDICTS = [name for name, one in RECORDED.items() if "verdict" in one.get("expected", {})]
TEST_SERVICE = RECORDED["21_test_service_table"]["answers"]
_BASE = "/taxation_customs/vies"


@contextmanager
def replayed(recorded: dict[str, Any]) -> Iterator[tuple[str, list[Request]]]:
    """A server that answers everything as recorded; its address, and what it was asked."""
    response, received = recorded["response"], list[Request]()
    body = response["body_text"] if "body_text" in response else response["body"]
    content = (body if isinstance(body, str) else json.dumps(body)).encode()

    def answer(request: Request) -> Response:
        received.append(request)
        return Response(response["status"], content, dict(response["headers"]))

    with HttpServer(answer) as server:
        yield server.url + _BASE, received


def way(recorded: dict[str, Any], base: str) -> Dialect:
    """The interface of a recording."""
    path = urlsplit(recorded["request"]["url"]).path
    if "/services/" in path:
        return Soap(f"{base}/services/checkVatService")
    dialect = rest.Post if recorded["request"]["method"] == "POST" else rest.Get
    return dialect(f"{base}/rest-api")


def question(request: dict[str, Any]) -> Question:
    """What was asked, as the hub would ask it."""
    asked = request.get("body") or {}
    if "/ms/" in request["url"]:
        country, number = request["url"].rsplit("/", 3)[-3], request["url"].rsplit("/", 1)[-1]
    elif isinstance(asked, dict) and asked:
        country, number = asked["countryCode"], asked["vatNumber"]
    else:
        country, number = "BE", "0403019261"
    own = asked.get("requesterNumber") if isinstance(asked, dict) else None
    requester = parse(f"{asked['requesterMemberStateCode']}{own}") if own else None
    name = asked.get("traderName", "") if isinstance(asked, dict) else ""
    return Question(as_typed(country, number), requester, name)


def as_typed(country: str, number: str) -> VatNumber:
    """Also a number that the hub would not ask for, as some recordings do."""
    read = parse(f"{country}{number}")
    return VatNumber(prefix=country, country=country, number=number, syntax=read.syntax)


def replay(recorded: dict[str, Any]) -> tuple[Reply, list[Request]]:
    with replayed(recorded) as (base, received), Vies([way(recorded, base)]) as vies:
        return vies.ask(question(recorded["request"]), time.monotonic() + 5), received


@pytest.mark.parametrize("name", VERDICTS)
def test_a_recorded_answer_gives_its_verdict(name: str) -> None:
    # given
    recorded = RECORDED[name]
    expected = recorded["expected"]

    # when
    reply, _ = replay(recorded)

    # then
    reading = reply.reading
    assert reading.outcome == expected["verdict"], reading
    assert reading.retries is expected["retry"]
    assert reading.kind.alert is expected.get("alert", False)
    assert reading.kind.stops_calls is expected.get("stop_calls", False)
    assert reading.consultation_number == (expected.get("consultation_number") or reading.consultation_number)
    assert reading.code == expected.get("code", reading.code)
    if "name" in expected:
        assert (reading.name, reading.address) == ("", "")
    if "trader_name_match" in expected:
        assert reading.trader_name_match == expected["trader_name_match"]


@pytest.mark.parametrize("name", VERDICTS)
def test_the_question_is_written_as_recorded(name: str) -> None:
    # given
    request = RECORDED[name]["request"]

    # when
    _, received = replay(RECORDED[name])

    # then
    assert received[0].method == request["method"]
    assert received[0].path == urlsplit(request["url"]).path
    if isinstance(request.get("body"), dict):
        assert received[0].json() == request["body"]
    if "body_text" in request and name != "15_vow_err_500":  # asked with broken JSON, as the hub never does
        assert received[0].body.decode() == request["body_text"]


def test_name_and_address_are_kept_with_their_lines() -> None:
    reply, _ = replay(RECORDED["02_valid_qualified_consultation_number"])

    assert (reply.reading.name, reply.reading.address) == ("CONTI ARREDI SRL", "VIA ROMA 10\n10121 TORINO TO")
    assert reply.reading.told_at == "2026-11-20T09:12:31.482Z"
    assert json.loads(reply.body) == RECORDED["02_valid_qualified_consultation_number"]["response"]["body"]


def test_the_state_of_the_member_states_is_read(settings: Settings) -> None:
    recorded = RECORDED["20_check_status"]
    with replayed(recorded) as (base, _), Vies([]) as vies:
        settings.VIES_REST_URL = f"{base}/rest-api"
        told = vies.states(time.monotonic() + 5)

    assert [code for code, text in told.items() if text == "Unavailable"] == recorded["expected"][
        "unavailable"
    ]
    assert told["EL"] == "Monitoring Disabled"
    assert (len(told), told["VIES"]) == (29, "Available")


@pytest.mark.parametrize(("number", "outcome"), TEST_SERVICE.items())
def test_the_test_service_is_understood(vies: ViesSandbox, number: str, outcome: str) -> None:
    # given
    class TestService(rest.Post):
        def __init__(self, base: str) -> None:
            super().__init__(base)
            self._url = f"{base}/check-vat-test-service"

    # when
    with Vies([TestService(vies.rest_url)]) as line:
        reply = line.ask(Question(as_typed("FR", number)), time.monotonic() + 5)

    # then
    if outcome in ("valid", "invalid"):
        assert reply.reading.outcome == outcome
    else:
        assert reply.reading.code == outcome
        ours = outcome in ("INVALID_INPUT", "INVALID_REQUESTER_INFO", "VAT_BLOCKED", "IP_BLOCKED")
        assert reply.reading.outcome is (Outcome.ERROR if ours else Outcome.UNAVAILABLE)
