"""Run a WooCommerce shop: ``python -m sandbox.shops.woocommerce --port 8081``."""

from __future__ import annotations

import sys

from sandbox.network.program import serve, shop_parser
from sandbox.shops.woocommerce.sandbox import WooCommerceSandbox
from sandbox.shops.woocommerce.storage import Storage

EXAMPLE = """example:
  python -m sandbox.shops.woocommerce --port 8081 --orders 200 --new-every 5
  curl -u ck_sandbox:cs_sandbox 'http://127.0.0.1:8081/wp-json/wc/v3/orders?per_page=1'
  curl http://127.0.0.1:8081/sandbox/state
  curl -d '{"kind": "maintenance", "times": 3}' http://127.0.0.1:8081/sandbox/faults
"""
ABOUT = "A WooCommerce shop (REST API v3) in memory, as the real one behaves."


def main(argv: list[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; return the exit code."""
    parser = shop_parser("sandbox.shops.woocommerce", about=ABOUT, example=EXAMPLE, port=8081)
    parser.add_argument("--storage", choices=[storage.value for storage in Storage], default="hpos")
    parser.add_argument(
        "--plain-http", action="store_true", help="want OAuth 1.0a, as a shop without HTTPS does"
    )
    parser.add_argument("--consumer-key", default="ck_sandbox")
    parser.add_argument("--consumer-secret", default="cs_sandbox")
    args = parser.parse_args(argv)

    def opened() -> WooCommerceSandbox:
        return WooCommerceSandbox(
            host=args.host,
            port=args.port,
            storage=args.storage,
            https_seen=not args.plain_http,
            consumer_key=args.consumer_key,
            consumer_secret=args.consumer_secret,
        )

    def said(shop: WooCommerceSandbox) -> str:
        shop.generate(args.orders, args.seed)
        keys = f"key {shop.consumer_key}  secret {shop.consumer_secret}"
        return f"WooCommerce sandbox {shop.url}  {keys}  orders {args.orders}"

    return serve(args, opened, said, every=args.new_every, again=WooCommerceSandbox.place)


if __name__ == "__main__":
    sys.exit(main())
