"""Every fault that was recorded of real servers gets the class that decides what happens next."""

import json
from pathlib import Path
from typing import Any

import pytest

from hub.errors import (
    AffluentError,
    BusinessError,
    ConfigError,
    ContractError,
    CredentialsError,
    RateLimitedError,
    TransientError,
)
from odoo_bridge.odoo.errors import Fault, OutageError, SetupError, from_fault, rests_connection
from odoo_bridge.odoo.transports.json2 import Json2
from odoo_bridge.odoo.transports.jsonrpc import JsonRpc
from odoo_bridge.odoo.transports.wire import Wire
from tests.odoo_bridge.odoo.replies import answering

CAPTURES = Path(__file__).parents[2] / "sandbox" / "odoo" / "captures"
RECORDED: list[tuple[str, type[AffluentError], str]] = [
    # wrong key, wrong database
    ("17/jsonrpc_execute_wrong_key", CredentialsError, "odoo_key_refused"),
    ("19/json2_wrong_key", CredentialsError, "odoo_key_refused"),
    ("19/json2_expired_key", CredentialsError, "odoo_key_refused"),
    ("19/json2_no_authorization_header", CredentialsError, "odoo_key_refused"),
    ("17/jsonrpc_execute_wrong_db", SetupError, "odoo_database_unknown"),
    ("17/jsonrpc_authenticate_wrong_db", SetupError, "odoo_database_unknown"),
    ("19/json2_unknown_database", SetupError, "odoo_database_unknown"),
    # rights
    ("17/jsonrpc_accesserror_create_partner", ConfigError, "odoo_rights_missing"),
    ("19/json2_accesserror_create_sale_order", ConfigError, "odoo_rights_missing"),
    ("17/jsonrpc_private_method", ConfigError, "odoo_rights_missing"),
    ("19/json2_private_method", ConfigError, "odoo_rights_missing"),
    # what Odoo refuses
    ("17/jsonrpc_sale_order_confirm_again_usererror", BusinessError, "odoo_refused"),
    ("19/json2_invoice_post_again_usererror", BusinessError, "odoo_refused"),
    ("17/jsonrpc_vat_invalid_validationerror", BusinessError, "odoo_refused"),
    ("19/json2_missing_required_field", BusinessError, "odoo_refused"),
    ("17/jsonrpc_missing_record_write", BusinessError, "odoo_record_gone"),
    ("19/json2_missing_record_action", BusinessError, "odoo_record_gone"),
    ("19/json2_foreign_key_missing", BusinessError, "odoo_record_gone"),
    # what we said wrongly: also with a status of 500, also where Odoo calls it something else
    ("17/jsonrpc_bad_date_value", ContractError, "odoo_call_not_understood"),
    ("19/json2_bad_date_value", ContractError, "odoo_call_not_understood"),
    ("19/json2_bad_selection_value", ContractError, "odoo_call_not_understood"),
    ("17/jsonrpc_invalid_field_create", ContractError, "odoo_call_not_understood"),
    ("19/json2_invalid_field_search", ContractError, "odoo_call_not_understood"),
    ("17/jsonrpc_unknown_method", ContractError, "odoo_call_not_understood"),
    ("17/jsonrpc_create_without_args", ContractError, "odoo_call_not_understood"),
    ("19/json2_unexpected_keyword_argument", ContractError, "odoo_call_not_understood"),
    ("19/json2_bad_json", ContractError, "odoo_call_not_understood"),
    ("17/jsonrpc_bad_json", ContractError, "odoo_answer_unreadable"),
    ("19/json2_wrong_content_type", ContractError, "odoo_answer_unreadable"),
    # missing apps
    ("17/jsonrpc_unknown_model", BusinessError, "odoo_refused"),
    ("19/json2_unknown_model", SetupError, "odoo_not_found"),
    ("19/json2_unknown_method", SetupError, "odoo_not_found"),
    # Odoo's own retries used up
    ("19/json2_serialization_failure", TransientError, "odoo_busy"),
]


def asked(url: str, version: str) -> Any:
    """A call with the transport of that version."""
    wire = Wire(url)
    transport: Json2 | JsonRpc = (
        Json2(wire, database="hub", key="s3cret-key")
        if version == "19"
        else JsonRpc(wire, database="hub", key="s3cret-key", uid=6)
    )
    return transport.call("sale.order", "write", [1], {"vals": {}}, {})


@pytest.mark.parametrize(("name", "expected", "code"), RECORDED, ids=[name for name, *_ in RECORDED])
def test_recorded_faults(name: str, expected: type[AffluentError], code: str) -> None:
    recorded = json.loads((CAPTURES / f"{name}.json").read_text(encoding="utf-8"))
    body = recorded["response"]["body"]
    text = body if isinstance(body, str) else json.dumps(body)

    with answering(status=recorded["status"], body=text.encode()) as odoo, pytest.raises(expected) as error:
        asked(odoo.url, name[:2])

    assert (type(error.value), error.value.code) == (expected, code)
    assert "\n" not in error.value.cause
    assert error.value.remedy or error.value.error_class.retries


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
