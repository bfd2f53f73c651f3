"""Run a Wix site: ``python -m sandbox.shops.wix --port 8084``."""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from sandbox.shops.wix.sandbox import WixSandbox

EXAMPLE = """example:
  python -m sandbox.shops.wix --port 8084 --orders 200 --new-every 5
  curl -H 'Authorization: IST.sandbox-key' -H 'wix-site-id: 7f3a1c52-0d2b-4b5e-9a77-2a6f4a1f9e10' \\
       -d '{"search": {"cursorPaging": {"limit": 1}}}' http://127.0.0.1:8084/ecom/v1/orders/search
  curl http://127.0.0.1:8084/sandbox/state
"""


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox.shops.wix",
        description="A Wix site (eCommerce Orders API) in memory, as the real one behaves.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8084, help="0 takes a free port (default: 8084)")
    parser.add_argument("--orders", type=int, default=200, help="orders to begin with (default: 200)")
    parser.add_argument(
        "--seed", type=int, default=1, help="the same seed makes the same orders (default: 1)"
    )
    parser.add_argument(
        "--new-every", type=float, metavar="SECONDS", help="place a new order again and again"
    )
    parser.add_argument("--api-key", default="IST.sandbox-key")
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; return the exit code."""
    args = _arguments(argv)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    try:
        shop = WixSandbox(host=args.host, port=args.port, api_key=args.api_key)
    except OSError as error:
        sys.stderr.write(
            f"cannot listen on {args.host}:{args.port}: {error.strerror}; choose another --port\n"
        )
        return 1
    with shop:
        shop.generate(args.orders, args.seed)
        sys.stdout.write(
            f"Wix sandbox {shop.url}  key {shop.api_key}  site {shop.site_id}  orders {args.orders}\n"
        )
        sys.stdout.flush()
        while not stopped.wait(args.new_every):
            shop.place()
    return 0


if __name__ == "__main__":
    sys.exit(main())
