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
    """Start a server on a private folder, wait until it answers, and return its address."""
    folder.mkdir(parents=True, exist_ok=True)
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
    (folder / "process.json").write_text(json.dumps({"pid": process.pid, "started": _started(process.pid)}))
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
    file = folder / "process.json"
    if not file.exists():
        return False
    known = json.loads(file.read_text())
    file.unlink()
    if _started(known["pid"]) != known["started"]:
        return False  # it ended, and its number may be another's by now
    os.killpg(known["pid"], signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while _started(known["pid"]) == known["started"]:
        if time.monotonic() > deadline:
            os.killpg(known["pid"], signal.SIGKILL)
        time.sleep(0.1)
    return True


def _started(pid: int) -> str:
    """When the process began, in the kernel's ticks since boot; empty once it ended."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    state, began = after_name[0], after_name[19]
    return "" if state == "Z" else began
