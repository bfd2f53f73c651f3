"""Run VIES: ``python -m sandbox.vies --port 8083``."""

from __future__ import annotations

import sys

from sandbox.network.program import parser, serve
from sandbox.vies.sandbox import ViesSandbox

EXAMPLE = """example:
  python -m sandbox.vies --port 8083 --down DE
  curl -d '{"countryCode": "BE", "vatNumber": "0403019261"}' \\
       http://127.0.0.1:8083/taxation_customs/vies/rest-api/check-vat-number
  curl -d '{"code": "MS_MAX_CONCURRENT_REQ", "country": "FR", "times": 3}' http://127.0.0.1:8083/sandbox/fail
"""
ABOUT = "The EU's VAT number register, in memory: REST and SOAP."


def main(argv: list[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; return the exit code."""
    made = parser("sandbox.vies", about=ABOUT, example=EXAMPLE, port=8083)
    made.add_argument(
        "--down", metavar="CC", action="append", default=[], help="a member state that does not answer"
    )
    args = made.parse_args(argv)

    def said(vies: ViesSandbox) -> str:
        for country in args.down:
            vies.fail("MS_UNAVAILABLE", country)
        return f"VIES sandbox {vies.rest_url}  SOAP {vies.soap_url}"

    return serve(args, lambda: ViesSandbox(host=args.host, port=args.port), said)


if __name__ == "__main__":
    sys.exit(main())
