"""`/api/v1/vat/decide/`."""

from typing import Any

import pytest
from django.test import Client

from odoo_bridge.vat.api.decide import EXAMPLE, EXAMPLE_SALE
from odoo_bridge.vat.decide import decide
from odoo_bridge.vat.sheet import NEEDED, OPTIONAL
from tests.odoo_bridge.vat.sales import rows
from tests.odoo_bridge.vat.vies.test_api import caller

pytestmark = pytest.mark.django_db
COLUMNS = {*NEEDED, *OPTIONAL} - {"id"}
ADDRESS = "/api/v1/vat/decide/"


@pytest.fixture
def client(db: None) -> Client:
    return caller("vat:decide")


def ask(client: Client, sale: Any) -> Any:
    return client.post(ADDRESS, sale, content_type="application/json")


def test_the_example_is_decided_as_the_documentation_shows(client: Client) -> None:
    found = ask(client, EXAMPLE_SALE).json()

    told = ("treatment", "vat_country", "rate", "hold", "legal_mention", "rule")
    assert {name: found[name] for name in told} == {name: EXAMPLE[name] for name in told}
    assert set(found) == set(EXAMPLE)


def test_every_vector_has_the_answer_of_the_command(client: Client) -> None:
    for row in rows("vectors.csv")[:12]:
        known = {name: cell for name, cell in row.cells.items() if name in COLUMNS}

        found = ask(client, known).json()

        decision = decide(row.sale)
        assert (found["treatment"], found["hold"]) == (decision.treatment.value, decision.hold), row.id


@pytest.mark.parametrize(
    ("sale", "named", "said"),
    [
        ([], "body", "JSON object"),
        ({}, "body", "is missing"),
        ({**EXAMPLE_SALE, "colour": "red"}, "body", "no column"),
        ({**EXAMPLE_SALE, "order_date": "tomorrow"}, "body", "2026-11-20"),
        ({**EXAMPLE_SALE, "order_date": 20261120}, "order_date", "text"),
        ({**EXAMPLE_SALE, "choices": "x"}, "choices", "list"),
        ({**EXAMPLE_SALE, "choices": ["without_number=guess"]}, "choices", "none of"),
    ],
)
def test_what_cannot_be_used_is_named(client: Client, sale: Any, named: str, said: str) -> None:
    answer = ask(client, sale)

    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert error["parameter"] == named
    assert said in error["detail"]


def test_a_choice_of_the_shop_counts(client: Client) -> None:
    sale = {**EXAMPLE_SALE, "customer_company": "yes", "choices": ["without_number=hold"]}

    assert ask(client, sale).json()["rule"] == "company-without-number-held"
