"""Run a PrestaShop: ``python -m sandbox.shops.prestashop --port 8082``."""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from sandbox.shops.prestashop.sandbox import KEY, PrestaShopSandbox

EXAMPLE = """example:
  python -m sandbox.shops.prestashop --port 8082 --orders 200 --new-every 5
  curl -gu SANDBOXSANDBOXSANDBOXSANDBOXSAND: 'http://127.0.0.1:8082/api/orders?display=full&limit=1'
  curl http://127.0.0.1:8082/sandbox/state
  curl -d '{"id": 7}' http://127.0.0.1:8082/sandbox/orders/refund
"""


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox.shops.prestashop",
        description="A PrestaShop 8 (webservice, JSON) in memory, as the real one behaves.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8082, help="0 takes a free port (default: 8082)")
    parser.add_argument("--orders", type=int, default=200, help="orders to begin with (default: 200)")
    parser.add_argument(
        "--seed", type=int, default=1, help="the same seed makes the same orders (default: 1)"
    )
    parser.add_argument(
        "--new-every", type=float, metavar="SECONDS", help="place a new order again and again"
    )
    parser.add_argument("--zone", default="Europe/Paris", help="the shop's time zone (default: Europe/Paris)")
    parser.add_argument("--key", default=KEY, help="the webservice key, 32 characters")
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; return the exit code."""
    args = _arguments(argv)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    try:
        shop = PrestaShopSandbox(host=args.host, port=args.port, zone=args.zone, key=args.key)
    except OSError as error:
        sys.stderr.write(
            f"cannot listen on {args.host}:{args.port}: {error.strerror}; choose another --port\n"
        )
        return 1
    with shop:
        shop.generate(args.orders, args.seed)
        sys.stdout.write(f"PrestaShop sandbox {shop.url}  key {shop.key}  orders {args.orders}\n")
        sys.stdout.flush()
        while not stopped.wait(args.new_every):
            shop.place()
    return 0


if __name__ == "__main__":
    sys.exit(main())
