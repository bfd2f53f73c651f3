"""A Wix site (eCommerce Orders API v1 and Order Transactions API) that answers as documented and recorded.

``sandbox`` is the server; ``store`` holds orders with payments and refunds; ``query`` filters, sorts and
pages a search; ``access`` knows API keys and an app's tokens; ``routes`` are the calls; ``generator`` makes
coherent orders out of ``catalogue``; ``refunds`` gives money back; ``controls`` is what a test or a demo may
do under ``/sandbox``. Nothing here knows the hub or how it reads an order.
"""

from sandbox.shops.wix.sandbox import WixSandbox

__all__ = ["WixSandbox"]
