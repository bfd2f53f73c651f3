"""What the bridge needs of Odoo, and what the hub adds to it: beside a bare loop, and one order at a time.

The sandbox is as slow as the servers that were measured (`sandbox/odoo/latencies.py`). The three that are
compared take turns, each with an Odoo of its own: a machine that is busy otherwise disturbs all of them.

- The bridge with its two writing lanes, which take 60 orders each, in batches of 20. Odoo does one thing at a
  time (`bench/recording.py`): what the second lane gains is the hub's work while Odoo is busy with the first.
- A bare loop: the very calls that the bridge made, by plain `requests`, without a hub.
- A client that a good integrator would write, one order after the other (`bench/order_by_order.py`).
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from bench.deliveries import Delivered, Scene, running, scene, slow_down
from odoo_bridge.bridge.lane import LANES_PER_DATABASE
from odoo_bridge.deliver.engine import AT_ONCE
from odoo_bridge.deliver.trip import BATCH
from sandbox.odoo.sandbox import VERSIONS
from sandbox.shops.woocommerce.generator import Mix

ROUNDS = 1
ONE_BY_ONE = 15  # orders of a round
NEW = Mix(kinds=("guest",))
SOLD = Mix(kinds=("guest", "mixed_rates", "same_sku_twice", "completed", "gift"))  # each by somebody else
ALL_KINDS = Mix(
    kinds=(
        *("guest", "registered", "guest", "registered", "guest", "registered", "mixed_rates", "company_fr"),
        *(
            "fixed_coupon",
            "percent_coupon",
            "two_coupons",
            "fees",
            "rebate",
            "gift",
            "completed",
            "completed",
        ),
        *("same_sku_twice", "unicode", "refunded_part", "export"),
    )
)


def run() -> Iterator[str]:
    """Both versions of Odoo, two lines each."""
    for version in VERSIONS:
        yield _calls(version)
        yield _throughput(version)


def _calls(version: str) -> str:
    with scene(version, f"calls-{version}", AT_ONCE + BATCH + 1, NEW) as new:
        many, twenty, alone = (_delivered(new, number) for number in (AT_ONCE, BATCH, 1))
        logins = new.logins
    with scene(version, f"kinds-{version}", AT_ONCE, ALL_KINDS) as sold:
        mixed = _delivered(sold, AT_ONCE)
    return (
        f"bridge, Odoo {version}: {many.calls:.2f} calls an order of new customers in batches of {BATCH} "
        f"({twenty.calls:.2f} where only {BATCH} are due), {mixed.calls:.2f} of all kinds with refunds, net "
        f"prices and cents to repair, {alone.calls:.0f} for a lone order; {logins} logins; "
        f"{mixed.queries / mixed.orders:.1f} queries of the hub an order, "
        f"{1000 * mixed.cpu / mixed.orders:.1f} CPU seconds of the bridge per 1,000 orders"
    )


def _delivered(of: Scene, orders: int) -> Delivered:
    before = of.posted
    done = of.deliver(orders)
    assert of.posted == before + orders, "not every order arrived"
    return done


@dataclass(slots=True)
class Spent:
    """Seconds of the three."""

    bridge: float = 0.0
    bare: float = 0.0
    one_by_one: float = 0.0


def _throughput(version: str) -> str:
    """Orders per second of the bridge, over those of the two others."""
    spent, total = Spent(), ROUNDS * LANES_PER_DATABASE * AT_ONCE
    with (
        scene(version, f"batches-{version}", total, SOLD, slow=True) as ours,
        scene(version, f"alone-{version}", ROUNDS * ONE_BY_ONE, SOLD, slow=True) as theirs,
        running(version) as bare,
    ):
        slow_down(bare)
        client, orders = theirs.order_by_order(), theirs.waiting(ROUNDS * ONE_BY_ONE)
        for _ in range(5 * ROUNDS):  # two lanes never write for one customer: some orders come again
            if ours.posted == total:
                break
            recording, seconds = ours.deliver_by_lanes()
            spent.bridge += seconds
            # The server stands where the recorded one stood.
            spent.bare += recording.replay(bare.url)
            started = time.perf_counter()
            for order in orders[:ONE_BY_ONE]:
                client.write(order)
            del orders[:ONE_BY_ONE]
            spent.one_by_one += time.perf_counter() - started
        assert bare.state()["invoices_posted"] == ours.posted == total
        faster = (spent.one_by_one / theirs.posted) / (spent.bridge / total)
    return (
        f"bridge, Odoo {version}: {spent.bare / spent.bridge:.2f} of the throughput of a bare loop of "
        f"the same calls, {faster:.1f} times that of a client that goes order by order"
    )
