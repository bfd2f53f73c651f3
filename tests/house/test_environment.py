"""The environment is read strictly: a mistake stops the start with a sentence that names the variable."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from hub.environment import Environment, load
from tests.house.files import ROOT


@pytest.fixture
def env() -> Environment:
    return Environment()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("true", True),
        ("1", True),
        ("YES", True),
        ("on", True),
        (" false ", False),
        ("0", False),
        ("no", False),
    ],
)
def test_a_switch_understands_the_usual_words(
    env: Environment, monkeypatch: pytest.MonkeyPatch, written: str, meant: bool
) -> None:
    monkeypatch.setenv("DEBUG", written)

    assert env.switch("DEBUG", default=not meant) is meant


@pytest.mark.parametrize("written", ["flase", "2", "tru", "enabled", "None"])
def test_a_switch_refuses_what_is_neither_yes_nor_no(
    env: Environment, monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    monkeypatch.setenv("DEBUG", written)

    with pytest.raises(ImproperlyConfigured, match=r"DEBUG='.*' is neither true nor false. Write DEBUG=true"):
        env.switch("DEBUG", default=False)


@pytest.mark.parametrize("default", [True, False])
@pytest.mark.parametrize("written", [None, "", "  "])
def test_an_empty_switch_is_not_set(
    env: Environment, monkeypatch: pytest.MonkeyPatch, written: str | None, default: bool
) -> None:
    monkeypatch.delenv("DEBUG", raising=False)
    if written is not None:
        monkeypatch.setenv("DEBUG", written)

    assert env.switch("DEBUG", default=default) is default


def test_a_secret_may_stand_in_a_file(
    env: Environment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # given a secret file that ends in a newline, as editors leave it
    (tmp_path / "secret").write_text("s3cret\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "secret"))
    monkeypatch.delenv("SECRET_KEY", raising=False)

    assert env.required("SECRET_KEY", unless_debug="insecure", debug=False) == "s3cret"


def test_a_database_url_may_stand_in_a_file(
    env: Environment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "url").write_text("mysql://hub:p%40ss@db:3307/affluent\n")
    monkeypatch.setenv("DATABASE_URL_FILE", str(tmp_path / "url"))

    database = env.database("DATABASE_URL", "sqlite:///unused")

    assert (database["NAME"], database["USER"], database["PASSWORD"], database["PORT"]) == (
        *("affluent", "hub", "p@ss", 3307),
    )


def test_a_secret_file_that_is_missing_is_named(env: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY_FILE", "/nowhere/secret")

    with pytest.raises(ImproperlyConfigured, match=r"SECRET_KEY_FILE='/nowhere/secret' cannot be read"):
        env.required("SECRET_KEY", unless_debug="insecure", debug=True)


def test_insecure_defaults_need_debug(env: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)

    assert env.required("SECRET_KEY", unless_debug="insecure", debug=True) == "insecure"
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is not set"):
        env.required("SECRET_KEY", unless_debug="insecure", debug=False)


@pytest.mark.parametrize("written", ["0", "-1", "--5", "1.5", "ten", "²"])
def test_a_number_is_whole_and_not_below_its_bound(
    env: Environment, monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    monkeypatch.setenv("POLL_SECONDS", written)

    with pytest.raises(ImproperlyConfigured, match=r"POLL_SECONDS=.* is not a whole number of at least 1"):
        env.whole_number("POLL_SECONDS", 60, at_least=1)


def test_a_number_may_have_an_upper_bound(env: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REREAD_DAYS", "91")

    with pytest.raises(ImproperlyConfigured, match=r"REREAD_DAYS='91' is not a whole number of at most 90"):
        env.whole_number("REREAD_DAYS", 30, at_most=90)


def test_a_list_may_hold_spaces_and_an_empty_one_is_not_set(
    env: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", "hub.example.com, localhost ,")
    assert env.names("ALLOWED_HOSTS") == ["hub.example.com", "localhost"]

    monkeypatch.setenv("ALLOWED_HOSTS", "")
    assert env.names("ALLOWED_HOSTS", ["localhost"]) == ["localhost"]


def test_a_word_outside_the_list_is_refused_with_the_list(
    env: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOG_LEVEL", "verbose")

    with pytest.raises(ImproperlyConfigured, match="LOG_LEVEL='verbose' is none of: INFO, ERROR"):
        env.choice("LOG_LEVEL", "INFO", ["INFO", "ERROR"])


@pytest.mark.parametrize("url", ["postgres://localhost/hub", "localhost", "mysql://hub@db:port/affluent"])
def test_a_database_that_cannot_be_used_is_refused(
    env: Environment, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)

    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        env.database("DATABASE_URL", "sqlite:///unused")


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # given a .env that sets two variables, one of which the environment sets too
    (tmp_path / ".env").write_text("BASE_URL=https://file.example.com\nEXCHANGE=from-file\n")
    monkeypatch.delenv("ENV_FILE")
    monkeypatch.setenv("BASE_URL", "https://set.example.com")
    monkeypatch.setenv("EXCHANGE", "restored after the test")
    monkeypatch.delenv("EXCHANGE")

    env = load(tmp_path)

    assert (env.text("BASE_URL"), env.text("EXCHANGE")) == ("https://set.example.com", "from-file")


def test_an_env_file_that_is_named_must_exist(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ENV_FILE", str(tmp_path / "missing.env"))

    with pytest.raises(ImproperlyConfigured, match=r"missing\.env' does not exist"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"DEBUG": "flase"}, "DEBUG='flase' is neither true nor false"),
        ({"DEBUG": "false", "SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"DEBUG": "true", "WORKERS": "many"}, "WORKERS='many' is not a whole number"),
    ],
)
def test_a_command_says_what_is_wrong_in_one_line(wrong: dict[str, str], sentence: str) -> None:
    # when any command is started with a mistake in the environment
    answer = subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "hub.settings", **wrong},
        capture_output=True,
        text=True,
        check=False,
    )

    # then it ends with one line, not with a traceback
    assert (answer.returncode, answer.stdout, answer.stderr.count("\n")) == (1, "", 1)
    assert sentence in answer.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("normalize", "woocommerce", "channels/woocommerce/fixtures/b2c_fr_simple.raw.json"),
        ("order_schema", "--check"),
        ("help",),
        ("poll", "--help"),
    ],
    ids=" ".join,
)
def test_what_only_reads_and_writes_files_needs_no_keys(command: tuple[str, ...]) -> None:
    # given an installation that nobody has configured yet
    bare = {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull}

    answer = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=bare,
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 0, answer.stderr
