"""Coverage looks at what can show something new, and what it leaves out is known beforehand."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

PRODUCT = "def double(number):\n    if number > 1:\n        return 2 * number\n    return number + number\n"
TESTS = """
import pytest, looked_at

@pytest.mark.parametrize("number", [0, 2, 0, 2])
def test_many_cases(number): assert looked_at.double(number) == 2 * number
"""
OTHERS = """
import pytest, looked_at

@pytest.mark.repeats
def test_once_more(): assert looked_at.double(2) == 4
"""
WHOLE = "def test_a_case_of_its_own():\n    import looked_at\n    assert looked_at.double(2) == 4\n"
MISSING = 3  # the line that only a number above 1 reaches


@pytest.mark.parametrize(
    ("files", "missed"),
    [
        ({"test_cases.py": TESTS}, True),
        ({"test_cases.py": TESTS, "test_others.py": OTHERS}, True),
        ({"test_cases.py": TESTS, "tests/sandbox/test_shop.py": WHOLE}, True),
        ({"test_cases.py": TESTS, "test_others.py": OTHERS, "test_whole.py": WHOLE}, False),
    ],
    ids=["the first case of many", "nor what repeats", "nor the sandbox's own", "every other test"],
)
def test_it_looks_at(tmp_path: Path, files: dict[str, str], missed: bool) -> None:
    write(tmp_path, files)

    assert (f" {MISSING}" in missing(tmp_path)) == missed


@pytest.mark.repeats
def test_it_looks_again_in_a_worker_that_is_a_measured_child(tmp_path: Path) -> None:
    # given workers that measure themselves twice: as pytest's, and as children of a process that is measured
    write(tmp_path, {"test_cases.py": TESTS, "test_whole.py": WHOLE})
    (tmp_path / ".coveragerc").write_text("[run]\npatch = subprocess\nparallel = true\n")

    # then what is looked at after several tests that are not is seen
    assert f" {MISSING}" not in missing(tmp_path, "-n", "1")


def write(folder: Path, files: dict[str, str]) -> None:
    """A project of its own, with a look of its own."""
    (folder / "looked_at.py").write_text(PRODUCT)
    (folder / "conftest.py").write_text(
        "from tests.looking import LOOK, worth_it\n"
        "def pytest_collection_modifyitems(items): global chosen; chosen = worth_it(items)\n"
        "def pytest_runtest_protocol(item): LOOK.at(item.nodeid in chosen)\n"
        "def pytest_sessionfinish(): LOOK.at(True)\n"
    )
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = repeats: -")
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def missing(folder: Path, *options: str) -> str:
    """The lines of the product that were not seen."""
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-p", "no:django", "--import-mode=importlib", *options),
            *("--cov=looked_at", "--cov-report=term-missing"),
        ],
        cwd=folder,
        env={"PYTHONPATH": f"{ROOT}:{folder}"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    [row] = [line for line in ran.stdout.splitlines() if line.startswith("looked_at.py")]
    return row.partition("%")[2]
