"""What every test may use: the run's own database and exchange, also for processes that a test starts."""

import os
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pika
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from pika.exceptions import AMQPError

from hub.errors import AffluentError
from tests import looking
from tests.looking import LOOK
from tests.odoo_target import options, real
from tests.underway import Underway

EMBEDDED = str(settings.DATABASES["default"]["ENGINE"]).endswith("sqlite3")
ROOT = Path(__file__).resolve().parent.parent
Manage = Callable[..., "subprocess.Popen[str]"]
NOW = timezone.now
WORTH_A_LOOK = pytest.StashKey[frozenset[str]]()

looking.away_from_servers()


def pytest_addoption(parser: pytest.Parser) -> None:
    """A real Odoo for the tests marked `odoo`."""
    options.add_options(parser)


@pytest.fixture(scope="session")
def real_odoo(pytestconfig: pytest.Config) -> real.RealOdoo:
    """The real Odoo that the options name, looked at and prepared; ends the run where it is not wanted."""
    where = options.address(pytestconfig)
    assert where is not None
    try:
        return real.reach(where)
    except (real.UnwantedError, AffluentError) as error:
        pytest.exit(f"{error}", returncode=pytest.ExitCode.USAGE_ERROR)


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """The tests of the embedded default only mean something on SQLite: they are a run of their own."""
    return True if collection_path == ROOT / "tests" / "embedded" and not EMBEDDED else None


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Says what this run stands on, and what it leaves to another run."""
    where = options.address(config)
    if where is not None:
        return [f"real Odoo: {where.database} at {where.url}, as {where.user}; {real.CREATES}"]
    if EMBEDDED:
        return [f"database: SQLite; broker: {'RabbitMQ' if settings.AMQP_URL else 'none'}"]
    return [
        "database: MariaDB; broker: RabbitMQ",
        "tests/embedded runs on SQLite: DATABASE_URL=sqlite:///var/test.sqlite3 pytest tests/embedded",
    ]


def pytest_configure(config: pytest.Config) -> None:
    """A run that is ended says what it was at."""
    config.pluginmanager.register(Underway())


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(session: pytest.Session, items: list[pytest.Item]) -> None:
    """Where a real Odoo is named, only the tests marked `odoo` run. Chooses what coverage looks at."""
    options.keep_only_marked(session.config, items)
    session.stash[WORTH_A_LOOK] = looking.worth_it(items)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> None:
    """Coverage looks at a test with all its fixtures, or looks away."""
    LOOK.at(item.nodeid in item.session.stash[WORTH_A_LOOK])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Generator[None, Any, Any]:
    """The hub's clock goes right after every test: who leaves it wrong is told, not the tests that follow."""
    ended = yield
    left, timezone.now = timezone.now, NOW
    assert left is NOW, f"the test left the hub's clock replaced by {left}"
    return ended


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Generator[None, Any, Any]:
    """Migrations are not measured: coverage looks away while they make the database."""
    if fixturedef.argname != "django_db_setup":
        return (yield)
    with LOOK.elsewhere():
        return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish() -> None:
    """Coverage ends as it began."""
    LOOK.at(True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Counts the contract suite's checks of each channel, and prints what tests recorded as `measure`.

    It stands here because the process that gathers the results of several workers reads no other conftest.
    """
    from tests.channels.contract.summary import of_run

    said = of_run(terminalreporter.getreports("passed"), terminalreporter.getreports("failed"))
    if said:
        terminalreporter.section("contract suite")
        for line in said:
            terminalreporter.line(line)


@pytest.fixture
def hub_environment(transactional_db: None) -> dict[str, str]:
    """The environment in which a process works on this test's database and exchange.

    Such a process only sees what is committed, so the fixture brings the database that really commits.
    """
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "hub.settings",
        "DATABASE_URL": database_url(connection.settings_dict),
        "AMQP_URL": settings.AMQP_URL,
        "EXCHANGE": settings.EXCHANGE,
    }


@pytest.fixture
def manage(hub_environment: Mapping[str, str]) -> Iterator[Manage]:
    """`manage("relay", "--once")` starts a real process of the hub; what still runs at the end is killed."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str, **environment: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={**hub_environment, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def database_url(database: Mapping[str, Any]) -> str:
    """`DATABASES["default"]` as the URL that makes the same connection."""
    name = quote(str(database["NAME"]), safe="/")
    if database["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{name}"
    password = f":{quote(database['PASSWORD'], safe='')}" if database["PASSWORD"] else ""
    port = f":{database['PORT']}" if database["PORT"] else ""
    socket = database["OPTIONS"].get("unix_socket")
    query = f"?{urlencode({'unix_socket': socket})}" if socket else ""
    return f"mysql://{quote(database['USER'], safe='')}{password}@{database['HOST']}{port}/{name}{query}"


@pytest.fixture(scope="session", autouse=True)
def _exchange_of_this_run() -> Iterator[None]:
    """Durable queues outlive their tests; those named after this run's exchange go with it."""
    yield
    if not settings.AMQP_URL:
        return
    with suppress(AMQPError, OSError):  # no broker, no queues
        broker = pika.BlockingConnection(pika.URLParameters(settings.AMQP_URL))
        channel = broker.channel()
        channel.exchange_delete(settings.EXCHANGE)
        for queue in (f"odoo.{settings.EXCHANGE}", f"odoo.{settings.EXCHANGE}.dead"):
            channel.queue_delete(queue)
        broker.close()
