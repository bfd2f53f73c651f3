"""`python -m scripts.services --ensure`: find or start what the tests need, and say where it is.

Prints `export` lines for a shell on stdout and what it does on stderr; keeps the addresses in var/test.env.
"""

import argparse
import shlex
import sys

from scripts.services.environment import FILE
from scripts.services.errors import UnavailableError
from scripts.services.needs import ensure, stop_all


def main() -> int:
    """Exit code 0, or 1 with one sentence on stderr."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.services",
        description="A real MariaDB and a real RabbitMQ for the tests.",
        epilog='Example: eval "$(.venv/bin/python -m scripts.services --ensure)"',
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--ensure", action="store_true", help="find or start them; print where they answer")
    what.add_argument("--stop", action="store_true", help="stop those that were started here")
    if parser.parse_args().stop:
        print(", ".join(stop_all()) or "nothing to stop", file=sys.stderr)
        return 0
    try:
        found = ensure()
    except UnavailableError as error:
        print(f"services: {error}", file=sys.stderr)
        return 1
    for variable, service in found.items():
        print(f"export {variable}={shlex.quote(service.url)}")
    print(f"services: kept in {FILE}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
