"""`make bench`: every benchmark on a database of its own, one line of ratios each."""

import os
import sys
import tempfile
from pathlib import Path


def main() -> int:
    """Run them all; returns the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "hub.settings",
            "DATABASE_URL": f"sqlite:///{Path(folder) / 'bench.sqlite3'}",
            "AMQP_URL": "",
            "DEBUG": "true",
            "LOG_LEVEL": "ERROR",
            "ALLOW_PRIVATE_HOSTS": "true",
        }
        import django  # noqa: PLC0415 - the environment decides what it sets up

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415

        from bench import bridge, ingest  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        for benchmark in (ingest, bridge):
            for line in benchmark.run():
                print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
