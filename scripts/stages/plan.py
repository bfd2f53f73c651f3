"""Which stages there are, in which order, and what they run."""

import sys
from collections.abc import Mapping
from pathlib import Path

from scripts.stages.stage import Stage

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"
COVERAGE = VAR / "coverage"

# For two cores: half of its time a test waits, for a socket, a process or a moment.
_AT_ONCE = "4"

# Hundreds of processes are started: each would compile the whole product anew.
_QUICK = {"PYTHONDONTWRITEBYTECODE": ""}

# Checks need neither services nor the developer's own .env.
_ON_ITS_OWN = {
    **_QUICK,
    "ENV_FILE": "/dev/null",
    "DEBUG": "true",
    "LOG_LEVEL": "WARNING",
    "DATABASE_URL": f"sqlite:///{VAR / 'check.sqlite3'}",
    "AMQP_URL": "",
}


def checks() -> list[Stage]:
    """What reads the code without running the product."""
    return [
        _checking("ruff format", _tool("ruff", "format", "--check", ".")),
        _checking("ruff", _tool("ruff", "check", ".")),
        _checking("mypy", _tool("mypy")),
        _checking("imports", _tool("lint-imports", "--no-cache")),
        _checking("migrations", _manage("makemigrations", "--check", "--dry-run")),
        _checking("order schema", _manage("order_schema", "--check")),
        _checking(
            "OpenAPI",
            _manage("spectacular", "--validate", "--fail-on-warn", "--file", str(VAR / "openapi.yaml")),
        ),
    ]


def everything(services: Mapping[str, str]) -> list[list[list[Stage]]]:
    """Parts that run one after the other, each of lanes that run beside each other; fit for two cores.

    The tests have services (`DATABASE_URL`, `AMQP_URL`); branch coverage is of all of them together.
    """
    embedded = {"DATABASE_URL": f"sqlite:///{VAR / 'embedded.sqlite3'}", "AMQP_URL": ""}
    return [
        [
            [_pytest("tests: chain", services, "tests/chain")],
            [*checks(), _pytest("tests: embedded", embedded, "tests/embedded")],
        ],
        [[_pytest("tests", services, "--ignore", "tests/chain", "-n", _AT_ONCE, "--dist", "worksteal")]],
        [
            [
                Stage("coverage: combine", _tool("coverage", "combine", "--quiet", str(COVERAGE))),
                Stage("coverage", _tool("coverage", "report")),
            ]
        ],
    ]


def _checking(name: str, command: list[str]) -> Stage:
    return Stage(name, command, _ON_ITS_OWN)


def _pytest(name: str, environment: Mapping[str, str], *arguments: str) -> Stage:
    """Each run keeps its measurements in a file of its own; the bar of 90 % is for all of them together."""
    file = COVERAGE / f".coverage.{name.rpartition(' ')[2]}"
    options = ("--cov", "--cov-report=", "--cov-fail-under=0", "--durations=10")
    return Stage(
        name,
        [sys.executable, "-m", "pytest", *options, *arguments],
        {**_QUICK, **environment, "COVERAGE_FILE": str(file)},
    )


def _tool(name: str, *arguments: str) -> list[str]:
    """A program of this virtual environment."""
    return [str(Path(sys.executable).parent / name), *arguments]


def _manage(*arguments: str) -> list[str]:
    return [sys.executable, "manage.py", *arguments]
