"""What Odoo calls things is known in `odoo_bridge/odoo` and nowhere else, and only gateways call it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.files import ROOT

BRIDGE = ROOT / "odoo_bridge"
APPS = ("account", "base", "crm", "delivery", "ir", "mail", "product", "res", "sale", "stock", "uom")
MODEL = re.compile(rf"({'|'.join(APPS)})(\.[a-z][a-z_]*)+")
CALLS = {"call", "load", "read", "search_read"}


def outside() -> Iterator[Path]:
    """The bridge's files that are no part of the client."""
    for path in sorted(BRIDGE.rglob("*.py")):
        if path.relative_to(BRIDGE).parts[0] not in ("odoo", "migrations"):
            yield path


def odoos_words(source: str) -> list[str]:
    """Names of Odoo's models, and calls to it, in a module."""
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Constant(value=str(text)) if MODEL.fullmatch(text):
                found.append(text)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="odoo"), attr=name)) if name in CALLS:
                found.append(f"odoo.{name}()")
            case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="odoo"), attr=name)) if name in CALLS:
                found.append(f".odoo.{name}()")
    return found


def test_the_bridge_speaks_in_the_hubs_words() -> None:
    spoken = {str(path.relative_to(ROOT)): odoos_words(path.read_text("utf-8")) for path in outside()}

    assert {path: words for path, words in spoken.items() if words} == {}


@pytest.mark.parametrize(
    "source",
    [
        'MODEL = "sale.order"',
        'names = ["res.partner"]',
        'odoo.search_read(model, [], ["name"])',
        "self.odoo.call(model, method)",
    ],
)
def test_a_breach_is_found(source: str) -> None:
    assert odoos_words(source)


@pytest.mark.parametrize("source", ['"deliver.writing"', "odoo.calls", "wire.read(1)", '"Sale order: S1."'])
def test_other_words_are_none_of_odoos(source: str) -> None:
    assert not odoos_words(source)
