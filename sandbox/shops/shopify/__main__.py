"""Run a Shopify shop: ``python -m sandbox.shops.shopify --port 8082``."""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from sandbox.shops.shopify.sandbox import ShopifySandbox

EXAMPLE = """example:
  python -m sandbox.shops.shopify --port 8082 --orders 200 --new-every 5
  curl -d '{"kind": "throttled", "times": 3}' http://127.0.0.1:8082/sandbox/faults
  curl http://127.0.0.1:8082/sandbox/state
"""


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox.shops.shopify",
        description="A Shopify shop (Admin GraphQL API) in memory, as the real one behaves.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8082, help="0 takes a free port (default: 8082)")
    parser.add_argument("--orders", type=int, default=200, help="orders to begin with (default: 200)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same orders")
    parser.add_argument(
        "--new-every", type=float, metavar="SECONDS", help="place a new order again and again"
    )
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; return the exit code."""
    args = _arguments(argv)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    try:
        shop = ShopifySandbox(host=args.host, port=args.port)
    except OSError as error:
        sys.stderr.write(
            f"cannot listen on {args.host}:{args.port}: {error.strerror}; choose another --port\n"
        )
        return 1
    with shop:
        shop.generate(args.orders, args.seed)
        sys.stdout.write(f"Shopify sandbox {shop.url}  token {shop.access_token}  orders {args.orders}\n")
        sys.stdout.flush()
        while not stopped.wait(args.new_every):
            shop.place()
    return 0


if __name__ == "__main__":
    sys.exit(main())
