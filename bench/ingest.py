"""What a walk over orders that have not changed costs, against storing them the first time."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.scene import add_woocommerce
from bench.timing import best_of
from hub import polling
from hub.models import Cursor, Order, Shop
from sandbox.shops.woocommerce import WooCommerceSandbox

ORDERS = 500


def run() -> list[str]:
    """Poll a shop once for all its orders, then again from the beginning."""
    with WooCommerceSandbox() as platform:
        platform.generate(ORDERS, seed=1)
        shop = add_woocommerce("bench-ingest", platform)
        first = best_of(1, lambda: polling.poll(shop))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            again = best_of(3, lambda: _from_the_beginning(shop))
        per_order = len(queries) / 3 / ORDERS
    assert Order.objects.filter(shop=shop).count() == ORDERS
    return [
        f"ingest: a walk over unchanged orders takes {again / first:.2f} of the first walk "
        f"({ORDERS} orders, {per_order:.2f} queries an order)"
    ]


def _from_the_beginning(shop: Shop) -> None:
    Cursor.objects.filter(shop=shop).update(position="")
    polling.poll(shop)
