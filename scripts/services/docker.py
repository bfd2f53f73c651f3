"""Containers of MariaDB and RabbitMQ, where a Docker engine answers."""

import shutil
import subprocess

from scripts.services.errors import UnavailableError
from scripts.services.processes import wait_until_ready
from scripts.services.service import Service

PULL_SECONDS = 600
_LABEL = "affluent-test"


def engine_answers() -> bool:
    """Whether there is a `docker` program with an engine behind it."""
    if shutil.which("docker") is None:
        return False
    try:
        return not _docker("info", seconds=10).returncode
    except subprocess.TimeoutExpired:
        return False


def start(service: Service) -> str:
    """Run the service's container (or find it running) on a free port, and return its address."""
    name = f"{_LABEL}-{service.name.lower()}"
    if not _running(name):
        _docker("rm", "--force", name)
        _run(service, name)
    url = service.url_at(_port(service, name))
    wait_until_ready(service, url, lambda: _running(name))
    return url


def stop(service: Service) -> bool:
    """Remove the service's container; False when there is none."""
    name = f"{_LABEL}-{service.name.lower()}"
    if not engine_answers() or not _running(name):
        return False
    return not _docker("rm", "--force", "--volumes", name).returncode


def _run(service: Service, name: str) -> None:
    box = service.container
    publish = ("--publish", f"127.0.0.1::{box.port}")
    answer = _docker("run", "--detach", "--name", name, *publish, *box.options, box.image, *box.arguments)
    if answer.returncode:
        raise UnavailableError(f"docker run {box.image} failed: {answer.stderr.strip()[-300:]}")


def _running(name: str) -> bool:
    return _docker("inspect", "--format", "{{.State.Running}}", name).stdout.strip() == "true"


def _port(service: Service, name: str) -> int:
    answer = _docker("port", name, str(service.container.port))
    try:
        return int(answer.stdout.splitlines()[0].rsplit(":", 1)[1])
    except (IndexError, ValueError):
        raise UnavailableError(f"docker gives no port for {name}: {answer.stderr.strip()[-300:]}") from None


def _docker(*arguments: str, seconds: float = PULL_SECONDS) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["docker", *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds,
    )
