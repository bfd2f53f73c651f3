"""What is asked of Docker, shown on a stand-in program that keeps what it was told."""

import os
import socket
from pathlib import Path

import pytest

from scripts.services import docker
from scripts.services.errors import UnavailableError
from scripts.services.ports import free_port
from tests.services.test_finding import Listener

# `run` fails when told so; a container runs from `run` to `rm`; `port` tells the port of the test's server.
_PROGRAM = """#!/bin/sh
echo "$*" >> "{folder}/calls"
case "$1" in
    info) exit {info} ;;
    run) [ -z "{fault}" ] || {{ echo "{fault}" >&2; exit 125; }}; touch "{folder}/running" ;;
    inspect) [ -e "{folder}/running" ] && echo true || exit 1 ;;
    port) echo "127.0.0.1:{port}" ;;
    rm) rm -f "{folder}/running" ;;
esac
"""


class Engine:
    """The stand-in on the search path."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.install()

    def install(self, *, info: int = 0, fault: str = "") -> None:
        program = self.folder / "docker"
        program.write_text(_PROGRAM.format(folder=self.folder, port=self.port, info=info, fault=fault))
        program.chmod(0o755)

    def calls(self, verb: str) -> list[str]:
        lines = (self.folder / "calls").read_text().splitlines()
        return [line for line in lines if line.split()[0] == verb]


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return Engine(tmp_path, free_port())


def test_a_program_without_an_engine_is_no_docker(engine: Engine) -> None:
    engine.install(info=1)

    assert not docker.engine_answers()


def test_a_container_is_run_on_a_free_port_of_this_machine_only(engine: Engine) -> None:
    with socket.create_server(("127.0.0.1", engine.port)):
        url = docker.start(Listener())

    assert url == f"tcp://127.0.0.1:{engine.port}"
    assert engine.calls("run") == [
        "run --detach --name affluent-test-listener --publish 127.0.0.1::4000 --env EMPTY=1 listener:1 --fast"
    ]


def test_a_container_that_runs_already_is_used_again(engine: Engine) -> None:
    with socket.create_server(("127.0.0.1", engine.port)):
        docker.start(Listener())
        docker.start(Listener())

    assert len(engine.calls("run")) == 1


def test_a_container_that_cannot_run_is_explained(engine: Engine) -> None:
    engine.install(fault="no space left on device")

    with pytest.raises(UnavailableError, match="docker run listener:1 failed: no space left on device"):
        docker.start(Listener())


def test_only_a_container_that_runs_is_removed(engine: Engine) -> None:
    assert not docker.stop(Listener())

    with socket.create_server(("127.0.0.1", engine.port)):
        docker.start(Listener())

    assert docker.stop(Listener())
    assert engine.calls("rm")[-1] == "rm --force --volumes affluent-test-listener"
