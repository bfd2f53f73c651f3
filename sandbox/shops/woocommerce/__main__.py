"""Run a WooCommerce shop: ``python -m sandbox.shops.woocommerce --port 8081``."""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from sandbox.shops.woocommerce.sandbox import WooCommerceSandbox
from sandbox.shops.woocommerce.storage import Storage

EXAMPLE = """example:
  python -m sandbox.shops.woocommerce --port 8081 --orders 200 --new-every 5
  curl -u ck_sandbox:cs_sandbox 'http://127.0.0.1:8081/wp-json/wc/v3/orders?per_page=1'
  curl http://127.0.0.1:8081/sandbox/state
  curl -d '{"kind": "maintenance", "times": 3}' http://127.0.0.1:8081/sandbox/faults
"""


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox.shops.woocommerce",
        description="A WooCommerce shop (REST API v3) in memory, as the real one behaves.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8081, help="0 takes a free port (default: 8081)")
    parser.add_argument("--orders", type=int, default=200, help="orders to begin with (default: 200)")
    parser.add_argument("--storage", choices=[storage.value for storage in Storage], default="hpos")
    parser.add_argument(
        "--seed", type=int, default=1, help="the same seed makes the same orders (default: 1)"
    )
    parser.add_argument(
        "--new-every", type=float, metavar="SECONDS", help="place a new order again and again"
    )
    parser.add_argument(
        "--plain-http", action="store_true", help="want OAuth 1.0a, as a shop without HTTPS does"
    )
    parser.add_argument("--consumer-key", default="ck_sandbox")
    parser.add_argument("--consumer-secret", default="cs_sandbox")
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; return the exit code."""
    args = _arguments(argv)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    try:
        shop = WooCommerceSandbox(
            host=args.host,
            port=args.port,
            storage=args.storage,
            https_seen=not args.plain_http,
            consumer_key=args.consumer_key,
            consumer_secret=args.consumer_secret,
        )
    except OSError as error:
        sys.stderr.write(
            f"cannot listen on {args.host}:{args.port}: {error.strerror}; choose another --port\n"
        )
        return 1
    with shop:
        shop.generate(args.orders, args.seed)
        line = f"WooCommerce sandbox {shop.url}  key {shop.consumer_key}  secret {shop.consumer_secret}"
        sys.stdout.write(f"{line}  orders {args.orders}\n")
        sys.stdout.flush()
        while not stopped.wait(args.new_every):
            shop.place()
    return 0


if __name__ == "__main__":
    sys.exit(main())
