"""Faults on command, over the control API, and what a client sees of them."""

import time
import urllib.error
from http.client import HTTPException
from typing import Any

import pytest

from sandbox.odoo import OdooSandbox
from tests.sandbox.odoo.client import Client, RefusedError, http


def set_fault(odoo: OdooSandbox, **values: Any) -> None:
    http("POST", f"{odoo.url}/sandbox/faults", values)


def test_html_from_a_proxy_then_all_is_well(odoo: OdooSandbox, client: Client) -> None:
    set_fault(odoo, kind="html", model="res.partner", status=502, times=2)

    for _ in range(2):
        with pytest.raises(urllib.error.HTTPError) as refused:
            client.call("res.partner", "search", [])
        assert refused.value.code == 502
        assert b"Bad Gateway" in refused.value.read()
    assert client.call("res.partner", "search", [])


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("user_error", "odoo.exceptions.UserError"),
        ("access_denied", "odoo.exceptions.AccessDenied"),
        ("serialization", "psycopg2.errors.SerializationFailure"),
    ],
)
def test_errors_by_name(odoo: OdooSandbox, client: Client, kind: str, name: str) -> None:
    set_fault(odoo, kind=kind, model="res.partner", method="search")

    with pytest.raises(RefusedError) as refused:
        client.call("res.partner", "search", [])

    assert refused.value.name == name


@pytest.mark.parametrize(("kind", "kept"), [("cut", 1), ("truncate", 1), ("drop", 0)])
def test_a_broken_line_with_the_work_done_or_not(
    odoo: OdooSandbox, client: Client, kind: str, kept: int
) -> None:
    set_fault(odoo, kind=kind, model="res.partner", method="create")

    with pytest.raises((HTTPException, OSError, ValueError)):
        client.call("res.partner", "create", {"name": "Ann", "ref": "broken"})

    assert client.call("res.partner", "search_count", [["ref", "=", "broken"]]) == kept


def test_the_loser_of_a_race_has_done_nothing(odoo: OdooSandbox, client: Client) -> None:
    set_fault(odoo, kind="loser", model="res.partner", method="load")

    lost = client.load("res.partner", ["id", "name"], [["hub_s.c", "Ann"]])
    won = client.load("res.partner", ["id", "name"], [["hub_s.c", "Ann"]])

    assert (lost["ids"], len(won["ids"])) == (False, 1)


def test_latency_and_chance(odoo: OdooSandbox, client: Client) -> None:
    set_fault(odoo, kind="latency", model="res.partner", seconds=0.2)
    begin = time.monotonic()
    client.call("res.partner", "search", [])
    assert time.monotonic() - begin >= 0.2

    set_fault(odoo, kind="user_error", model="res.partner", times=None, rate=0.5)
    refused = 0
    for _ in range(40):
        try:
            client.call("res.partner", "search", [])
        except RefusedError:
            refused += 1
    assert 8 < refused < 32

    http("DELETE", f"{odoo.url}/sandbox/faults")
    assert client.call("res.partner", "search", [])


def test_as_slow_as_a_measured_server(odoo: OdooSandbox, client: Client) -> None:
    http("POST", f"{odoo.url}/sandbox/latency", {"scale": 0.5, "workers": 1})
    rows = [[f"hub_s.{number}", "Ann"] for number in range(40)]

    begin = time.monotonic()
    client.load("res.partner", ["id", "name"], rows)
    seconds = time.monotonic() - begin

    # fixed part and forty records, by half
    assert 0.5 * (0.047 + 40 * 0.0025) <= seconds < 1.5


def test_connections_are_refused_for_a_while(odoo: OdooSandbox, client: Client) -> None:
    http("POST", f"{odoo.url}/sandbox/refuse", {"seconds": 0.5})
    time.sleep(0.25)

    with pytest.raises(urllib.error.URLError, match="refused"):
        client.call("res.partner", "search", [])
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            assert client.call("res.partner", "search", [])
            break
        except urllib.error.URLError:
            time.sleep(0.05)
    else:
        pytest.fail("the server did not come back")


def test_a_revoked_and_an_expired_key(odoo: OdooSandbox, client: Client) -> None:
    http("POST", f"{odoo.url}/sandbox/keys", {"revoke": ["key-hub_api"]})
    with pytest.raises(RefusedError, match="Access Denied"):
        client.call("res.partner", "search", [])

    http("POST", f"{odoo.url}/sandbox/keys", {"restore": ["key-hub_api"]})
    assert client.call("res.partner", "search", [])

    keys = odoo.engine.database.table("res.users.apikeys")
    for record in keys.where("user_id", (client.uid,)):
        keys.rows[record]["expiration_date"] = "2020-01-01 00:00:00"
    with pytest.raises(RefusedError, match="Access Denied"):
        client.call("res.partner", "search", [])


def test_the_catalogue_and_taxes_can_be_changed(odoo: OdooSandbox, client: Client) -> None:
    values = {
        "add": [{"default_code": "NEW-1", "name": "New", "price": "9.90"}],
        "archive": ["SKU001"],
        "remove": ["SKU002"],
    }
    http("POST", f"{odoo.url}/sandbox/products", values)
    http("POST", f"{odoo.url}/sandbox/taxes", {"deactivate": ["20% G INC"]})

    codes = ["NEW-1", "SKU001", "SKU002"]
    found = client.call("product.product", "search_read", [["default_code", "in", codes]], ["lst_price"])
    assert [row["lst_price"] for row in found] == [9.9]
    assert client.call("account.tax", "search_count", [["name", "=", "20% G INC"]]) == 0


def test_the_state_tells_what_was_done(odoo: OdooSandbox, client: Client) -> None:
    for reference in ("a", "a", "b"):
        client.order([{"price_unit": 10, "taxes": []}], client_order_ref=reference)

    state = http("GET", f"{odoo.url}/sandbox/state")

    assert (state["orders"], state["doubled_client_order_refs"]) == (3, ["a"])
    assert [order["amount_total"] for order in state["order_list"]] == ["10.00"] * 3
    assert state["calls"]["sale.order.create"] == 3


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "faults", {"kind": "nonsense"}, 400),
        ("POST", "faults", {"kind": "cut", "colour": "red"}, 400),
        ("POST", "refuse", {}, 400),
        ("POST", "taxes", {"activate": ["no such tax"]}, 400),
        ("GET", "nothing", None, 404),
    ],
)
def test_bad_orders_are_answered_in_words(
    odoo: OdooSandbox, method: str, path: str, body: Any, status: int
) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        http(method, f"{odoo.url}/sandbox/{path}", body)

    assert refused.value.code == status
    assert b"error" in refused.value.read()
