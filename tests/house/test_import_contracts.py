"""Who may import whom: each rule is shown to catch a breach."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.files import ROOT

_PURE = ("decide", "sheet", "policy_words", "numbers", "candidates", "orders", "companies")
_VIES = ("codes", "comparing", "dialect", "reading", "rest", "soap")
_BRIDGE = tuple(f"odoo_bridge/{name}" for name in ("customers", "deliver", "models", "odoo", "sale", "vat"))
_OF_BRIDGE = (*_BRIDGE, "odoo_bridge/vat/vies", "odoo_bridge/proofs")
PACKAGES = ("hub", "hub/order", "hub/models", "channels", "odoo_bridge", *_OF_BRIDGE, "sandbox")
MODULES = (
    "hub/settings",
    "odoo_bridge/proofs/certificate",
    *(f"odoo_bridge/vat/{name}" for name in _PURE),
    *(f"odoo_bridge/vat/vies/{name}" for name in _VIES),
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The packages as empty ones, under the project's own rules."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in PACKAGES:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    for module in MODULES:
        (tmp_path / f"{module}.py").touch()
    return tmp_path


def lint(project: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("hub/polling.py", "import channels"),
        ("hub/apps.py", "import odoo_bridge"),
        ("hub/demo.py", "import sandbox"),
        ("channels/base.py", "import odoo_bridge"),
        ("odoo_bridge/taxes.py", "import channels"),
        ("odoo_bridge/odoo/gateway.py", "import odoo_bridge.models"),
        ("odoo_bridge/odoo/gateway.py", "import odoo_bridge.deliver"),
        ("channels/base.py", "import sandbox"),
        ("odoo_bridge/client.py", "import sandbox"),
        ("sandbox/shop.py", "import channels"),
        ("sandbox/odoo.py", "import odoo_bridge"),
        ("sandbox/world.py", "import hub.models"),
        ("odoo_bridge/vat/decide.py", "import django"),
        ("odoo_bridge/vat/numbers.py", "import requests"),
        ("odoo_bridge/vat/vies/reading.py", "import requests"),
    ],
)
def test_a_breach_is_found(project: Path, module: str, line: str) -> None:
    (project / module).write_text(line + "\n")

    answer = lint(project)

    assert answer.returncode == 1, answer.stdout
    assert "BROKEN" in answer.stdout


def test_what_is_allowed_passes(project: Path) -> None:
    (project / "channels/base.py").write_text("import hub.order\n")
    (project / "odoo_bridge/sale.py").write_text("import hub.models\n")

    answer = lint(project)

    assert answer.returncode == 0, answer.stdout
