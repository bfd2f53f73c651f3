"""One stage: a command that is shown while it runs, with its seconds."""

import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

LIMIT_SECONDS = 1500
PATIENCE_SECONDS = 20
_PYTEST_SUMMARY = re.compile(r"=+ .*\b(passed|failed|error|errors|no tests ran)\b.* in .*s.* =+")


@dataclass(frozen=True, slots=True)
class Stage:
    """A named command with what it adds to the environment; exit code 0 means passed."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    limit_seconds: float = LIMIT_SECONDS


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a stage ended; `summary` is pytest's own last line, where the stage was a run of pytest."""

    name: str
    exit_code: int
    seconds: float
    summary: str = ""

    @property
    def passed(self) -> bool:
        """Whether the stage is content."""
        return self.exit_code == 0


def run(stage: Stage) -> Outcome:
    """Run it, pass its output on line by line, and end it with everything it started at the limit."""
    _hear_interrupts()
    started, summary = time.monotonic(), ""
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
    limit = threading.Timer(stage.limit_seconds, _end, [process, f"{stage.name}: no end after its limit"])
    limit.start()
    try:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            summary = line.strip() if _PYTEST_SUMMARY.match(line.strip()) else summary
        exit_code = process.wait()
    except KeyboardInterrupt:
        _end(process, f"{stage.name}: interrupted")
        raise
    finally:
        limit.cancel()
    return Outcome(stage.name, exit_code, time.monotonic() - started, summary)


def _hear_interrupts() -> None:
    """A shell starts what runs in the background deaf to SIGINT, and so would be every stage."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _end(process: "subprocess.Popen[str]", why: str) -> None:
    """Ask first: tests then end what they started in sessions of their own. After a while, insist."""
    print(why, flush=True)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE_SECONDS)
        os.killpg(process.pid, signal.SIGKILL)
