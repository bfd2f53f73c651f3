"""A WooCommerce shop (REST API v3) that behaves as recorded ones do, for both generations of order
storage.

``sandbox`` is the server; ``store`` holds orders and refunds and knows which operation moves
``date_modified``; ``listing``, ``rendering`` and ``auth`` are the rules of the REST API; ``generator``
makes coherent orders and ``totals`` computes them as the shop does; ``webhooks`` are kept by the API and
``deliveries`` calls their addresses; ``controls`` is what a test or a demo
may do to the shop under ``/sandbox``. Nothing here knows the hub or how it reads an order.
"""

from sandbox.shops.woocommerce.generator import generate
from sandbox.shops.woocommerce.sandbox import WooCommerceSandbox
from sandbox.shops.woocommerce.storage import Storage

__all__ = ["Storage", "WooCommerceSandbox", "generate"]
