"""`scripts/setup` on machines that lack something, shown with stand-ins for the machine's own programs."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house.files import ROOT

_NEEDED = ("sh", "dirname", "cat", "cksum", "tr", "rm", "printf", "python3")
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A clone whose machine has Python, but neither compiler nor pkg-config; pip has nothing to do."""
    return clone(tmp_path)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A .venv as the set-up made it, before it installed anything; to make one takes seconds."""
    folder = clone(tmp_path_factory.mktemp("made"))
    program(folder, "id", "echo 0")
    program(folder, "apt-get", "exit 1")
    set_up(folder)
    return folder / ".venv"


@pytest.fixture
def machine(bare: Path, made: Path) -> Path:
    """The same with such a .venv."""
    shutil.copytree(made, bare / ".venv", symlinks=True, copy_function=os.link)
    return bare


def clone(folder: Path) -> Path:
    (folder / "bin").mkdir()
    for name in _NEEDED:
        (folder / "bin" / name).symlink_to(
            shutil.which(name, path=f"/usr/bin:/bin:{os.environ['PATH']}") or ""
        )
    (folder / "scripts").mkdir()
    shutil.copy(ROOT / "scripts/setup", folder / "scripts")
    for name in ("requirements.txt", "requirements-dev.txt"):
        (folder / name).write_text("# nothing\n")
    return folder


def program(machine: Path, name: str, code: str) -> None:
    file = machine / "bin" / name
    file.write_text(f"#!/bin/sh\n{code}\n")
    file.chmod(0o755)


def set_up(machine: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [machine / "scripts/setup", *arguments],
        env={"PATH": str(machine / "bin"), "HOME": str(machine)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_the_right_to_install_it_says_the_command_to_type(machine: Path) -> None:
    # given Debian and an ordinary account
    program(machine, "id", "echo 1000")
    program(machine, "apt-get", "exit 1")

    answer = set_up(machine)

    assert answer.returncode == 1
    assert "what mysqlclient needs to compile is missing. Type: sudo apt-get install -y gcc" in answer.stderr
    assert "default-libmysqlclient-dev python3." in answer.stderr


def test_on_another_system_it_names_the_packages(machine: Path) -> None:
    program(machine, "id", "echo 0")

    answer = set_up(machine)

    assert answer.returncode == 1
    assert "Install what your system calls: gcc" in answer.stderr


def test_as_root_on_debian_it_installs_what_is_missing(machine: Path) -> None:
    program(machine, "id", "echo 0")
    program(machine, "apt-get", f'echo "$DEBIAN_FRONTEND $*" >> {machine}/calls')

    answer = set_up(machine)

    assert answer.returncode == 0, answer.stderr
    update, install = (machine / "calls").read_text().splitlines()
    assert update == "noninteractive update -qq"
    assert install.startswith(
        "noninteractive install -y -qq --no-install-recommends gcc libc6-dev pkg-config"
    )


def test_a_failed_installation_ends_the_set_up(machine: Path) -> None:
    program(machine, "id", "echo 0")
    program(machine, "apt-get", '[ "$1" = update ]')

    answer = set_up(machine)

    assert answer.returncode == 1
    assert "apt-get could not install: gcc" in answer.stderr


def test_the_second_run_has_nothing_to_do_until_the_requirements_change(bare: Path) -> None:
    # given a machine that was set up
    program(bare, "id", "echo 0")
    program(bare, "apt-get", "exit 0")
    assert "set-up: done" in set_up(bare).stdout

    # then a second run says nothing, and a change of the requirements brings it back to work
    assert set_up(bare).stdout == ""
    (bare / "requirements.txt").write_text("# something else\n")
    assert "set-up: installing requirements.txt" in set_up(bare).stdout


def test_development_holds_production_but_not_the_other_way_round(machine: Path) -> None:
    program(machine, "id", "echo 0")
    program(machine, "apt-get", "exit 0")
    set_up(machine)

    assert "installing requirements-dev.txt" in set_up(machine, "--dev").stdout
    assert set_up(machine).stdout == ""


def test_an_old_python_is_refused_with_the_way_out(bare: Path) -> None:
    (bare / "bin" / "python3").unlink()
    program(bare, "python3", "exit 1")  # what `sys.exit(version < 3.11)` comes to
    program(bare, "id", "echo 1000")

    text = (bare / "scripts/setup").read_text().replace("/usr/bin/python3", "/nowhere/python3")
    (bare / "scripts/setup").write_text(text)
    answer = set_up(bare)

    assert answer.returncode == 1
    assert "Python 3.11 or newer is missing" in answer.stderr
