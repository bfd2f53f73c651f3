"""Servers that were started here: their folders, their process ids, and how they end."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from scripts.services.errors import UnavailableError
from scripts.services.service import Service

START_SECONDS = 120
STOP_SECONDS = 30


def start(service: Service, folder: Path) -> str:
    """Start a server on a private folder (or find it running there), wait, and return its address."""
    folder.mkdir(parents=True, exist_ok=True)
    known = _known(folder)
    if known:
        return known["url"]
    launch = service.launch(folder)
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(
            launch.command,
            env={**os.environ, **launch.environment},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C in the terminal is meant for the tests
        )
    known = {"pid": str(process.pid), "started": _started(process.pid), "url": launch.url}
    (folder / "process.json").write_text(json.dumps(known))
    wait_until_ready(service, launch.url, lambda: process.poll() is None, folder / "server.log")
    return launch.url


def wait_until_ready(service: Service, url: str, alive: Callable[[], bool], log: Path | None = None) -> None:
    """Ask until the service answers; raises `UnavailableError` when it died or took too long."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return service.check(url)
        except UnavailableError as error:
            if not alive() or time.monotonic() > deadline:
                where = f"; its log is {log}" if log else ""
                raise UnavailableError(f"it was started but does not answer ({error}){where}") from None
        time.sleep(0.3)


def stop(folder: Path) -> bool:
    """End the server that was started on that folder; False when none runs."""
    known = _known(folder)
    if not known:
        return False
    pid, deadline = int(known["pid"]), time.monotonic() + STOP_SECONDS
    os.killpg(pid, signal.SIGTERM)
    while _known(folder):
        if time.monotonic() > deadline:
            os.killpg(pid, signal.SIGKILL)
        time.sleep(0.1)
    (folder / "process.json").unlink()
    return True


def _known(folder: Path) -> dict[str, str]:
    """The server that runs on that folder; empty when it ended, and its number may be another's by now."""
    file = folder / "process.json"
    known: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    return known if known and _started(int(known["pid"])) == known["started"] else {}


def _started(pid: int) -> str:
    """When the process began, in the kernel's ticks since boot; empty once it ended."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    state, began = after_name[0], after_name[19]
    return "" if state == "Z" else began
