"""A hub of its own for the world: a folder, an environment, commands and processes."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
_STOP_SECONDS = 20


class HubError(RuntimeError):
    """A command of the hub failed; the message is what it said."""


class Hub:
    """Everything of it lives in `folder`, which is emptied first: the sandbox shops begin anew too.

    Raises `HubError` while another one lives there.
    """

    def __init__(self, folder: Path, *, port: int, settings: Mapping[str, str]) -> None:
        self._lock = _alone(folder)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.folder = folder
        self.url = f"http://127.0.0.1:{port}"
        self._port = port
        self._environment = {
            **os.environ,
            "DEBUG": "true",
            "DATABASE_URL": f"sqlite:///{folder / 'affluent.sqlite3'}",
            "AMQP_URL": "",
            "ALLOW_PRIVATE_HOSTS": "true",
            "BASE_URL": self.url,
            **settings,
        }
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def command(self, *arguments: str, **environment: str) -> str:
        """Run `manage.py …` to its end and return what it printed; raises `HubError` when it fails."""
        done = subprocess.run(  # noqa: S603 - our own command line
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={**self._environment, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise HubError(f"manage.py {arguments[0]} failed: {done.stderr.strip()[-500:]}")
        return done.stdout.strip()

    def know(self, **settings: str) -> None:
        """Further settings, for everything that is run from now on."""
        self._environment.update(settings)

    def start(self) -> None:
        """Start web, clock and bridge; their output goes to files beside the database."""
        self._start(
            "web", "-m", "gunicorn", "hub.wsgi", "--bind", f"127.0.0.1:{self._port}", "--threads", "4"
        )
        self._start("worker", "manage.py", "qcluster")
        self._start("bridge", "manage.py", "bridge")

    def died(self) -> str:
        """The name of a process that ended by itself, empty while all of them run."""
        return next((name for name, process in self._processes.items() if process.poll() is not None), "")

    def stop(self) -> None:
        """Ask every process to finish what it is doing, and wait for it."""
        for process in self._processes.values():
            _signal(process, signal.SIGTERM)
        end = time.monotonic() + _STOP_SECONDS
        for process in self._processes.values():
            try:
                process.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal(process, signal.SIGKILL)
                process.wait()
        self._processes.clear()
        self._lock.close()

    def _start(self, name: str, *arguments: str) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            self._processes[name] = subprocess.Popen(  # noqa: S603 - our own command line
                [sys.executable, *arguments],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is ours to pass on, in order
            )


def _alone(folder: Path) -> IO[str]:
    """The lock of the folder, beside it: emptying must not take the database from a hub that runs."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    lock = folder.with_name(f"{folder.name}.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise HubError(f"Another hub runs in {folder}. Stop it first, or name another --folder.") from None
    return lock


def free_port(wanted: int) -> int:
    """The wanted port when nobody listens there, else any free one."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise HubError("No port is free on this machine.")


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """To the leader for a clean end; to its whole group to end it at once."""
    if process.poll() is not None:
        return
    if number is signal.SIGKILL:
        os.killpg(process.pid, number)
    else:
        process.send_signal(number)
