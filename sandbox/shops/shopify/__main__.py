"""Run a Shopify shop: ``python -m sandbox.shops.shopify --port 8082``."""

from __future__ import annotations

import sys

from sandbox.network.program import serve, shop_parser
from sandbox.shops.shopify.sandbox import ShopifySandbox

EXAMPLE = """example:
  python -m sandbox.shops.shopify --port 8082 --orders 200 --new-every 5
  curl -d '{"kind": "throttled", "times": 3}' http://127.0.0.1:8082/sandbox/faults
  curl http://127.0.0.1:8082/sandbox/state
"""
ABOUT = "A Shopify shop (Admin GraphQL API) in memory, as the real one behaves."


def main(argv: list[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; return the exit code."""
    args = shop_parser("sandbox.shops.shopify", about=ABOUT, example=EXAMPLE, port=8082).parse_args(argv)

    def said(shop: ShopifySandbox) -> str:
        shop.generate(args.orders, args.seed)
        return f"Shopify sandbox {shop.url}  token {shop.access_token}  orders {args.orders}"

    return serve(
        args,
        lambda: ShopifySandbox(host=args.host, port=args.port),
        said,
        every=args.new_every,
        again=ShopifySandbox.place,
    )


if __name__ == "__main__":
    sys.exit(main())
