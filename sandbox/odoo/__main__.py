"""`python -m sandbox.odoo`: run the sandbox Odoo until it is told to stop."""

import argparse
import signal
import sys
import threading
from collections.abc import Sequence

from sandbox.odoo.sandbox import OdooSandbox

EXAMPLE = """example:
  python -m sandbox.odoo --port 8069 --version 17
  curl http://127.0.0.1:8069/sandbox/state
"""


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(
        prog="python -m sandbox.odoo",
        description="A server that answers like Odoo, with its state in memory.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    made.add_argument("--port", type=int, default=8069, help="port to listen on, 0 for any (default: 8069)")
    made.add_argument("--version", choices=("17", "19"), default="19", help="which Odoo to be (default: 19)")
    made.add_argument("--products", type=int, default=200, help="how many SKUs to have (default: 200)")
    made.add_argument("--database", default="", help="database name (default: hub17 or hub19)")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT; returns the exit code."""
    options = parser().parse_args(arguments)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    sandbox = OdooSandbox(
        options.version,
        host=options.host,
        port=options.port,
        database=options.database,
        products=options.products,
    )
    try:
        sandbox.start()
    except OSError as error:
        sys.stderr.write(f"cannot listen on {options.host}:{options.port}: {error.strerror}\n")
        return 1
    sys.stdout.write(
        f"Odoo {options.version} sandbox at {sandbox.url}  "
        f"database {sandbox.database}  login {sandbox.login}  key {sandbox.api_key}\n"
    )
    sys.stdout.flush()
    stop.wait()
    sandbox.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
