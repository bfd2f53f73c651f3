"""Each case runs on one of the sandbox's two Odoos, in turn; what is marked runs on both."""

import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

TESTS = """
import pytest

both = pytest.mark.parametrize("odoo", ["17", "19"])

@both
@pytest.mark.parametrize("case", range(20))
def test_in_turn(odoo, case): pass

@both
@pytest.mark.every_odoo
def test_on_both(odoo): pass

@pytest.mark.parametrize("odoo", ["19"])
def test_only_there(odoo): pass

@pytest.mark.parametrize("odoo", ["real"])
def test_on_a_real_one(odoo): pass

def test_without_one(): pass
"""
CONFTEST = """
from tests.odoo_target.generations import left_out

def pytest_collection_modifyitems(items):
    gone = set(left_out(items))
    items[:] = [item for item in items if item not in gone]
"""


def collected(folder: Path, *wanted: str) -> list[str]:
    """The tests that would run."""
    (folder / "test_some.py").write_text(TESTS)
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = every_odoo: -")
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-p", "no:django", "--import-mode=importlib"),
            *("--collect-only", "-q", *(wanted or ["test_some.py"])),
        ],
        cwd=folder,
        env={"PYTHONPATH": f"{ROOT}:{folder}"},
        capture_output=True,
        text=True,
        check=True,
    )
    return [line.partition("::")[2] for line in ran.stdout.splitlines() if "::" in line]


def test_every_case_runs_once_and_both_get_their_share(tmp_path: Path) -> None:
    names = collected(tmp_path)

    in_turn = [name for name in names if name.startswith("test_in_turn")]
    cases = {name.rpartition("-")[0] for name in in_turn}
    assert len(in_turn) == len(cases) == 20
    assert 5 <= sum(name.endswith("-17]") for name in in_turn) <= 15
    assert [name for name in names if not name.startswith("test_in_turn")] == [
        "test_on_both[17]",
        "test_on_both[19]",
        "test_only_there[19]",
        "test_on_a_real_one[real]",
        "test_without_one",
    ]


def test_a_case_that_is_asked_for_runs_where_it_was_asked_for(tmp_path: Path) -> None:
    for version in ("17", "19"):
        assert collected(tmp_path, f"test_some.py::test_in_turn[3-{version}]") == [
            f"test_in_turn[3-{version}]"
        ]
