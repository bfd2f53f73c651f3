"""`load` as a get-or-create: repeats, races, cut lines."""

import threading
from http.client import HTTPException
from typing import Any

import pytest

from sandbox.odoo import OdooSandbox
from tests.sandbox.odoo.client import CTX, GOODS_20, Client

PARTNER = ["id", "name", "email"]
LOSER = "could not serialize access due to concurrent update\n"


def order_fields(client: Client) -> list[str]:
    line = ["id", "product_id/.id", "name", "product_uom_qty", "price_unit", f"{client.tax}/.id"]
    return ["id", "client_order_ref", "partner_id/id", *(f"order_line/{name}" for name in line)]


def order_rows(number: str) -> list[list[Any]]:
    return [
        [f"hub_s.o{number}", number, "hub_s.c", f"hub_s.o{number}_1", "1", "A", "2", "10", str(GOODS_20)],
        ["", "", "", f"hub_s.o{number}_2", "201", "Shipping", "1", "5", ""],
    ]


def test_a_repeat_returns_the_same_ids_and_changes_nothing(client: Client) -> None:
    client.load("res.partner", PARTNER, [["hub_s.c", "Ann", "a@e.test"]])
    first = client.load("sale.order", order_fields(client), order_rows("1"))
    client.call("sale.order", "action_confirm", first["ids"])

    changed = [[*row[:6], "9", "99", row[8]] for row in order_rows("1")]
    again = client.load("sale.order", order_fields(client), changed + order_rows("2"))

    assert again["ids"][0] == first["ids"][0]
    found = client.read("sale.order", first["ids"][0], "state", "amount_total", "order_line")
    assert (found["state"], found["amount_total"], len(found["order_line"])) == ("sale", 29.0, 2)
    assert client.call("sale.order", "search_count", []) == 2


def test_without_the_context_a_repeat_overwrites(client: Client) -> None:
    (record,) = client.load("res.partner", PARTNER, [["hub_s.c", "Ann", "a@e.test"]])["ids"]

    client.call("res.partner", "load", ["id", "name"], [["hub_s.c", "Bea"]])

    assert client.read("res.partner", record, "name")["name"] == "Bea"


def test_an_empty_tax_cell_means_no_tax_and_a_missing_column_the_products_own(client: Client) -> None:
    client.load("res.partner", PARTNER, [["hub_s.c", "Ann", "a@e.test"]])
    with_cell = client.load("sale.order", order_fields(client), order_rows("1"))["ids"][0]
    fields = order_fields(client)[:-1]
    without = client.load("sale.order", fields, [row[:-1] for row in order_rows("2")])["ids"][0]

    assert client.read("sale.order", with_cell, "amount_tax")["amount_tax"] == 4.0
    assert client.read("sale.order", without, "amount_tax")["amount_tax"] == 5.0


def test_the_same_external_id_twice_in_a_call_is_one_record(client: Client) -> None:
    answer = client.load("res.partner", PARTNER, [["hub_s.c", "Ann", ""], ["hub_s.c", "Ann", ""]])

    assert answer["ids"][0] == answer["ids"][1]


def test_an_archived_record_is_returned_and_a_deleted_one_made_anew(client: Client) -> None:
    (record,) = client.load("res.partner", PARTNER, [["hub_s.c", "Ann", ""]])["ids"]
    client.call("res.partner", "write", [record], {"active": False})
    archived = client.load("res.partner", PARTNER, [["hub_s.c", "Ann", ""]])["ids"]
    client.call("res.partner", "unlink", [record])
    deleted = client.load("res.partner", PARTNER, [["hub_s.c", "Ann", ""]])["ids"]

    assert archived == [record]
    assert deleted[0] > record


def test_one_bad_row_rolls_all_rows_back(client: Client) -> None:
    rows = [["hub_s.a", "Ann", ""], ["hub_s.b", "", "b@e.test"], ["hub_s.v", "Bad", ""]]
    fields = [*PARTNER, "vat", "country_id/.id"]

    answer = client.load(
        "res.partner", fields, [[*row, "FR12345678901" if row[1] == "Bad" else "", "75"] for row in rows]
    )

    assert answer["ids"] is False
    assert [message["record"] for message in answer["messages"]] == [2]
    assert client.call("res.partner", "search_count", [["name", "in", ["Ann", "Bad"]]]) == 0


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("type", "nonsense", "Value 'nonsense' not found in selection field 'Address Type'"),
        ("customer_rank", "many", "'many' does not seem to be a number for field 'Customer Rank'"),
        ("is_company", "perhaps", "Unknown value 'perhaps' for boolean field 'Is a Company'"),
        ("country_id/.id", "x", "Invalid database id 'x' for the field 'Country'"),
        ("country_id", "Atlantis", "No matching record found for name 'Atlantis' in field 'Country'"),
    ],
)
def test_cells_that_cannot_be_read(client: Client, column: str, cell: str, message: str) -> None:
    answer = client.load("res.partner", ["id", "name", column], [["hub_s.c", "Ann", cell]])

    assert (answer["ids"], answer["messages"][0]["message"]) == (False, message)


def test_four_at_once_make_one_record_and_the_losers_get_it_next_time(
    odoo: OdooSandbox, client: Client
) -> None:
    odoo.fault("latency", model="res.partner", method="load", seconds=0.3, times=4)
    answers: list[Any] = []

    def work() -> None:
        answers.append(client.load("res.partner", PARTNER, [["hub_s.c", "Ann", "a@e.test"]]))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    winners = [answer["ids"] for answer in answers if answer["ids"]]
    messages = {answer["messages"][0]["message"] for answer in answers if not answer["ids"]}
    assert (len(winners), messages) == (1, {LOSER})
    assert client.load("res.partner", PARTNER, [["hub_s.c", "Ann", "a@e.test"]])["ids"] == winners[0]
    assert client.call("res.partner", "search_count", [["email", "=", "a@e.test"]]) == 1


def test_a_line_cut_after_the_commit_is_healed_by_the_repeat(odoo: OdooSandbox, client: Client) -> None:
    client.load("res.partner", PARTNER, [["hub_s.c", "Ann", "a@e.test"]])
    odoo.fault("cut", model="sale.order", method="load")

    with pytest.raises((HTTPException, OSError)):
        client.load("sale.order", order_fields(client), order_rows("1"))
    again = client.load("sale.order", order_fields(client), order_rows("1"))

    assert len(again["ids"]) == 1
    assert odoo.state()["orders"] == 1


def test_rows_without_an_external_id_cannot_be_updated(client: Client) -> None:
    answer = client.call("res.partner", "load", ["name"], [["Ann"]], context=CTX)
    plain = client.call("res.partner", "load", ["name"], [["Ann"]])

    assert answer["ids"] is False
    assert len(plain["ids"]) == 1


def test_a_line_is_changed_by_its_database_id(client: Client) -> None:
    client.load("res.partner", PARTNER, [["hub_s.c", "Ann", "a@e.test"]])
    (order,) = client.load("sale.order", order_fields(client), order_rows("1"))["ids"]
    first, _ = client.read("sale.order", order, "order_line")["order_line"]
    fields = [".id", "order_line/.id", "order_line/price_unit"]

    answer = client.call("sale.order", "load", fields, [[str(order), str(first), "20"]])
    unknown = client.call("sale.order", "load", fields, [[str(order), "4711", "20"]])

    assert answer["ids"] == [order]
    assert client.read("sale.order", order, "amount_untaxed")["amount_untaxed"] == 45.0
    assert unknown["ids"] is False
    assert unknown["messages"][0]["message"].startswith("No matching record found for database id '4711'")
