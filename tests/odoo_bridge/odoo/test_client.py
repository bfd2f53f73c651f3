"""`load` is get-or-create: HTTP says 200 whatever happens, only `ids` tells."""

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from structlog.testing import capture_logs

from hub.errors import BusinessError, ContractError, CredentialsError, TransientError
from odoo_bridge.connections import open_odoo
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.transports.jsonrpc import JsonRpc
from odoo_bridge.odoo.transports.wire import Wire
from tests.odoo_bridge.odoo.replies import Replies, answering
from tests.odoo_bridge.world import World

FIELDS = ("id", "name", "vat", "country_id/.id")


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)


def row(key: str, name: str = "Zoé", vat: str = "") -> list[str]:
    return [f"aff_test.cust_{key}", name, vat, "75"]


def by_us(world: World) -> Odoo:
    return open_odoo(world.connection)


def reading(replies: Replies) -> Odoo:
    return Odoo(JsonRpc(Wire(replies.url), database="hub", key="k", uid=6), company_id=1)


def answer(result: Any) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "id": 1, "result": result}).encode()


def test_a_bad_row_creates_nothing_and_says_why(world: World) -> None:
    with pytest.raises(BusinessError, match=r"Odoo refused to create res\.partner: .*VAT") as error:
        by_us(world).load("res.partner", FIELDS, [row("1"), row("2", vat="FR12345678901")])

    assert "\n" not in error.value.cause
    assert not world.customers()


@pytest.mark.parametrize("kind", ["cut", "drop"])
def test_a_read_whose_line_breaks_is_asked_again_at_once(world: World, kind: str) -> None:
    world.sandbox.fault(kind, model="res.partner", method="search_read", times=2)

    assert by_us(world).search_read("res.partner", [], ["name"])


def test_a_line_that_keeps_breaking_ends_the_attempt(world: World) -> None:
    world.sandbox.fault("cut", model="res.partner", method="search_read", times=3)

    with pytest.raises(TransientError, match="The line to Odoo"):
        by_us(world).search_read("res.partner", [], ["name"])


def test_what_writes_is_not_asked_again_blindly(world: World) -> None:
    world.sandbox.fault("cut", model="res.partner", method="load")

    with pytest.raises(TransientError, match="The line to Odoo"):
        by_us(world).load("res.partner", FIELDS, [row("1")])


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_the_loser_of_a_race_asks_again(world: World, lost: int) -> None:
    world.sandbox.fault("loser", model="res.partner", method="load", times=lost)

    assert by_us(world).load("res.partner", FIELDS, [row("1")])
    assert len(world.customers()) == 1


def test_who_loses_every_race_comes_back_later(world: World) -> None:
    world.sandbox.fault("loser", model="res.partner", method="load", times=None)

    with pytest.raises(TransientError) as error:
        by_us(world).load("res.partner", FIELDS, [row("1")])

    assert error.value.code == "odoo_busy"


def test_a_race_is_lost_in_any_language() -> None:
    # given a PostgreSQL that speaks French: the text of a lost race is no name to decide by
    text = "n'a pas pu sérialiser un accès à cause d'une mise à jour en parallèle"
    refused = {"ids": False, "messages": [{"type": "error", "message": text}]}
    with answering(before=[answer(refused)], body=answer({"ids": [7]})) as odoo:
        assert reading(odoo).load("res.partner", FIELDS, [row("1")]) == [7]


@pytest.mark.parametrize(
    "result",
    [
        None,
        [],
        "text",
        {"ids": "7"},
        {"ids": ["7"]},
        {"ids": [None]},
        {"ids": [True]},
    ],
)
def test_an_odd_answer_is_a_classed_error(result: Any) -> None:
    with answering(body=answer(result)) as odoo, pytest.raises(ContractError):
        reading(odoo).load("res.partner", FIELDS, [row("1")])


def test_no_ids_and_no_reason_is_a_refusal() -> None:
    with (
        answering(body=answer({"ids": False})) as odoo,
        pytest.raises(BusinessError, match="no reason given"),
    ):
        reading(odoo).load("res.partner", FIELDS, [row("1")])


def test_fewer_ids_than_records_are_no_success() -> None:
    with answering(body=answer({"ids": [7]})) as odoo, pytest.raises(ContractError):
        reading(odoo).load("res.partner", FIELDS, [row("1"), row("2")])


@pytest.mark.parametrize("result", [None, {}, [1], "text"])
def test_records_that_are_none_are_a_classed_error(result: Any) -> None:
    with answering(body=answer(result)) as odoo, pytest.raises(ContractError):
        reading(odoo).search_read("res.partner", [], ["id"])


def test_every_call_names_its_one_company() -> None:
    with answering(body=answer([])) as odoo:
        reading(odoo).search_read("res.partner", [], ["id"], context={"active_test": False})

    assert '"context": {"allowed_company_ids": [1], "active_test": false}' in odoo.asked[0]


def told(logs: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    names = ("model", "method", "retries", "error_class", "code")
    return [tuple(line[name] for name in names) for line in logs if line["event"] == "odoo_call"]


def test_every_call_is_logged_with_its_time_its_retries_and_how_it_went(world: World) -> None:
    odoo = by_us(world)
    world.sandbox.fault("loser", model="res.partner", method="load")
    world.sandbox.fault("serialization", model="sale.order", method="search_read")

    with capture_logs() as logs:
        odoo.load("res.partner", FIELDS, [row("1")])
        with pytest.raises(TransientError):
            odoo.read("sale.order", [1], ["name"])

    assert told(logs) == [
        ("res.partner", "load", 0, "", ""),
        ("res.partner", "load", 1, "", ""),
        ("sale.order", "search_read", 0, "transient", "odoo_busy"),
    ]
    assert all(line["milliseconds"] >= 0 for line in logs if line["event"] == "odoo_call")


def test_a_refused_key_is_tried_once(world: World) -> None:
    odoo = by_us(world)
    world.sandbox.fault("access_denied", times=None)
    world.sandbox.engine.calls.clear()

    for _ in range(3):
        with pytest.raises(CredentialsError) as error:
            odoo.read("sale.order", [1], ["name"])

    assert error.value.code == "odoo_key_refused"
    assert odoo.calls == 1
