"""What differs between versions is asked of the server, and stands in one place."""

import ast
from pathlib import Path

import pytest

from odoo_bridge.odoo import versions
from odoo_bridge.odoo.probe import Access, probe
from odoo_bridge.odoo.transports.wire import Wire
from sandbox.odoo import OdooSandbox

BRIDGE = Path(versions.__file__).parents[1]
_OF_MOVES = {"odoo/gateways/entries.py", "odoo/rehearsal/moves.py"}  # their lines always had `tax_ids`
EXPECTED = {
    "17": {
        "line_tax_field": "tax_id",
        "payment_memo_field": "ref",
        "apart_field": "consolidated_billing",
        "siret_field": "siret",
        "registry_field": "company_registry",
    },
    "19": {
        "line_tax_field": "tax_ids",
        "payment_memo_field": "memo",
        "apart_field": "consolidated_billing",
        "siret_field": "",
        "registry_field": "company_registry",
    },
}


def test_the_server_says_what_its_fields_are_called(odoo: OdooSandbox) -> None:
    facts = probe(Access(odoo.url, odoo.database, odoo.login, odoo.api_key), Wire(odoo.url))

    assert {name: facts.features[name] for name in versions.RENAMED} == EXPECTED[odoo.version]


@pytest.mark.parametrize(
    ("feature", "fields", "name"),
    [
        ("line_tax_field", {"tax_id": {}}, "tax_id"),
        ("line_tax_field", {"tax_ids": {}}, "tax_ids"),
        ("line_tax_field", {"tax_id": {}, "tax_ids": {}}, "tax_ids"),
        ("payment_memo_field", {"ref": {}}, "ref"),
        ("payment_memo_field", {"memo": {}, "ref": {}}, "memo"),
        ("apart_field", {}, ""),
        ("apart_field", {"consolidated_billing": {}}, "consolidated_billing"),
    ],
)
def test_the_newest_name_that_exists(feature: str, fields: dict[str, object], name: str) -> None:
    assert versions.RENAMED[feature].found(fields) == name


def test_of_what_was_never_asked_the_oldest_name_is_taken() -> None:
    assert versions.field({}, "line_tax_field") == "tax_id"
    assert versions.field({}, "apart_field") == ""
    assert versions.field({"line_tax_field": "tax_ids"}, "line_tax_field") == "tax_ids"


@pytest.mark.parametrize(
    ("version", "number"), [("14.0", 14), ("saas~17.4", 17), ("saas~19.1+e", 19), ("abc", 0), ("", 0)]
)
def test_the_number_of_a_version(version: str, number: int) -> None:
    assert versions.major(version) == number


def test_no_other_file_of_the_bridge_knows_a_name_that_changed() -> None:
    changed = {name for renamed in versions.RENAMED.values() for name in renamed.names} - {
        "",
        "ref",
        "tax_id",
        "siret",  # also what the hub calls that number
    }
    knowing = {
        path.relative_to(BRIDGE).as_posix()
        for path in BRIDGE.rglob("*.py")
        if "migrations" not in path.parts and changed & _texts(path)
    }

    assert knowing - _OF_MOVES == {"odoo/versions.py"}


def _texts(path: Path) -> set[str]:
    """The string literals of a module."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
