"""What can happen on the line, and that no secret ever leaves by a message."""

import socket
import traceback
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from hub.errors import AffluentError, ContractError, CredentialsError
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.errors import OutageError, SetupError, UnknownOutcomeError
from odoo_bridge.odoo.transports import wire as wires
from odoo_bridge.odoo.transports.json2 import Json2
from odoo_bridge.odoo.transports.jsonrpc import JsonRpc, authenticate
from odoo_bridge.odoo.transports.wire import Wire
from sandbox.odoo import OdooSandbox
from tests.odoo_bridge.odoo.replies import answering

SECRET = "s3cret-key"


def ask(url: str, timeout: float = 5) -> object:
    return Wire(url, writing=timeout).post("/jsonrpc", {"key": SECRET}, {}, "sale.order.load")


def free_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return int(unused.getsockname()[1])


def test_nobody_listens() -> None:
    with pytest.raises(OutageError, match="Connection refused") as error:
        ask(f"http://127.0.0.1:{free_port()}")

    assert error.value.code == "odoo_unreachable"


def test_no_such_host() -> None:
    with pytest.raises(OutageError):
        ask("http://no-such-host.invalid")


@pytest.mark.parametrize("number", [101, 113])
def test_a_machine_that_is_off_is_an_outage(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def unreachable(*_: object, **__: object) -> socket.socket:
        raise OSError(number, "No route to host")

    monkeypatch.setattr("urllib3.util.connection.create_connection", unreachable)

    with pytest.raises(OutageError):
        ask("http://10.0.0.1:8069")


def test_a_time_out_leaves_the_outcome_unknown() -> None:
    with answering(delay=5) as odoo, pytest.raises(UnknownOutcomeError, match="timed out"):
        ask(odoo.url, timeout=0.1)


def test_a_body_that_ends_too_early_leaves_the_outcome_unknown() -> None:
    with (
        answering(body=b'{"result": 1}', headers={"Content-Length": "500"}) as odoo,
        pytest.raises(UnknownOutcomeError),
    ):
        ask(odoo.url)


def test_a_line_that_breaks_after_the_work_was_done_leaves_the_outcome_unknown(odoo: OdooSandbox) -> None:
    odoo.fault("cut", model="common", method="version")
    body = {"params": {"service": "common", "method": "version", "args": []}}

    with pytest.raises(UnknownOutcomeError):
        Wire(odoo.url).post("/jsonrpc", body, {}, "version")


def test_a_huge_body_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wires, "MAX_BYTES", 100_000)

    with answering(body=b"x" * 1_000_000) as odoo, pytest.raises(ContractError, match="more than"):
        ask(odoo.url)


@pytest.mark.parametrize("url", ["http://" + "a" * 70 + ".example", "http://host:99999", "http://a..b"])
def test_an_address_that_cannot_be_called_is_a_matter_of_setting_it_up(url: str) -> None:
    with pytest.raises((SetupError, OutageError)):
        ask(url)


def test_calls_are_counted_also_those_that_fail() -> None:
    line = Wire(f"http://127.0.0.1:{free_port()}")
    for _ in range(2):
        with pytest.raises(OutageError):
            line.post("/jsonrpc", {}, {}, "x")

    assert line.calls == 2


def test_a_netrc_does_not_take_the_place_of_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # given an account for this host that other programs of the machine use
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login backup password theirs\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))

    with OdooSandbox("19", products=1) as odoo:
        json2 = Json2(Wire(odoo.url), database=odoo.database, key=odoo.api_key)

        assert Odoo(json2, company_id=1).call("res.users", "context_get")["uid"]


@pytest.mark.parametrize(("exception", "error"), [("", "Connection refused"), ("127.0.0.1", "")])
def test_the_environments_proxy_is_used_unless_it_excepts_the_host(
    odoo: OdooSandbox, monkeypatch: pytest.MonkeyPatch, exception: str, error: str
) -> None:
    # given a proxy that is off
    for name in ("HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, exception)

    # then
    with pytest.raises(OutageError, match=error) if error else nullcontext():
        Wire(odoo.url).get("/web/version")


def json2(url: str, key: str) -> None:
    odoo = Odoo(Json2(Wire(url, reading=0.1), database="hub", key=key), company_id=1)
    odoo.call("res.users", "context_get")


def jsonrpc(url: str, key: str) -> None:
    odoo = Odoo(JsonRpc(Wire(url, reading=0.1), database="hub", key=key, uid=6), company_id=1)
    odoo.call("res.users", "context_get")


def password(url: str, key: str) -> None:
    authenticate(Wire(url, reading=0.1), "hub", "hub_api", key)


@pytest.mark.parametrize("way", [json2, jsonrpc, password])
@pytest.mark.parametrize("reply", [{"delay": 5}, {"status": 500}, {"body": b"<html>"}, {"body": b"null"}])
def test_no_secret_in_messages_and_logs(way: Callable[[str, str], None], reply: dict[str, object]) -> None:
    with answering(**reply) as odoo, capture_logs() as logs:
        try:
            way(odoo.url, SECRET)
        except AffluentError as error:
            said = "".join(traceback.format_exception(error)) + error.cause + error.remedy
        else:
            said = ""

    assert any(SECRET in asked for asked in odoo.asked) or way is json2
    assert SECRET not in said
    assert SECRET not in repr(logs)


@pytest.mark.parametrize("key", ["s3cret\nkey", "s3cret-ключ", " s3cret", "s3cret\r\nX-Evil: 1", ""])
def test_a_key_that_no_header_can_carry_is_refused_without_showing_it(key: str) -> None:
    with answering() as odoo, pytest.raises(CredentialsError) as error:
        json2(odoo.url, key)

    assert "s3cret" not in "".join(traceback.format_exception(error.value))
    assert not odoo.asked
