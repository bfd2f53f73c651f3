"""`make` lists what can be done, a word and a line each."""

import re
import subprocess

import pytest

from tests.house.files import ROOT, text

TARGETS = ("help", "run", "demo", "test", "check", "feeds", "chaos", "carts", "bench", "screenshots", "clean")


def make(*arguments: str) -> str:
    answer = subprocess.run(
        ["make", "--no-print-directory", *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return answer.stdout


def test_make_alone_lists_every_target_with_a_line_of_help() -> None:
    listed = dict(re.findall(r"^  make ([a-z]+) +(\S.*)$", make(), re.MULTILINE))

    assert tuple(listed) == TARGETS
    assert all(10 < len(line) < 100 for line in listed.values())


@pytest.mark.parametrize("target", ["run", "demo", "feeds", "chaos", "carts", "bench", "screenshots"])
def test_a_target_that_needs_packages_does_the_set_up_first(target: str) -> None:
    recipe = make("--dry-run", target).splitlines()

    assert recipe[0].startswith("scripts/setup")
    assert ".venv/bin/python" in recipe[1]


def test_no_target_is_taken_for_a_file_of_that_name() -> None:
    assert f".PHONY: {' '.join(TARGETS)}" in text("Makefile")


@pytest.mark.parametrize("script", ["scripts/setup", "scripts/test", "scripts/clean", ".ci/run"])
def test_scripts_are_sound_shell_and_may_be_run(script: str) -> None:
    subprocess.run(["sh", "-n", script], cwd=ROOT, check=True)

    assert (ROOT / script).stat().st_mode & 0o111
    assert "set -eu" in text(script)


def test_cleaning_leaves_the_hubs_own_database() -> None:
    assert "affluent.sqlite3" not in text("scripts/clean")
    assert not re.search(
        r"\bvar(/|/\*)?(\s|$)", text("scripts/clean").split("rm -rf", 1)[1].split("\nfind", 1)[0]
    )
