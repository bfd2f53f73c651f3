"""The hub's processes as they run in production, for tests that kill them."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Crew:
    """Named processes of `manage.py`; what they say goes to files, so that no full pipe stops them."""

    def __init__(self, environment: Mapping[str, str], logs: Path) -> None:
        self._environment = dict(environment)
        self._logs = logs
        self._commands: dict[str, tuple[str, ...]] = {}
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, *arguments: str) -> None:
        """Start a process under a name."""
        self._commands[name] = arguments
        with (self._logs / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                [sys.executable, "manage.py", *arguments],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, name: str) -> None:
        """Kill -9, without a word of warning."""
        process = self._running[name]
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def kill_and_restart(self, name: str) -> None:
        """As a supervisor would after a crash."""
        self.kill(name)
        self.start(name, *self._commands[name])

    def stop(self) -> dict[str, int]:
        """Ask all to end; their exit codes. Those that do not within a minute are killed."""
        for process in self._running.values():
            process.terminate()
        codes = {}
        for name, process in self._running.items():
            try:
                codes[name] = process.wait(60)
            except subprocess.TimeoutExpired:
                self.kill(name)
                codes[name] = -signal.SIGKILL
        self._running.clear()
        return codes

    def said(self, name: str) -> str:
        """The end of what a process wrote, for the message of a failing test."""
        return (self._logs / f"{name}.log").read_text(errors="replace")[-2000:]
