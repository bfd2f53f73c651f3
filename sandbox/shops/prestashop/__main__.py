"""Run a PrestaShop: ``python -m sandbox.shops.prestashop --port 8082``."""

from __future__ import annotations

import sys

from sandbox.network.program import serve, shop_parser
from sandbox.shops.prestashop.sandbox import KEY, PrestaShopSandbox

EXAMPLE = """example:
  python -m sandbox.shops.prestashop --port 8082 --orders 200 --new-every 5
  curl -gu SANDBOXSANDBOXSANDBOXSANDBOXSAND: 'http://127.0.0.1:8082/api/orders?display=full&limit=1'
  curl http://127.0.0.1:8082/sandbox/state
  curl -d '{"id": 7}' http://127.0.0.1:8082/sandbox/orders/refund
"""
ABOUT = "A PrestaShop 8 (webservice, JSON) in memory, as the real one behaves."


def main(argv: list[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; return the exit code."""
    parser = shop_parser("sandbox.shops.prestashop", about=ABOUT, example=EXAMPLE, port=8082)
    parser.add_argument("--zone", default="Europe/Paris", help="the shop's time zone (default: Europe/Paris)")
    parser.add_argument("--key", default=KEY, help="the webservice key, 32 characters")
    args = parser.parse_args(argv)

    def said(shop: PrestaShopSandbox) -> str:
        shop.generate(args.orders, args.seed)
        return f"PrestaShop sandbox {shop.url}  key {shop.key}  orders {args.orders}"

    return serve(
        args,
        lambda: PrestaShopSandbox(host=args.host, port=args.port, zone=args.zone, key=args.key),
        said,
        every=args.new_every,
        again=PrestaShopSandbox.place,
    )


if __name__ == "__main__":
    sys.exit(main())
