"""`python -m sandbox.odoo`: run the sandbox Odoo until it is told to stop."""

import sys
from collections.abc import Sequence

from sandbox.network.program import parser, serve
from sandbox.odoo.sandbox import OdooSandbox

EXAMPLE = """example:
  python -m sandbox.odoo --port 8069 --version 17
  curl http://127.0.0.1:8069/sandbox/state
"""
ABOUT = "A server that answers like Odoo, with its state in memory."


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT; returns the exit code."""
    made = parser("sandbox.odoo", about=ABOUT, example=EXAMPLE, port=8069)
    made.add_argument("--version", choices=("17", "19"), default="19", help="which Odoo to be (default: 19)")
    made.add_argument("--products", type=int, default=200, help="how many SKUs to have (default: 200)")
    made.add_argument("--database", default="", help="database name (default: hub17 or hub19)")
    options = made.parse_args(arguments)

    def opened() -> OdooSandbox:
        return OdooSandbox(
            options.version,
            host=options.host,
            port=options.port,
            database=options.database,
            products=options.products,
        )

    def said(sandbox: OdooSandbox) -> str:
        access = f"database {sandbox.database}  login {sandbox.login}  key {sandbox.api_key}"
        return f"Odoo {options.version} sandbox at {sandbox.url}  {access}"

    return serve(options, opened, said)


if __name__ == "__main__":
    sys.exit(main())
