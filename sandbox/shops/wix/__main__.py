"""Run a Wix site: ``python -m sandbox.shops.wix --port 8084``."""

from __future__ import annotations

import sys

from sandbox.network.program import serve, shop_parser
from sandbox.shops.wix.sandbox import WixSandbox

EXAMPLE = """example:
  python -m sandbox.shops.wix --port 8084 --orders 200 --new-every 5
  curl -H 'Authorization: IST.sandbox-key' -H 'wix-site-id: 7f3a1c52-0d2b-4b5e-9a77-2a6f4a1f9e10' \\
       -d '{"search": {"cursorPaging": {"limit": 1}}}' http://127.0.0.1:8084/ecom/v1/orders/search
  curl http://127.0.0.1:8084/sandbox/state
"""
ABOUT = "A Wix site (eCommerce Orders API) in memory, as the real one behaves."


def main(argv: list[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; return the exit code."""
    parser = shop_parser("sandbox.shops.wix", about=ABOUT, example=EXAMPLE, port=8084)
    parser.add_argument("--api-key", default="IST.sandbox-key")
    args = parser.parse_args(argv)

    def said(shop: WixSandbox) -> str:
        shop.generate(args.orders, args.seed)
        return f"Wix sandbox {shop.url}  key {shop.api_key}  site {shop.site_id}  orders {args.orders}"

    return serve(
        args,
        lambda: WixSandbox(host=args.host, port=args.port, api_key=args.api_key),
        said,
        every=args.new_every,
        again=WixSandbox.place,
    )


if __name__ == "__main__":
    sys.exit(main())
