"""`make bench`: every benchmark on a database of its own, one line of ratios each.

SQLite by itself; with `DATABASE_URL` of a MariaDB, a database beside the one it names.
`python -m bench bridge` runs those that are named.
"""

import argparse
import importlib
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from scripts.services.environment import read
from scripts.services.errors import UnavailableError
from scripts.services.mariadb import MariaDB

# Orders of a shop without an Odoo would go to the bridge's: that one is first.
BENCHMARKS = ("bridge", "ingest", "webhooks", "polling", "pages")


def main(arguments: Sequence[str]) -> int:
    """Run those that are named, or all; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="Measure the product, and print each figure as a ratio to something of the same run.",
        epilog="Example: python -m bench polling pages",
    )
    parser.add_argument(
        "wanted",
        nargs="*",
        metavar="BENCHMARK",
        help=f"one or more of {', '.join(BENCHMARKS)}; all of them when none is named",
    )
    wanted = parser.parse_args(arguments).wanted
    unknown = set(wanted) - set(BENCHMARKS)
    if unknown:
        print(f"No benchmark is called {min(unknown)}; there are {', '.join(BENCHMARKS)}.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        url = _mariadb() or f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "hub.settings",
            "DATABASE_URL": url,
            "AMQP_URL": "",
            "DEBUG": "false",  # which would keep every query in memory
            "SECRET_KEY": "for-benchmarks-only",
            "ENCRYPTION_KEYS": "Zm9yLXRlc3RzLW9ubHktMzItYnl0ZXMtb2Yta2V5ISE=",
            "LOG_LEVEL": "ERROR",
            "ALLOW_PRIVATE_HOSTS": "true",
        }
        import django  # noqa: PLC0415 - the environment decides what it sets up

        django.setup()
        database = (
            f"bench_affluent_{os.getpid()}" if url.startswith("mysql") else url.removeprefix("sqlite:///")
        )
        _run(database, wanted or BENCHMARKS)
    return 0


def _mariadb() -> str:
    """Where one answers: the address that tests use, or the standard port. Empty: there is none."""
    service = MariaDB()
    given = os.environ.get(service.variable) or read().get(service.variable, "")
    for url in [given] if given else service.standard_urls():
        try:
            service.check(url)
        except UnavailableError:
            continue
        return url
    return ""


def _run(database: str, wanted: Sequence[str]) -> None:
    """The database is made and dropped as that of a test."""
    from django.conf import settings  # noqa: PLC0415 - set up by now
    from django.db import connection  # noqa: PLC0415

    settings.DATABASES["default"]["TEST"] |= {"NAME": database, "CHARSET": "utf8mb4"}
    kept = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    print(f"database: {connection.display_name}", flush=True)
    try:
        for name in BENCHMARKS:
            if name in wanted:
                for line in importlib.import_module(f"bench.{name}").run():
                    print(line, flush=True)
    finally:
        connection.creation.destroy_test_db(kept, verbosity=0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
