"""What people read in French: every sentence of the hub, with the same facts in it."""

import ast
import re
from collections.abc import Iterator
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FRENCH = ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.mo"
PARTS = ("hub", "odoo_bridge", "channels")
_PLACE = re.compile(r"\{(\w+)\}")


def templates(part: str) -> Iterator[str]:
    """What `say` is given in this part of the product."""
    for file in sorted((ROOT / part).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
                assert isinstance(node.args[0], ast.Constant), f"{file}:{node.lineno} says no literal"
                yield str(node.args[0].value)


def says_something(template: str) -> bool:
    """Whether it has words of its own, and not only facts."""
    return bool(re.search(r"[A-Za-z]{2}", _PLACE.sub("", template)))


class _Unknown(NullTranslations):
    """What the catalogue does not have is empty; some words are the same in both languages."""

    def gettext(self, message: str) -> str:
        return ""


@pytest.fixture(scope="module")
def french() -> GNUTranslations:
    with FRENCH.open("rb") as file:
        known = GNUTranslations(file)
    known.add_fallback(_Unknown())
    return known


@pytest.mark.parametrize("part", PARTS)
def test_every_sentence_has_its_french(part: str, french: GNUTranslations) -> None:
    missing = [one for one in templates(part) if says_something(one) and not french.gettext(one)]

    assert missing == []


@pytest.mark.parametrize("part", PARTS)
def test_the_french_tells_the_same_facts(part: str, french: GNUTranslations) -> None:
    different = [
        one
        for one in filter(says_something, templates(part))
        if set(_PLACE.findall(one)) != set(_PLACE.findall(french.gettext(one)))
    ]

    assert different == []
