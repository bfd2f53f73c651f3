"""One stage: a command that is shown while it runs, with its seconds."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from scripts.stages.words import Words

LIMIT_SECONDS = 2400  # far above what it takes: a guard against hanging, also on a slow machine
PATIENCE_SECONDS = 20
_RUNNING: dict["subprocess.Popen[str]", "Stage"] = {}


@dataclass(frozen=True, slots=True)
class Stage:
    """A named command with what it adds to the environment; exit code 0 means passed."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    limit_seconds: float = LIMIT_SECONDS


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a stage ended; a run of pytest with its own last line and its slowest tests."""

    name: str
    exit_code: int
    seconds: float
    summary: str = ""
    slowest: Sequence[str] = ()

    @property
    def passed(self) -> bool:
        """Whether the stage is content."""
        return self.exit_code == 0


def say(line: str) -> None:
    """Show a line, whole even when others speak at the same time."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def run(stage: Stage, before_lines: str = "") -> Outcome:
    """Run it, pass its output on line by line, and end it with everything it started at the limit."""
    hear_interrupts()
    started, words = time.monotonic(), Words()
    process = subprocess.Popen(
        stage.command,
        env={**os.environ, **stage.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    _RUNNING[process] = stage
    limit = threading.Timer(stage.limit_seconds, _end, [process, f"{stage.name}: no end after its limit"])
    limit.start()
    try:
        for line in process.stdout or ():
            say(before_lines + line.removesuffix("\n"))
            words.hear(line.strip())
        exit_code = process.wait()
    except KeyboardInterrupt:
        _end(process, f"{stage.name}: interrupted")
        raise
    finally:
        limit.cancel()
        _RUNNING.pop(process, None)
    seconds = time.monotonic() - started
    return Outcome(stage.name, exit_code, seconds, words.summary, tuple(words.slowest))


def end_all() -> None:
    """End every stage that runs in another thread."""
    for process, stage in list(_RUNNING.items()):
        _end(process, f"{stage.name}: interrupted")


def hear_interrupts() -> None:
    """A shell starts what runs in the background deaf to SIGINT, and so would be every stage."""
    if threading.current_thread() is threading.main_thread() and (
        signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    ):
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _end(process: "subprocess.Popen[str]", why: str) -> None:
    """Ask first: tests then end what they started in sessions of their own. After a while, insist."""
    say(why)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE_SECONDS)
        os.killpg(process.pid, signal.SIGKILL)
