"""The two tables of cases: `vectors.csv`, examples to which the rules are held, and `law.csv`, all others.

Both open in a spreadsheet, for an accountant to read; a case that is missing is a line to add.
"""

import pytest

from odoo_bridge.vat.decide import decide
from odoo_bridge.vat.policy import Policy, WhileUnavailable, WithoutNumber
from odoo_bridge.vat.rules import RULES
from odoo_bridge.vat.sheet import COMPARED, Row, columns
from tests.odoo_bridge.vat.sales import rows

VECTORS, LAW = rows("vectors.csv"), rows("law.csv")


def named(row: Row) -> str:
    return f"{row.id} {row.cells.get('why') or row.cells['reason']}"


def compared(row: Row, policy: Policy | None = None) -> dict[str, str]:
    decided = columns(row, decide(row.sale, policy or Policy()))
    return {name: decided[name] for name in COMPARED}


def expected(row: Row) -> dict[str, str]:
    return {name: row.cells[name] for name in COMPARED}


@pytest.mark.parametrize("row", VECTORS, ids=named)
def test_an_example_is_decided_as_it_says(row: Row) -> None:
    assert compared(row) == expected(row)


@pytest.mark.parametrize("row", [row for row in VECTORS if row.cells["legal_mention"]], ids=named)
def test_an_example_has_the_mention_that_it_says(row: Row) -> None:
    assert decide(row.sale).legal_mention == row.cells["legal_mention"]


@pytest.mark.parametrize("row", LAW, ids=named)
def test_a_case_of_the_law_is_decided_as_it_says_by_the_rule_that_it_names(row: Row) -> None:
    assert compared(row) == expected(row)
    assert decide(row.sale).rule == row.cells["rule"]


@pytest.mark.parametrize(
    ("vector", "policy", "alternative"),
    [
        ("V19", Policy(without_number=WithoutNumber.ORIGIN), ("DOMESTIC", "FR", "20", "no")),
        ("V21", Policy(without_number=WithoutNumber.ORIGIN), ("DOMESTIC", "FR", "20", "no")),
        ("V21", Policy(without_number=WithoutNumber.HOLD), ("REVIEW", "", "", "yes")),
        ("V20", Policy(while_unavailable=WhileUnavailable.CHARGE), ("OSS_DESTINATION", "DE", "19", "no")),
    ],
)
def test_a_choice_of_the_shop_leads_to_the_other_defensible_answer(
    vector: str, policy: Policy, alternative: tuple[str, ...]
) -> None:
    row = next(row for row in VECTORS if row.id == vector)

    assert tuple(compared(row, policy).values()) == alternative


def test_every_rule_has_an_id_of_its_own_and_a_source() -> None:
    ids = [rule.id for rule in RULES]

    assert len(set(ids)) == len(ids)
    assert all(rule.source for rule in RULES)


def test_every_rule_decides_a_case_of_the_tables_or_of_the_tests_beside_them() -> None:
    tables = {decide(row.sale).rule for row in (*VECTORS, *LAW)}
    beside = {  # they need a choice of the shop, or facts that the tables have no column for
        *("company-without-number-at-home", "company-without-number-at-stock", "company-without-number-held"),
        *("franchise-department", "import-numbers-conflict", "local-established", "local-numbers-conflict"),
        "origin-unclear",
    }

    assert {rule.id for rule in RULES} == tables - {"rate-unclear"} | beside
