"""`manage.py newchannel`: an app that loads at once, and says itself what is left to write."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.hub.commands.running import manage

ROOT = Path(__file__).resolve().parents[2]
FILES = ["README.md", "__init__.py", "apps.py", "channel.py", "contract.py", "mapping.py"]


@pytest.fixture
def etsy(tmp_path: Path) -> Path:
    """A channel as it comes from the command, in a package of its own."""
    assert manage("newchannel", "etsy-like", "--label", "Etsy & Co.", "--into", str(tmp_path)).code == 0
    return tmp_path / "etsy_like"


def python(etsy: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """A program that finds the new package."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(etsy.parent), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def suite(etsy: Path, *arguments: str) -> str:
    """What the contract suite says of the new channel."""
    command = ("-m", "pytest", "tests/channels/test_contract.py", "-k", "etsy-like", "--tb=line", "-q")
    return python(etsy, *command, *arguments, CONTRACT_CHANNELS="etsy_like").stdout


def test_a_package_of_its_own_is_written(tmp_path: Path) -> None:
    ran = manage("newchannel", "krambude", "--into", str(tmp_path))

    assert sorted(file.name for file in (tmp_path / "krambude").iterdir() if file.is_file()) == FILES
    assert (tmp_path / "krambude" / "fixtures" / "errors").is_dir()
    assert "Add krambude to CHANNELS" in ran.out
    assert "CONTRACT_CHANNELS=krambude pytest" in ran.out


def test_one_of_this_repository_keeps_its_fake_shop_among_the_tests(tmp_path: Path, settings: Any) -> None:
    # given another clone
    settings.BASE_DIR = tmp_path
    (tmp_path / "channels").mkdir()

    # when
    ran = manage("newchannel", "krambude")

    # then
    assert 'name = "channels.krambude"' in (tmp_path / "channels" / "krambude" / "apps.py").read_text()
    assert not (tmp_path / "channels" / "krambude" / "contract.py").exists()
    assert (tmp_path / "tests" / "channels" / "krambude" / "contract_shop.py").exists()
    assert "Add channels.krambude to CHANNELS" in ran.out


def test_a_fake_shop_that_is_there_is_not_overwritten(tmp_path: Path, settings: Any) -> None:
    # given what is left of a channel of that name
    settings.BASE_DIR = tmp_path
    (tmp_path / "channels").mkdir()
    left = tmp_path / "tests" / "channels" / "krambude" / "contract_shop.py"
    left.parent.mkdir(parents=True)
    left.write_text("SHOPS = {}")

    # when
    refused = manage("newchannel", "krambude").complaint

    # then
    assert f"{left} exists already" in refused
    assert list((tmp_path / "channels").iterdir()) == []


@pytest.mark.parametrize(
    ("slug", "reason"),
    [
        ("Etsy!", "not usable"),
        ("", "not usable"),
        ("7up", "not usable"),
        ("a--b", "not usable"),
        ("../../etc", "not usable"),
        ("a" * 33, "not usable"),
        ("étsy", "not usable"),
        ("class", "not usable"),
        ("woocommerce", "taken by an installed channel"),
        ("json", "installed already"),
        ("hub", "installed already"),
        ("there", "exists already"),
        ("module", "exists already"),
    ],
)
def test_a_bad_or_taken_slug_is_refused_in_one_line(tmp_path: Path, slug: str, reason: str) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "module.py").touch()

    assert reason in manage("newchannel", slug, "--into", str(tmp_path)).complaint
    assert sorted(file.name for file in tmp_path.iterdir()) == ["module.py", "there"]


@pytest.mark.parametrize("label", ['quo"te', "back\\slash", "two\nlines", "${slug}", "-", "x" * 41])
def test_a_label_that_would_break_the_code_is_refused(tmp_path: Path, label: str) -> None:
    refused = manage("newchannel", "krambude", f"--label={label}", "--into", str(tmp_path))

    assert "not usable" in refused.complaint
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "no folder" in manage("newchannel", "krambude", "--into", str(tmp_path / "none")).complaint


@pytest.mark.parametrize("label", ["Krambude", "X" * 40])
def test_what_is_written_keeps_the_style_of_the_project(tmp_path: Path, label: str) -> None:
    assert manage("newchannel", "a" * 32, "--label", label, "--into", str(tmp_path)).code == 0

    for check in (["check"], ["format", "--check"]):
        ruff = ["-m", "ruff", *check, "--no-cache", f"--config={ROOT / 'pyproject.toml'}", str(tmp_path)]
        done = python(tmp_path / "x", *ruff)
        assert done.returncode == 0, done.stdout


def test_it_loads_at_once_and_says_what_is_not_written(etsy: Path, tmp_path: Path) -> None:
    # given an order of the platform
    (tmp_path / "order.json").write_text('{"id": 4711}')

    # when
    hub = {"CHANNELS": "etsy_like", "DJANGO_SETTINGS_MODULE": "hub.settings"}
    order = str(tmp_path / "order.json")
    done = python(etsy, "manage.py", "normalize", "etsy-like", order, **hub)

    # then
    assert done.returncode == 1
    assert "Channel etsy-like: the mapping of order 4711 is not written yet." in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_suite_says_what_to_write_first(etsy: Path) -> None:
    said = suite(etsy, "-x")

    assert "etsy-like: name in `cursor` the field by which the platform finds what changed" in said


def test_nothing_that_is_missing_passes_in_silence(etsy: Path) -> None:
    # when the whole suite runs on what the command wrote
    said = suite(etsy)

    # then each missing part has its sentence
    for sentence in (
        "has 0 fixtures, ten is the least",
        "claims nothing",
        "write the address of the API's documentation",
        "has no fake shop",
        "the mapping of order",
        "nothing is shown of its mapping",
    ):
        assert sentence in said
    assert said.count("\nFAILED ") >= 40


def test_a_fake_shop_that_cannot_be_imported_is_no_missing_one(etsy: Path) -> None:
    (etsy / "contract.py").write_text("import no_such_module\n")

    assert "No module named 'no_such_module'" in suite(etsy)


@pytest.mark.parametrize("method", ["pages", "order", "check"])
def test_each_method_to_be_written_says_what_belongs_there(etsy: Path, method: str) -> None:
    script = (
        "from etsy_like.channel import EtsyLikeChannel\n"
        "from hub.errors import ConfigError\n"
        "channel = EtsyLikeChannel()\n"
        f"method = channel.{method}\n"
        "try:\n"
        "    method(*[None] * (method.__code__.co_argcount - 1))\n"
        "except ConfigError as error:\n"
        "    print(error)"
    )

    said = python(etsy, "-c", script).stdout

    assert said.startswith(f"Channel etsy-like: {method}() is not written yet. ")
    assert len(said) > 100
