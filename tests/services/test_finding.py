"""Where MariaDB and RabbitMQ come from, in which order, and what is said when they come from nowhere."""

import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from scripts.services import debian, docker, processes
from scripts.services.errors import UnavailableError
from scripts.services.finding import find
from scripts.services.mariadb import MariaDB
from scripts.services.needs import SERVICES
from scripts.services.ports import free_port
from scripts.services.rabbitmq import RabbitMQ
from scripts.services.service import Container, Launch, Service
from tests.house.files import ROOT

# A server of one line: it answers when somebody connects.
_LISTEN = (
    "import socket, sys; s = socket.create_server(('127.0.0.1', int(sys.argv[1])))\nwhile True: s.accept()"
)


class Listener:
    """A service as simple as can be: it works when its port takes a connection."""

    name = "Listener"
    variable = "LISTENER_URL"
    packages: Sequence[str] = ("listener-server",)
    container = Container(image="listener:1", port=4000, options=("--env", "EMPTY=1"), arguments=("--fast",))

    def __init__(self, *, standard_port: int = 0, installed: bool = False) -> None:
        self._standard = [self.url_at(standard_port)] if standard_port else []
        self._installed = installed
        self.code = _LISTEN

    def standard_urls(self) -> Sequence[str]:
        return self._standard

    def url_at(self, port: int) -> str:
        return f"tcp://127.0.0.1:{port}"

    def check(self, url: str) -> None:
        try:
            socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), 1).close()
        except OSError as error:
            raise UnavailableError(str(error.strerror)) from None

    def installed(self) -> bool:
        return self._installed

    def launch(self, folder: Path) -> Launch:
        port = free_port()
        return Launch(
            command=[sys.executable, "-c", self.code, str(port)], environment={}, url=self.url_at(port)
        )


@pytest.fixture(autouse=True)
def _no_docker_and_no_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that can install nothing, unless a test says otherwise."""
    monkeypatch.delenv("LISTENER_URL", raising=False)
    monkeypatch.setattr(docker, "engine_answers", lambda: False)
    monkeypatch.setattr(debian, "is_root", lambda: False)


@pytest.fixture
def port() -> int:
    return free_port()


def test_an_address_that_is_set_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, port: int) -> None:
    monkeypatch.setenv("LISTENER_URL", f"tcp://127.0.0.1:{port}")
    with socket.create_server(("127.0.0.1", port)):
        found = find(Listener(), tmp_path)

    assert (found.url, found.source, found.started) == (f"tcp://127.0.0.1:{port}", "LISTENER_URL", False)


def test_an_address_that_is_set_and_does_not_answer_is_an_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, port: int
) -> None:
    # given a mistyped address, and a server that does answer on the standard port
    standing = free_port()
    monkeypatch.setenv("LISTENER_URL", f"tcp://127.0.0.1:{port}")
    with socket.create_server(("127.0.0.1", standing)), pytest.raises(UnavailableError) as refusal:
        find(Listener(standard_port=standing), tmp_path)

    # then nothing else is taken in its place
    assert "LISTENER_URL is set, but that Listener cannot be used: Connection refused" in str(refusal.value)


def test_the_standard_port_comes_next(tmp_path: Path, port: int) -> None:
    with socket.create_server(("127.0.0.1", port)):
        found = find(Listener(standard_port=port, installed=True), tmp_path)

    assert (found.source, found.started) == ("standard port", False)


def test_an_installed_package_is_started(tmp_path: Path, port: int) -> None:
    found = find(Listener(standard_port=port, installed=True), tmp_path)

    assert (found.source, found.started) == ("Debian's package", True)
    Listener().check(found.url)
    assert processes.stop(tmp_path)


def test_when_nothing_is_possible_one_sentence_says_what_was_tried(tmp_path: Path, port: int) -> None:
    with pytest.raises(UnavailableError) as refusal:
        find(Listener(standard_port=port), tmp_path)

    assert str(refusal.value) == (
        "Listener is needed and none could be had. Start one and set LISTENER_URL, or start again where "
        "Docker answers, or as root on Debian. Tried: the standard port: Connection refused; Docker: no "
        "engine answers; Debian's packages: installing it needs root: sudo apt-get install -y "
        "listener-server."
    )


@pytest.mark.parametrize(
    ("service", "url", "reason"),
    [
        (MariaDB(), "mysql://nobody:wrong@127.0.0.1:1/affluent", "connect"),
        (RabbitMQ(), "amqp://guest:guest@127.0.0.1:1/%2F", "."),
        (RabbitMQ(), "not a url", "."),
    ],
)
def test_a_service_that_is_not_there_is_told_from_one_that_is(
    service: Service, url: str, reason: str
) -> None:
    with pytest.raises(UnavailableError, match=reason):
        service.check(url)


def test_the_command_ends_with_one_sentence_and_exit_code_1() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "scripts.services", "--ensure"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": "mysql://root@127.0.0.1:1/affluent"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (answer.returncode, answer.stdout) == (1, "")
    assert "services: DATABASE_URL is set, but that MariaDB cannot be used" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_servers_of_installed_packages_run_on_folders_of_their_own(tmp_path: Path) -> None:
    """The real ones, beside whichever run already. Where they come from containers, there are none."""
    for service in (service for service in SERVICES if service.installed()):
        folder = tmp_path / service.name.lower()
        url = processes.start(service, folder)
        try:
            service.check(url)
            assert url not in service.standard_urls()
            assert processes.start(service, folder) == url, "a second start finds the first"
        finally:
            assert processes.stop(folder)
        with pytest.raises(UnavailableError):
            service.check(url)
