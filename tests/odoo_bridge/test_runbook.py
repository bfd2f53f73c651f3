"""Every class and code that the bridge can show has its place in the runbook."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import odoo_bridge
from hub.errors import ErrorClass

BRIDGE = Path(odoo_bridge.__file__).parent
RUNBOOK = (BRIDGE.parent / "docs" / "runbook.md").read_text(encoding="utf-8")
CODES = RUNBOOK.partition("## Codes of the bridge to Odoo")[2]


def raised() -> Iterator[str]:
    """The codes in the sources: the first words of an error, and the second of the table of faults."""
    for path in BRIDGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(code)), *_]) if (
                    name.endswith("Error")
                ):
                    yield code
                case ast.ClassDef(name=name) if name.endswith("Error"):
                    yield from _of_class(node)
                case ast.Tuple(elts=[ast.Name(id=name), ast.Constant(value=str(code)), *_]) if name.endswith(
                    "Error"
                ):
                    yield code


def _of_class(node: ast.ClassDef) -> Iterator[str]:
    """What an error says of itself: `super().__init__("its_code", …)`."""
    for inner in ast.walk(node):
        match inner:
            case ast.Call(
                func=ast.Attribute(value=ast.Call(func=ast.Name(id="super"))),
                args=[ast.Constant(value=str(code)), *_],
            ):
                yield code


RAISED = sorted({code for code in raised() if re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", code)})


@pytest.mark.parametrize("code", RAISED)
def test_every_code_has_a_row_that_says_why_and_what_to_do(code: str) -> None:
    row = re.search(rf"^\| [^|]*`{code}`[^|]* \| ([^|]+) \| ([^|]+) \|$", CODES, flags=re.MULTILINE)

    assert row, f"docs/runbook.md, codes of the bridge: no row for `{code}`"
    assert all(cell.strip() for cell in row.groups())


@pytest.mark.parametrize("error_class", list(ErrorClass))
def test_every_class_has_its_section(error_class: ErrorClass) -> None:
    assert re.search(rf"^\| `{error_class.value}` \|", RUNBOOK, flags=re.MULTILINE)
    assert re.search(rf"^### .*`{error_class.value}`", CODES, flags=re.MULTILINE)


def test_the_runbook_names_no_code_that_nothing_raises() -> None:
    named = {
        code for row in re.findall(r"^\| (`[^|]+) \|", CODES, re.M) for code in re.findall(r"`(\w+)`", row)
    }

    assert named == set(RAISED)


def test_every_link_of_the_runbook_leads_somewhere() -> None:
    heads = {
        re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-")
        for head in re.findall(r"^#+ (.+)$", RUNBOOK, flags=re.MULTILINE)
    }

    assert set(re.findall(r"\]\(#([\w-]+)\)", RUNBOOK)) <= heads
