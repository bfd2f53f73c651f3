"""Every fault that was recorded of real servers gets the class that decides what happens next."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from hub.errors import AffluentError, BusinessError, ContractError, RateLimitedError, TransientError
from odoo_bridge.odoo.client import Odoo, Transport
from odoo_bridge.odoo.errors import Fault, OutageError, SetupError, from_fault, rests_connection
from odoo_bridge.odoo.transports.json2 import Json2
from odoo_bridge.odoo.transports.jsonrpc import JsonRpc
from odoo_bridge.odoo.transports.wire import Wire
from tests.odoo_bridge.odoo.classed import CLASSED
from tests.odoo_bridge.odoo.replies import answering

FOLDERS = (Path(__file__).parents[2] / "sandbox" / "odoo" / "captures", Path(__file__).parent / "captures")
RECORDED = [(name, *classed) for classed, names in CLASSED.items() for name in names.split()]
PAGES = ("/report/", "/my/", "/web/database/", "/web/version")  # nothing that the bridge reads


def asked(url: str, version: str) -> Any:
    """A call with the transport of that version."""
    return transport_to(url, version).call("sale.order", "write", [1], {"vals": {}}, {})


def loaded(url: str, version: str) -> Any:
    """The same for a `load`."""
    return Odoo(transport_to(url, version), company_id=1).load("sale.order", ("id",), [["aff_a.order_1"]])


def transport_to(url: str, version: str) -> Transport:
    if version == "19":
        return Json2(Wire(url), database="hub", key="s3cret-key")
    return JsonRpc(Wire(url), database="hub", key="s3cret-key", uid=6)


def recorded(name: str) -> dict[str, Any]:
    path = next(path for folder in FOLDERS if (path := folder / f"{name}.json").exists())
    return dict(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(("name", "expected", "code"), RECORDED, ids=[name for name, *_ in RECORDED])
def test_recorded_faults(
    monkeypatch: pytest.MonkeyPatch, name: str, expected: type[AffluentError], code: str
) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)  # `load` is asked again after a lost race
    capture = recorded(name)
    body = capture["response"]["body"]
    text = body if isinstance(body, str) else json.dumps(body)
    version = "19" if "/json/2/" in capture["request"]["url"] else "17"
    ask = loaded if is_load_refused(body) else asked

    with answering(status=capture["status"], body=text.encode()) as odoo, pytest.raises(expected) as error:
        ask(odoo.url, version)

    assert (type(error.value), error.value.code) == (expected, code)
    assert "\n" not in error.value.cause
    assert error.value.remedy or error.value.error_class.retries


def test_no_recorded_fault_is_missing_in_the_table() -> None:
    captures = {f"{path.parent.name}/{path.stem}" for folder in FOLDERS for path in folder.glob("*/*.json")}
    faults = {name for name in captures if is_fault(recorded(name))}
    logins = {name for name in faults if name.partition("/")[2].startswith("web_session_authenticate")}

    assert {name for name, *_ in RECORDED} == faults - logins  # those are in test_session.py


def is_fault(capture: dict[str, Any]) -> bool:
    """Whether it is no success: an error in the body, a status, or a `load` that created nothing."""
    body = capture["response"]["body"]
    if any(page in capture["request"]["url"] for page in PAGES):
        return False
    return capture["status"] >= 300 or is_load_refused(body) or (isinstance(body, dict) and "error" in body)


def is_load_refused(body: Any) -> bool:
    result = body.get("result", body) if isinstance(body, dict) else body
    return isinstance(result, dict) and result.get("ids") is False


@pytest.mark.parametrize("status", [502, 503, 504])
@pytest.mark.parametrize("version", ["17", "19"])
@pytest.mark.parametrize("body", [b"<html>Bad gateway</html>", b'{"name": "proxy", "message": "down"}', b""])
def test_a_proxy_before_a_dead_odoo_is_an_outage(version: str, status: int, body: bytes) -> None:
    with answering(status=status, body=body) as odoo, pytest.raises(OutageError):
        asked(odoo.url, version)


@pytest.mark.parametrize("version", ["17", "19"])
@pytest.mark.parametrize("body", [b"slow down", b'{"name": "werkzeug.exceptions.TooManyRequests"}'])
def test_patience(version: str, body: bytes) -> None:
    with answering(status=429, body=body) as odoo, pytest.raises(RateLimitedError):
        asked(odoo.url, version)


@pytest.mark.parametrize("version", ["17", "19"])
@pytest.mark.parametrize("status", [401, 403])
def test_a_firewall_before_odoo_blames_no_order(version: str, status: int) -> None:
    with (
        answering(status=status, body=b"<html>Forbidden</html>") as odoo,
        pytest.raises(SetupError, match="before Odoo") as error,
    ):
        asked(odoo.url, version)

    assert rests_connection(error.value)


@pytest.mark.parametrize("version", ["17", "19"])
def test_a_server_error_without_json_may_pass(version: str) -> None:
    with answering(status=500, body=b"<html>oops</html>") as odoo, pytest.raises(TransientError) as error:
        asked(odoo.url, version)

    assert error.value.code == "odoo_server_error"


@pytest.mark.parametrize("version", ["17", "19"])
def test_a_redirect_is_named_and_not_followed(version: str) -> None:
    there = {"Location": "http://127.0.0.1:9/elsewhere"}

    with (
        answering(status=302, body=b"", headers=there) as odoo,
        pytest.raises(SetupError, match="redirects") as e,
    ):
        asked(odoo.url, version)

    assert e.value.code == "odoo_redirected"
    assert len(odoo.asked) == 1


@pytest.mark.parametrize(
    ("version", "body"),
    [
        *((version, body) for version in ("17", "19") for body in (b"<html>Back soon</html>", b"OK")),
        ("17", b'"text"'),  # JSON-2 answers with any bare JSON value, JSON-RPC never does
        ("17", b"[]"),
    ],
)
def test_a_page_instead_of_odoo_blames_no_order(version: str, body: bytes) -> None:
    with answering(body=body) as odoo, pytest.raises(ContractError) as error:
        asked(odoo.url, version)

    assert rests_connection(error.value)


@pytest.mark.parametrize("version", ["17", "19"])
@pytest.mark.parametrize("body", [b"", b"{", b'{"jsonrpc": "2.0", "res', b'{"ids": [1, 2'])
def test_an_answer_cut_short_leaves_the_outcome_unknown(version: str, body: bytes) -> None:
    with answering(body=body) as odoo, pytest.raises(TransientError) as error:
        asked(odoo.url, version)

    assert error.value.code == "odoo_answer_cut"


def test_a_method_that_returns_nothing_is_answered_without_result_and_error() -> None:
    with answering(body=b'{"jsonrpc": "2.0", "id": 1}') as odoo:
        assert asked(odoo.url, "17") is None


@pytest.mark.parametrize("version", ["17", "19"])
def test_json_as_deep_as_an_attack_is_a_classed_error(version: str) -> None:
    with answering(body=b"[" * 200_000) as odoo, pytest.raises(AffluentError):
        asked(odoo.url, version)


@pytest.mark.parametrize(
    "name",
    [
        "psycopg2.errors.SerializationFailure",
        "psycopg2.errors.DeadlockDetected",
        "psycopg2.errors.LockNotAvailable",
        "odoo.exceptions.LockError",
        "psycopg2.errors.AdminShutdown",
        "psycopg2.errors.TooManyConnections",
        "psycopg2.OperationalError",
        "psycopg2.InterfaceError",
        "psycopg2.pool.PoolError",
    ],
)
def test_trouble_of_odoos_database_passes(name: str) -> None:
    assert type(from_fault(Fault(name, "…", "sale.order.load"))) is TransientError


def test_the_name_decides_and_not_the_text() -> None:
    french = Fault("odoo.exceptions.UserError", "could not serialize access", "sale.order.load")

    assert type(from_fault(french)) is BusinessError


@pytest.mark.parametrize("error", ["text", None, [], {"data": "text"}, {"data": {"name": 7}}, {"code": 1}])
def test_odd_errors_are_errors_all_the_same(error: object) -> None:
    body = json.dumps({"jsonrpc": "2.0", "error": error or {"odd": True}}).encode()

    with answering(body=body) as odoo, pytest.raises(ContractError):
        asked(odoo.url, "17")
