"""The web client's routes: a password, a session, one new login when it has ended."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hub.errors import CredentialsError
from odoo_bridge import connections
from odoo_bridge.odoo.errors import SetupError, UnknownOutcomeError
from odoo_bridge.odoo.probe import Access, connect, probe
from odoo_bridge.odoo.transports import session as sessions
from odoo_bridge.odoo.transports.session import Session
from odoo_bridge.odoo.transports.wire import Wire
from sandbox.odoo import OdooSandbox
from tests.odoo_bridge.odoo.replies import answering
from tests.odoo_bridge.world import World, build, connection_to

CAPTURES = Path(__file__).parent / "captures"
OF_SANDBOX = Path(__file__).parents[2] / "sandbox" / "odoo" / "captures"
COOKIE = {"Set-Cookie": "session_id=SESSION; HttpOnly; Path=/"}


@pytest.fixture(autouse=True)
def _no_session_of_another_test() -> Iterator[None]:
    sessions._kept.clear()
    yield
    sessions._kept.clear()


def recorded(version: str, name: str) -> bytes:
    folder = CAPTURES if (CAPTURES / version / f"{name}.json").exists() else OF_SANDBOX
    capture = json.loads((folder / version / f"{name}.json").read_text(encoding="utf-8"))
    return json.dumps(capture["response"]["body"]).encode()


def session(url: str, password: str = "s3cret-password") -> Session:
    return Session(Wire(url, reading=2), database="hub", user="hub_api", password=password)


def asked(line: Session) -> Any:
    return line.call("res.users", "context_get", None, {}, {"lang": "fr_FR"})


def access(odoo: OdooSandbox, **changes: Any) -> Access:
    values = {"url": odoo.url, "database": odoo.database, "user": odoo.login, "key": odoo.password}
    return Access(**{**values, "session": True, **changes})


@pytest.mark.parametrize("version", ["17", "19"])
def test_as_recorded_a_login_and_then_the_call(version: str) -> None:
    login, call = recorded(version, "web_session_authenticate_ok"), recorded(version, "web_call_kw_ok")

    with answering(before=[login], body=call, headers=COOKIE) as odoo:
        line = session(odoo.url)
        assert asked(line)["uid"] == (6 if version == "17" else 5)
        asked(line)

    assert [request.split()[0] for request in odoo.asked] == [
        "/web/session/authenticate",
        *["/web/dataset/call_kw/res.users/context_get"] * 2,
    ]
    assert '"kwargs": {"context": {"lang": "fr_FR"}}' in odoo.asked[1]


@pytest.mark.parametrize("version", ["17", "19"])
def test_an_ended_session_is_opened_once_more(version: str) -> None:
    login, call = recorded(version, "web_session_authenticate_ok"), recorded(version, "web_call_kw_ok")
    expired = recorded(version, "web_call_kw_session_expired")

    with answering(before=[login, expired, login], body=call, headers=COOKIE) as odoo:
        assert asked(session(odoo.url))["tz"] is False

    assert len(odoo.asked) == 4


@pytest.mark.parametrize("version", ["17", "19"])
def test_a_session_that_ends_again_at_once_is_a_matter_of_credentials(version: str) -> None:
    login = recorded(version, "web_session_authenticate_ok")
    expired = recorded(version, "web_call_kw_session_expired")

    with (
        answering(before=[login, expired, login], body=expired, headers=COOKIE) as odoo,
        pytest.raises(CredentialsError) as error,
    ):
        asked(session(odoo.url))

    assert error.value.code == "odoo_session_expired"
    assert len(odoo.asked) == 4


@pytest.mark.parametrize("version", ["17", "19"])
def test_a_refused_password_is_tried_once(version: str) -> None:
    refused = recorded(version, "web_session_authenticate_api_key_refused")

    with answering(body=refused, headers=COOKIE) as odoo, pytest.raises(CredentialsError) as error:
        asked(session(odoo.url))

    assert (error.value.code, len(odoo.asked)) == ("odoo_password_refused", 1)
    assert "two-factor" in error.value.remedy
    assert "s3cret" not in str(error.value)


def test_a_database_that_odoo_does_not_show_is_a_matter_of_the_connection() -> None:
    # given a server whose filter hides it: refused in the words of missing rights, which nobody asked for
    body = recorded("19", "web_session_authenticate_hidden_database")

    with answering(body=body, headers=COOKIE) as odoo, pytest.raises(SetupError) as error:
        asked(session(odoo.url))

    assert (error.value.code, len(odoo.asked)) == ("odoo_database_unknown", 1)
    assert "Database not found" in error.value.cause


@pytest.mark.parametrize("told", [{"uid": None}, {"uid": False}, None, [], "text"])
def test_a_login_that_waits_for_a_second_factor_is_none(told: object) -> None:
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "result": told}).encode()

    with answering(body=body, headers=COOKIE) as odoo, pytest.raises(CredentialsError):
        asked(session(odoo.url))

    assert len(odoo.asked) == 1


def test_a_login_without_a_cookie_is_none() -> None:
    with (
        answering(body=recorded("17", "web_session_authenticate_ok")) as odoo,
        pytest.raises(CredentialsError),
    ):
        asked(session(odoo.url))


def test_a_process_logs_in_once(odoo: OdooSandbox) -> None:
    facts = probe(access(odoo), Wire(odoo.url))
    known = access(odoo, protocol=facts.protocol, uid=facts.uid, company_id=facts.company_id)

    for _ in range(3):
        assert connect(known, Wire(odoo.url)).call("res.users", "context_get")["uid"] == facts.uid

    assert (facts.version, facts.protocol) == (f"{odoo.version}.0", "session")
    assert odoo.engine.calls["session.authenticate"] == 1


def test_another_password_is_another_session(odoo: OdooSandbox) -> None:
    asked(session_of(odoo, odoo.password))

    with pytest.raises(CredentialsError):
        asked(session_of(odoo, "wrong"))


def test_an_api_key_is_no_password(odoo: OdooSandbox) -> None:
    with pytest.raises(CredentialsError):
        asked(session_of(odoo, odoo.api_key))


def test_a_lost_answer_is_an_unknown_outcome(odoo: OdooSandbox) -> None:
    odoo.fault("cut", model="res.users", method="context_get")

    with pytest.raises(UnknownOutcomeError):
        asked(session_of(odoo, odoo.password))


def session_of(odoo: OdooSandbox, password: str) -> Session:
    return Session(Wire(odoo.url), database=odoo.database, user=odoo.login, password=password)


def by_session(odoo: OdooSandbox) -> World:
    world = build(odoo)
    world.connection.legacy_session = True
    world.connection.secrets = {"api_key": odoo.password}
    world.connection.save()
    connections.set_up(world.connection)
    odoo.engine.calls.clear()
    return world


def test_orders_are_delivered_by_session(odoo: OdooSandbox, db: None) -> None:
    world = by_session(odoo)
    odoo.engine.sessions.clear()  # it ended meanwhile

    world.delivered()

    world.assert_once()
    assert world.calls("session.authenticate") == 1
    assert "common.authenticate" not in odoo.engine.calls


def test_the_session_is_chosen_at_the_connection(odoo: OdooSandbox, db: None) -> None:
    secrets = {"api_key": odoo.password}
    connection = connection_to(odoo, legacy_session=True, secrets=secrets)

    findings = connections.check(connection)

    assert all(finding.ok for finding in findings)
    assert "by Session (legacy)" in findings[0].detail
