"""Search domains: operators, connectives, paths, archived records, order and pages."""

from typing import Any

import pytest

from sandbox.odoo import OdooSandbox
from tests.sandbox.odoo.client import Client, RefusedError


@pytest.fixture(scope="module")
def people() -> Any:
    with OdooSandbox("19") as sandbox:
        client = Client(sandbox)
        company = client.partner(name="Acme", is_company=True, email="info@acme.test", ref="1", country_id=57)
        client.partner(name="Ann", parent_id=company, email="Ann@acme.test", ref="2", customer_rank=3)
        client.partner(name="Bob", email="bob@e.test", ref="3", active=False)
        client.partner(name="Zoë_1", ref="4", country_id=False)
        yield client


@pytest.mark.parametrize(
    ("domain", "refs"),
    [
        ([["email", "=", "info@acme.test"]], "1"),
        ([["email", "=ilike", "ann@ACME.test"]], "2"),
        ([["email", "ilike", "ACME"]], "12"),
        ([["email", "like", "ACME"]], ""),
        ([["email", "not ilike", "acme"]], "4"),
        ([["email", "=", False]], "4"),
        ([["email", "!=", False]], "12"),
        ([["email", "!=", "info@acme.test"]], "24"),
        ([["name", "=like", "Z__\\_1"]], ""),
        ([["name", "=like", "Zo%"]], "4"),
        ([["ref", "in", ["1", "4", "9"]]], "14"),
        ([["ref", "not in", ["1", "4"]]], "2"),
        ([["customer_rank", ">", 2]], "2"),
        ([["customer_rank", ">=", 3]], "2"),
        ([["customer_rank", "<", 1]], "14"),
        ([["customer_rank", "<=", 0]], "14"),
        ([["country_id.code", "=", "DE"]], "1"),
        ([["country_id", "ilike", "germ"]], "1"),
        ([["country_id", "=", False]], "4"),
        ([["parent_id.name", "=", "Acme"]], "2"),
        (["|", ["ref", "=", "1"], ["ref", "=", "2"]], "12"),
        (["!", ["ref", "=", "1"]], "24"),
        (["&", ["ref", "=", "1"], ["name", "=", "Acme"]], "1"),
        ([["is_company", "=", True]], "1"),
        ([["is_company", "=", False]], "24"),
        ([["active", "=", False]], "3"),
        ([["active", "in", [True, False]]], "1234"),
        ([["child_ids.ref", "=", "2"]], "1"),
    ],
)
def test_operators(people: Client, domain: list[Any], refs: str) -> None:
    found = people.call("res.partner", "search_read", [["ref", "!=", False], *domain], ["ref"], order="ref")

    assert "".join(row["ref"] for row in found) == refs


def test_child_of_takes_the_whole_family(people: Client) -> None:
    (company,) = people.call("res.partner", "search", [["ref", "=", "1"]])

    family = people.call("res.partner", "search_read", [["id", "child_of", [company]]], ["ref"], order="ref")

    assert [row["ref"] for row in family] == ["1", "2"]


def test_archived_records_by_context(people: Client) -> None:
    found = people.call("res.partner", "search_count", [["name", "=", "Bob"]], context={"active_test": False})

    assert found == 1


def test_order_pages_and_empty_values_last(people: Client) -> None:
    domain = [["ref", "in", ["1", "2", "4"]]]
    ascending = people.call("res.partner", "search_read", domain, ["ref"], order="email, id desc")
    page = people.call("res.partner", "search_read", domain, ["ref"], order="ref desc", limit=1, offset=1)

    assert [row["ref"] for row in ascending] == ["2", "1", "4"]
    assert [row["ref"] for row in page] == ["2"]


@pytest.mark.parametrize("domain", [[["nofield", "=", 1]], [["name", "~", "x"]], [["name", "="]]])
def test_bad_domains_are_refused(people: Client, domain: list[Any]) -> None:
    with pytest.raises(RefusedError, match=r"builtins\.ValueError"):
        people.call("res.partner", "search", domain)
