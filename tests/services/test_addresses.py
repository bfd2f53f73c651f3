"""The file that tells tests where the services answer, and the addresses in it."""

import subprocess
from pathlib import Path

from scripts.services import environment
from tests.conftest import database_url

AWKWARD = "mysql://root:a'b&c@127.0.0.1:3306/affluent?unix_socket=/run/my socket"


def test_addresses_survive_the_file(tmp_path: Path) -> None:
    file = tmp_path / "var" / "test.env"
    environment.write({"DATABASE_URL": AWKWARD, "AMQP_URL": "amqp://guest:guest@127.0.0.1:5672/%2F"}, file)

    assert environment.read(file) == {
        "DATABASE_URL": AWKWARD,
        "AMQP_URL": "amqp://guest:guest@127.0.0.1:5672/%2F",
    }


def test_a_shell_reads_the_file_too(tmp_path: Path) -> None:
    environment.write({"DATABASE_URL": AWKWARD}, tmp_path / "test.env")

    shell = f'. "{tmp_path}/test.env"; printf %s "$DATABASE_URL"'
    answer = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, check=True)

    assert answer.stdout == AWKWARD


def test_without_the_file_nothing_is_known(tmp_path: Path) -> None:
    assert environment.read(tmp_path / "missing") == {}


def test_a_started_process_gets_the_same_database() -> None:
    mariadb = {
        "ENGINE": "django.db.backends.mysql",
        "NAME": "test_affluent",
        "USER": "hub",
        "PASSWORD": "p@ss/word",
        "HOST": "db",
        "PORT": 3307,
        "OPTIONS": {},
    }

    assert database_url(mariadb) == "mysql://hub:p%40ss%2Fword@db:3307/test_affluent"
    assert database_url({**mariadb, "PASSWORD": "", "PORT": "", "OPTIONS": {"unix_socket": "/run/s"}}) == (
        "mysql://hub@db/test_affluent?unix_socket=%2Frun%2Fs"
    )
    assert database_url({"ENGINE": "django.db.backends.sqlite3", "NAME": "/var/test.sqlite3"}) == (
        "sqlite:////var/test.sqlite3"
    )
