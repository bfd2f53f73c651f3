"""The guide to a new shop platform works as it stands: a test types every line of it."""

import inspect
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.channels.contract import declaration
from tests.channels.thirdparty.guide import PACKAGE, files, script, steps

pytestmark = pytest.mark.repeats

ROOT = Path(__file__).resolve().parents[2]
FOREIGN = ("CHANNELS", "CONTRACT_CHANNELS", "DJANGO_SETTINGS_MODULE", "PYTHONPATH", "TARGETS")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of somebody who reads the guide."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def typed(home: Path, tmp_path_factory: pytest.TempPathFactory) -> "subprocess.CompletedProcess[str]":
    """The whole guide, typed once."""
    environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    environment |= {"HOME": str(home), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    environment |= {"LOG_LEVEL": "WARNING", "ENV_FILE": os.devnull}
    return subprocess.run(
        ["bash", "-c", script(tmp_path_factory.mktemp("listings"))],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_the_guide_leads_to_a_green_contract_suite(typed: "subprocess.CompletedProcess[str]") -> None:
    assert typed.returncode == 0, typed.stdout[-3000:] + typed.stderr[-3000:]

    [verdict] = [line for line in typed.stdout.splitlines() if " passed" in line]
    assert int(verdict.split(" passed")[0]) >= 100
    assert "failed" not in verdict


def test_the_first_poll_brings_the_orders_of_the_shop(typed: "subprocess.CompletedProcess[str]") -> None:
    orders = [json.loads(line) for line in typed.stdout.splitlines() if line.startswith("{")]

    assert [order["channel"] for order in orders] == ["krambude"] * 3
    assert [order["external_id"] for order in orders] == ["4711", "4712", "4713"]
    assert {order["totals"]["gross"] for order in orders} == {"53.90"}


def test_the_package_in_the_tests_is_the_one_that_the_guide_makes(
    home: Path, typed: "subprocess.CompletedProcess[str]"
) -> None:
    made = files(home / "affluent-krambude" / "krambude")

    assert set(made) == set(files(PACKAGE)), typed.stderr[-3000:]
    assert made == files(PACKAGE)


def test_the_sentence_that_the_guide_shows_is_one_of_the_suite() -> None:
    [shown] = [step.text for step in steps() if step.language == "console"]

    sentence = shown.partition("AssertionError: krambude: ")[2].strip()
    assert sentence
    assert sentence in inspect.getsource(declaration)


def test_every_file_of_the_table_has_its_listing_or_comes_from_the_command() -> None:
    listed = {step.file for step in steps() if step.file}

    assert listed >= {f"krambude/{name}" for name in ("mapping.py", "channel.py", "contract.py", "README.md")}
