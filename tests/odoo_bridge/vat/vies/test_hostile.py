"""A VIES that answers nonsense, or lies: never taken for "valid" or "invalid", and never a traceback."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo_bridge.vat.vies import rest
from odoo_bridge.vat.vies.client import Vies
from odoo_bridge.vat.vies.dialect import Dialect, Question
from odoo_bridge.vat.vies.reading import Outcome
from odoo_bridge.vat.vies.soap import Soap
from sandbox.network.http import HttpServer, Request, Response, Wire
from tests.odoo_bridge.vat.vies.world import BELGIAN

POST, GET, SOAP = (
    rest.Post("http://vies.example"),
    rest.Get("http://vies.example"),
    Soap("http://vies.example"),
)
TRUE = {
    "countryCode": "BE", "vatNumber": "0403019261", "requestDate": "2026-11-20T09:12:31.482Z", "valid": True,
    "requestIdentifier": "WAPIAAAAX3lU8bHe", "name": "NV EXAMPLE BELGIUM", "address": "Wetstraat 1",
}  # fmt: skip
TRUE_GET = {
    "isValid": True, "requestDate": "2026-11-20T09:12:31.482Z", "userError": "VALID", "name": "---",
    "vatNumber": "0403019261", "originalVatNumber": "0403019261",
}  # fmt: skip


def without(document: dict[str, Any], *names: str, **changed: Any) -> dict[str, Any]:
    return {name: value for name, value in {**document, **changed}.items() if name not in names}


def soap(inner: str, around: str = "") -> bytes:
    types = "urn:ec.europa.eu:taxud:vies:services:checkVat:types"
    return (
        f'{around}<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
        f'<checkVatResponse xmlns="{types}">{inner}</checkVatResponse></e:Body></e:Envelope>'
    ).encode()


NUMBER = "<countryCode>BE</countryCode><vatNumber>0403019261</vatNumber>"
DATE = "<requestDate>2026-11-20+01:00</requestDate>"
OTHER = NUMBER.replace("0403019261", "0477472701")
ENTITY = '<!DOCTYPE a [<!ENTITY b "c">]>'
OURS = {"error": "INVALID_INPUT"}
LIES: list[tuple[str, Dialect, int, bytes]] = [
    *(
        (why, POST, status, json.dumps(document).encode())
        for why, status, document in (
            ("valid without a date", 200, without(TRUE, "requestDate")),
            ("a date that is none", 200, without(TRUE, requestDate="soon")),
            ("a date before there was VIES", 200, without(TRUE, requestDate="0001-01-01")),
            ("a date as a number", 200, without(TRUE, requestDate=20261120)),
            ("another number", 200, without(TRUE, vatNumber="0477472701")),
            ("another country", 200, without(TRUE, countryCode="NL")),
            ("no number at all", 200, without(TRUE, "vatNumber")),
            ("no country at all", 200, without(TRUE, "countryCode")),
            ("the number as a number", 200, without(TRUE, vatNumber=403019261)),
            ("valid as a word", 200, without(TRUE, valid="true")),
            ("invalid as a word", 200, without(TRUE, valid="false")),
            ("invalid as a zero", 200, without(TRUE, valid=0)),
            ("valid null", 200, without(TRUE, valid=None)),
            ("invalid without a date", 200, without(TRUE, "requestDate", valid=False)),
            ("invalid, of another number", 200, without(TRUE, valid=False, vatNumber="0477472701")),
            ("no verdict", 200, without(TRUE, "valid")),
            ("valid with an error beside it", 200, {**TRUE, "errorWrappers": [{"error": "MS_UNAVAILABLE"}]}),
            ("valid with an empty list of errors", 200, {**TRUE, "errorWrappers": [{}]}),
            ("invalid and not succeeded", 200, {**TRUE, "valid": False, "actionSucceed": False}),
            ("valid with the status of an error", 500, TRUE),
            ("invalid with the status of an error", 503, without(TRUE, valid=False)),
            ("invalid, not found", 404, without(TRUE, valid=False)),
            ("an unknown code", 200, {"errorWrappers": [{"error": "COFFEE_BREAK"}]}),
            ("a code that is no word", 200, {"errorWrappers": [{"error": "<script>"}]}),
            ("errors that are no list", 200, {"errorWrappers": "MS_UNAVAILABLE"}),
            ("two codes of which one passes", 200, {"errorWrappers": [OURS, {"error": "TIMEOUT"}]}),
            ("a list", 200, [TRUE]),
            ("nothing in it", 200, {}),
        )
    ),
    ("two verdicts in one object", POST, 200, json.dumps(TRUE)[:-1].encode() + b', "valid": false}'),
    ("half of the JSON", POST, 200, json.dumps(TRUE).encode()[:-20]),
    ("an empty body", POST, 200, b""),
    ("a page", POST, 200, b"<html><body>valid: true</body></html>"),
    ("bytes that are no text", POST, 200, b"\xff\xfe\x00\x80"),
    ("nesting without end", POST, 200, b"[" * 100_000),
    *(
        (why, GET, status, json.dumps(document).encode())
        for why, status, document in (
            ("GET: false for an outage", 200, {**TRUE_GET, "isValid": False, "userError": "TIMEOUT"}),
            ("GET: false without a reason", 200, without(TRUE_GET, "userError", isValid=False)),
            ("GET: false, but VALID", 200, {**TRUE_GET, "isValid": False}),
            ("GET: true, but INVALID", 200, {**TRUE_GET, "userError": "INVALID"}),
            ("GET: valid without a date", 200, without(TRUE_GET, "requestDate")),
            ("GET: another number", 200, {**TRUE_GET, "vatNumber": "0477472701"}),
            ("GET: another original number", 200, {**TRUE_GET, "originalVatNumber": "0477472701"}),
            ("GET: the status of an error", 502, TRUE_GET),
        )
    ),
    ("SOAP: valid without a date", SOAP, 200, soap(f"{NUMBER}<valid>true</valid>")),
    ("SOAP: another number", SOAP, 200, soap(f"{DATE}{OTHER}<valid>true</valid>")),
    ("SOAP: no verdict", SOAP, 200, soap(DATE + NUMBER)),
    ("SOAP: two verdicts", SOAP, 200, soap(f"{DATE}{NUMBER}<valid>false</valid><valid>true</valid>")),
    ("SOAP: valid maybe", SOAP, 200, soap(f"{DATE}{NUMBER}<valid>maybe</valid>")),
    ("SOAP: the status of an error", SOAP, 500, soap(f"{DATE}{NUMBER}<valid>true</valid>")),
    ("SOAP: an entity", SOAP, 200, soap(f"{DATE}{NUMBER}<valid>true</valid>", ENTITY)),
    ("SOAP: a fault without a code", SOAP, 500, b"<Envelope><faultstring>oops</faultstring></Envelope>"),
    ("SOAP: a page", SOAP, 200, b"<html><body>valid</body></html>"),
    ("SOAP: nothing", SOAP, 200, b""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("dialect", "status", "body"), [one[1:] for one in LIES], ids=[one[0] for one in LIES]
)
def test_what_is_no_sound_answer_is_unavailable(dialect: Dialect, status: int, body: bytes) -> None:
    reading = dialect.read(status, body, BELGIAN)

    assert reading.outcome is Outcome.UNAVAILABLE
    assert reading.code


def test_the_truth_is_read() -> None:
    readings = [
        POST.read(200, json.dumps(TRUE).encode(), BELGIAN),
        GET.read(200, json.dumps(TRUE_GET).encode(), BELGIAN),
        SOAP.read(200, soap(f"{DATE}{NUMBER}<valid>true</valid>"), BELGIAN),
        POST.read(200, json.dumps({**TRUE, "valid": False}).encode(), BELGIAN),
        GET.read(200, json.dumps({**TRUE_GET, "isValid": False, "userError": "INVALID"}).encode(), BELGIAN),
        SOAP.read(200, soap(f"{DATE}{NUMBER}<valid>false</valid>"), BELGIAN),
    ]

    assert [reading.outcome for reading in readings] == [Outcome.VALID] * 3 + [Outcome.INVALID] * 3


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.sampled_from(list(TRUE.values())),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*TRUE, *TRUE_GET, "errorWrappers", "actionSucceed", "error"]), inner
        )
    ),
    max_leaves=12,
)


@given(st.sampled_from([POST, GET, SOAP]), st.sampled_from([200, 400, 500, 503]), st.binary(max_size=200))
def test_no_bytes_are_too_strange(dialect: Dialect, status: int, body: bytes) -> None:
    assert dialect.read(status, body, BELGIAN).outcome in (Outcome.UNAVAILABLE, Outcome.ERROR)


@given(st.sampled_from([POST, GET]), _JSON)
def test_no_json_is_too_strange(dialect: Dialect, document: Any) -> None:
    reading = dialect.read(200, json.dumps(document).encode(), BELGIAN)

    if reading.is_verdict:  # then it said so, about this number, with a date
        assert document["requestDate"] == TRUE["requestDate"]
        assert document["vatNumber"] == BELGIAN.number
        assert (document.get("valid"), document.get("isValid")) != (None, None)


@given(
    st.dictionaries(st.sampled_from(list(TRUE)), st.none() | st.integers() | st.text(max_size=9), min_size=1)
)
def test_a_valid_answer_with_anything_changed_is_never_read_wrongly(changed: dict[str, Any]) -> None:
    # given
    document = {**TRUE, **changed}

    # when
    reading = POST.read(200, json.dumps(document).encode(), BELGIAN)

    # then
    assert reading.outcome is not Outcome.INVALID
    if {"countryCode", "vatNumber", "requestDate", "valid"} & set(changed):
        assert reading.outcome is Outcome.UNAVAILABLE
    assert "\x00" not in f"{reading.name}{reading.address}{reading.consultation_number}"


WIRES: list[tuple[str, Callable[[Request], Response], str]] = [
    ("a redirect", lambda _: Response(302, b"", {"Location": "http://evil.example/"}), "redirected"),
    ("a redirect to nowhere", lambda _: Response(301, b"", {"Location": "http://["}), "redirected"),
    ("a body without end", lambda _: Response(200, b"[" + b" " * 2_000_000), "unreadable"),
    ("half of the answer", lambda _: Response(200, json.dumps(TRUE).encode(), wire=Wire.HALF), "unreachable"),
    ("a reset", lambda _: Response(200, wire=Wire.RESET), "unreachable"),
    ("bad gzip", lambda _: Response(200, b"none", {"Content-Encoding": "gzip"}), "unreachable"),
    ("a forbidding firewall", lambda _: Response(403, b"<html>no</html>"), "http_status"),
    ("a busy one", lambda _: Response(429, b"", {"Retry-After": "nonsense"}), "http_status"),
]


@pytest.mark.parametrize(("answer", "code"), [one[1:] for one in WIRES], ids=[one[0] for one in WIRES])
def test_what_happens_on_the_line_is_unavailable(answer: Callable[[Request], Response], code: str) -> None:
    with HttpServer(answer) as server, Vies([rest.Post(server.url)]) as vies:
        reply = vies.ask(Question(BELGIAN), time.monotonic() + 5)

    assert (reply.reading.outcome, reply.reading.code) == (Outcome.UNAVAILABLE, code)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9", "https://127.0.0.1:9", "http://no.such.host.invalid", "nonsense"]
)
def test_nobody_there_is_unavailable(url: str) -> None:
    with Vies([rest.Post(url), Soap(url), rest.Get(url)]) as vies:
        reply = vies.ask(Question(BELGIAN), time.monotonic() + 5)

    assert (reply.reading.outcome, reply.reading.code) == (Outcome.UNAVAILABLE, "unreachable")


def test_a_slow_trickle_ends_with_the_time() -> None:
    # given: a server that never finishes its answer
    def trickle(_: Request) -> Response:
        time.sleep(3)
        return Response(200)

    # when
    started = time.monotonic()
    with HttpServer(trickle) as server, Vies([rest.Post(server.url)]) as vies:
        reply = vies.ask(Question(BELGIAN), time.monotonic() + 0.3)
        spent = time.monotonic() - started

    # then
    assert reply.reading.code == "too_slow"
    assert spent < 2


def test_no_address_at_all_is_unavailable() -> None:
    with Vies([]) as vies:
        assert vies.ask(Question(BELGIAN), time.monotonic()).reading.outcome is Outcome.UNAVAILABLE
