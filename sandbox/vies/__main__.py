"""Run VIES: ``python -m sandbox.vies --port 8083``."""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from sandbox.vies.sandbox import ViesSandbox

EXAMPLE = """example:
  python -m sandbox.vies --port 8083 --down DE
  curl -d '{"countryCode": "BE", "vatNumber": "0403019261"}' \\
       http://127.0.0.1:8083/taxation_customs/vies/rest-api/check-vat-number
  curl -d '{"code": "MS_MAX_CONCURRENT_REQ", "country": "FR", "times": 3}' http://127.0.0.1:8083/sandbox/fail
"""


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox.vies",
        description="The EU's VAT number register, in memory: REST and SOAP.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8083, help="0 takes a free port (default: 8083)")
    parser.add_argument(
        "--down", metavar="CC", action="append", default=[], help="a member state that does not answer"
    )
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; return the exit code."""
    args = _arguments(argv)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    try:
        vies = ViesSandbox(host=args.host, port=args.port)
    except OSError as error:
        sys.stderr.write(
            f"cannot listen on {args.host}:{args.port}: {error.strerror}; choose another --port\n"
        )
        return 1
    with vies:
        for country in args.down:
            vies.fail("MS_UNAVAILABLE", country)
        sys.stdout.write(f"VIES sandbox {vies.rest_url}  SOAP {vies.soap_url}\n")
        sys.stdout.flush()
        stopped.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
