"""What a server is, found out by asking it."""

import json
from typing import Any

import pytest

from hub.errors import AffluentError, ConfigError, CredentialsError
from odoo_bridge.odoo.errors import OutageError, SetupError
from odoo_bridge.odoo.probe import Access, ServerFacts, connect, probe
from odoo_bridge.odoo.transports.wire import Wire
from sandbox.odoo import OdooSandbox
from tests.odoo_bridge.odoo.replies import answering


def access(odoo: OdooSandbox, **changes: Any) -> Access:
    values = {"url": odoo.url, "database": odoo.database, "user": odoo.login, "key": odoo.api_key}
    return Access(**{**values, **changes})


def asked(odoo: OdooSandbox, **changes: Any) -> ServerFacts:
    return probe(access(odoo, **changes), Wire(odoo.url))


def test_both_generations_tell_what_they_are(odoo: OdooSandbox) -> None:
    facts = asked(odoo)

    protocol, tax_field = ("jsonrpc", "tax_id") if odoo.version == "17" else ("json2", "tax_ids")
    assert (facts.version, facts.protocol) == (f"{odoo.version}.0", protocol)
    assert (facts.company_id, facts.features["company"]) == (1, "Hub Test SAS")
    assert facts.features["line_tax_field"] == tax_field
    assert facts.features["currency"] == "EUR"
    assert facts.features["languages"] == ["en_US", "fr_FR"]
    assert facts.features["user_has_email"] is True
    assert facts.uid == (6 if odoo.version == "17" else 5)


def test_a_connected_client_needs_no_further_login(odoo: OdooSandbox) -> None:
    facts = asked(odoo)
    odoo.engine.calls.clear()

    known = access(odoo, protocol=facts.protocol, uid=facts.uid, company_id=facts.company_id)
    assert connect(known, Wire(odoo.url)).call("res.users", "context_get")["uid"] == facts.uid

    assert dict(odoo.engine.calls) == {"res.users.context_get": 1}


def test_a_password_will_do_where_odoo_takes_one(odoo: OdooSandbox) -> None:
    if odoo.version == "17":
        assert asked(odoo, key=odoo.password).uid == 6
    else:
        with pytest.raises(CredentialsError):
            asked(odoo, key=odoo.password)


def test_a_company_may_be_chosen(odoo: OdooSandbox) -> None:
    facts = asked(odoo, user="hub_mc", key=odoo.key_for("hub_mc"), company_id=2)

    assert (facts.company_id, facts.features["company"]) == (2, "Second SAS")


def test_a_company_that_the_user_may_not_work_for(odoo: OdooSandbox) -> None:
    with pytest.raises(ConfigError, match="may not work for company 2") as error:
        asked(odoo, company_id=2)

    assert error.value.code == "company_not_allowed"
    assert "[1]" in error.value.remedy


def test_a_wrong_key(odoo: OdooSandbox) -> None:
    with pytest.raises(CredentialsError) as error:
        asked(odoo, key="wrong-key")

    assert "wrong-key" not in str(error.value)
    assert "API key" in error.value.remedy


def test_an_unknown_user() -> None:
    with OdooSandbox("17", products=1) as odoo, pytest.raises(CredentialsError, match="'nobody'"):
        asked(odoo, user="nobody")


def test_a_wrong_database(odoo: OdooSandbox) -> None:
    with pytest.raises(SetupError) as error:
        asked(odoo, database="nodb")

    assert error.value.code == "odoo_database_unknown"


def test_nobody_there(odoo: OdooSandbox) -> None:
    gone = access(odoo)
    odoo.stop()

    with pytest.raises(OutageError):
        probe(gone, Wire(gone.url))


def version_document(version: str) -> bytes:
    result = {"server_serie": version}
    return json.dumps({"version": version, "result": result}).encode()


@pytest.mark.parametrize("version", ["13.0", "saas~13.5", "8.0", "abc", "saas~"])
def test_an_old_server_is_refused(version: str) -> None:
    with (
        answering(body=version_document(version)) as odoo,
        pytest.raises(ConfigError, match=version) as error,
    ):
        probe(Access(odoo.url, "hub", "hub_api", "key"), Wire(odoo.url))

    assert error.value.code == "odoo_too_old"
    assert "14 or later" in error.value.remedy


@pytest.mark.parametrize("version", ["14.0", "saas~17.4", "18.0", "19.0", "saas~19.1+e"])
def test_newer_servers_are_asked_on(version: str) -> None:
    with answering(body=version_document(version)) as odoo, pytest.raises(AffluentError):
        probe(Access(odoo.url, "hub", "hub_api", "key"), Wire(odoo.url))

    json2 = "19" in version
    assert len(odoo.asked) > 1
    assert odoo.asked[1].startswith("/json/2/" if json2 else "/jsonrpc")


@pytest.mark.parametrize(
    "body", [b"{}", b"[]", b"null", b'{"result": {}}', b'{"result": 7}', b'{"version": ""}']
)
def test_what_is_no_odoo_is_named_so(body: bytes) -> None:
    with answering(body=body) as odoo, pytest.raises(AffluentError) as error:
        probe(Access(odoo.url, "hub", "hub_api", "key"), Wire(odoo.url))

    assert error.value.code in ("not_odoo", "odoo_answer_unreadable")


@pytest.mark.parametrize("answer", [b"null", b"7", b"{}", b'{"uid": "x"}', b'{"uid": null}', b"[]"])
def test_a_server_that_only_looks_like_odoo_is_a_classed_error(answer: bytes) -> None:
    with (
        answering(before=[version_document("19.0")], body=answer) as odoo,
        pytest.raises(AffluentError),
    ):
        probe(Access(odoo.url, "hub", "hub_api", "key"), Wire(odoo.url))


def test_languages_that_may_not_be_read_are_none(odoo: OdooSandbox) -> None:
    odoo.fault("user_error", model="res.lang", method="search_read")

    assert asked(odoo).features["languages"] == []
