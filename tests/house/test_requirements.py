"""What is installed is pinned, and what production imports is in production's list."""

import ast
import re
import sys
from importlib.metadata import packages_distributions

import pytest

from tests.house.files import ROOT, committed, text

_PINNED = re.compile(r"^([A-Za-z0-9_.-]+)(\[[a-z,]+\])?==[0-9][\w.]*$")
_OURS = {"hub", "channels", "odoo_bridge", "sandbox", "tests", "bench", "scripts"}


def requirements(name: str) -> list[str]:
    lines = (line.split("#")[0].strip() for line in text(name).splitlines())
    return [line for line in lines if line and not line.startswith("-r ")]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_is_pinned_to_one_version(name: str) -> None:
    assert [line for line in requirements(name) if not _PINNED.match(line)] == []


def test_the_product_imports_only_what_production_installs() -> None:
    # given the packages of requirements.txt and the modules that the product imports
    installed = {_normal(_PINNED.sub(r"\1", line)) for line in requirements("requirements.txt")}
    product = [
        file
        for file in committed(".py")
        if file.relative_to(ROOT).parts[0] in ("hub", "channels", "odoo_bridge")
    ]
    imported = {module for file in product for module in _imports(file.read_text())} - _OURS
    providers = packages_distributions()

    # then each module comes from one of them, or from Python itself
    foreign = imported - set(sys.stdlib_module_names)
    missing = {m for m in foreign if not {_normal(name) for name in providers.get(m, [])} & installed}
    assert missing == set()


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _imports(source: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found
