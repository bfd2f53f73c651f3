"""Trouble of any command is one line and exit code 1; mistakes of ours keep their traceback."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import OperationalError, ProgrammingError

from hub.errors import ContractError
from hub.management.base import Error, HubCommand
from hub.order import InvalidOrder, Problem
from tests.conftest import Manage
from tests.factories import ingest, shop, unified_order
from tests.hub.commands.running import manage as run


class Troubled(HubCommand):
    """Raises what it is given."""

    def __init__(self, trouble: Exception) -> None:
        super().__init__()
        self.trouble = trouble
        self.requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        raise self.trouble


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (ContractError("html", "The shop answered\nHTML.", "Check it."), "The shop answered HTML. Check it."),
        (InvalidOrder([Problem("lines[0].net", "is wrong")]), "lines[0].net: is wrong"),
        (ValidationError({"slug": ["Too long."]}), "slug: Too long."),
        (ValidationError(["One.", "Two."]), "One. Two."),
        (FileNotFoundError(2, "No such file", "x.json"), "x.json"),
        (OperationalError(2002, "Can't connect"), "DATABASE_URL"),
        (ProgrammingError(1146, "no table"), "migrate"),
    ],
)
def test_expected_trouble_is_told_in_words(trouble: Exception, words: str) -> None:
    with pytest.raises(Error) as told:
        call_command(Troubled(trouble))

    assert words in str(told.value)
    assert "\n" not in str(told.value)


def test_a_mistake_of_ours_keeps_its_traceback() -> None:
    with pytest.raises(KeyError):
        call_command(Troubled(KeyError("x")))


def test_arguments_that_do_not_exist_are_one_line() -> None:
    assert "--sometimes" in run("poll", "--sometimes").complaint


@pytest.mark.parametrize(
    "environment",
    [
        {"SECRET_KEY": ""},
        {"DEBUG": "flase"},
        {"ENCRYPTION_KEYS": ""},
        {"DATABASE_URL": "mysql://root@127.0.0.1:1/nothing"},
        {"DATABASE_URL": "postgres://somewhere"},
    ],
)
def test_a_bad_setting_is_one_line(
    hub_environment: Mapping[str, str], environment: Mapping[str, str]
) -> None:
    [(name, _)] = environment.items()

    ran = subprocess.run(
        [sys.executable, "manage.py", "poll", "--once"],
        cwd=settings.BASE_DIR,
        env={**hub_environment, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ran.returncode == 1
    assert name in ran.stderr
    assert ran.stderr.count("\n") == 1


def test_a_reader_that_has_seen_enough_is_no_error(manage: Manage) -> None:
    ingest(shop(), *[unified_order(str(number), note="x" * 5000) for number in range(100)])
    process = manage("export_orders", "--jsonl")
    assert process.stdout is not None

    process.stdout.readline()
    process.stdout.close()

    assert process.stderr is not None
    assert process.stderr.read() == ""
    assert process.wait(30) == 0


def test_the_database_of_a_hub_that_was_never_migrated(
    hub_environment: Mapping[str, str], tmp_path: Path
) -> None:
    ran = subprocess.run(
        [sys.executable, "manage.py", "remap"],
        cwd=settings.BASE_DIR,
        env={**hub_environment, "DATABASE_URL": f"sqlite:///{tmp_path}/new.sqlite3"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (ran.returncode, ran.stderr.count("\n")) == (1, 1)
    assert "migrate" in ran.stderr
