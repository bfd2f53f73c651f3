"""How much of a delivery is Odoo's time, and how much the hub adds to it."""

import time
from collections.abc import Callable, Mapping
from typing import Any
from unittest import mock

from bench.scene import add_odoo, add_shop
from bench.timing import best_of
from hub import polling
from hub.models import Attempt, DeliveryState
from odoo_bridge.bridge.process import run_once
from odoo_bridge.odoo.transports.wire import Answer, Wire
from sandbox.odoo import OdooSandbox
from sandbox.shops.woocommerce import WooCommerceSandbox
from sandbox.shops.woocommerce.generator import Mix

ORDERS = 100


def run() -> list[str]:
    """Deliver orders one by one and weigh the time spent waiting for Odoo against all of it."""
    with WooCommerceSandbox() as platform, OdooSandbox("19") as odoo:
        platform.generate(ORDERS, seed=2, mix=Mix(kinds=("guest", "registered", "mixed_rates")))
        shop = add_shop("bench-bridge", platform)
        add_odoo(odoo, shop=shop.slug)
        polling.poll(shop)
        waited = _Stopwatch()
        total = best_of(1, lambda: waited.around(run_once))
    attempts = Attempt.objects.filter(delivery__order__shop=shop, outcome=DeliveryState.DELIVERED)
    delivered = attempts.count()
    calls = sum(attempts.values_list("calls", flat=True)) / max(1, delivered)
    return [
        f"bridge: the hub takes {total / waited.seconds:.2f} times what its calls to Odoo take "
        f"({delivered} orders, {calls:.1f} calls an order)"
    ]


class _Stopwatch:
    """Adds up the seconds that exchanges with Odoo take."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def around(self, work: Callable[[], object]) -> None:
        """Run the work with every exchange timed."""
        exchange = Wire.post

        def timed(wire: Wire, path: str, body: Any, headers: Mapping[str, str], name: str) -> Answer:
            started = time.perf_counter()
            try:
                return exchange(wire, path, body, headers, name)
            finally:
                self.seconds += time.perf_counter() - started

        with mock.patch.object(Wire, "post", timed):
            work()
