"""A checkout as pollers see it: the order is there before it is finished, within the same second."""

from __future__ import annotations

import random

from sandbox.shops.control import ControlError
from sandbox.shops.copying import copied
from sandbox.shops.woocommerce.catalogue import SKUS
from sandbox.shops.woocommerce.composer import compose
from sandbox.shops.woocommerce.generator import fill_in
from sandbox.shops.woocommerce.plans import KINDS, Draw
from sandbox.shops.woocommerce.store import Store

BUYING = ("guest", "registered", "mixed_rates", "fixed_coupon", "company_fr", "gift")


def begin_checkout(store: Store, seed: int) -> int:
    """Store the first, half-made state of an order and remember the finished one. Returns its id."""
    rng = random.Random(seed)  # noqa: S311 - seeded on purpose, no secret
    plan = KINDS[rng.choice(BUYING)](Draw(rng, SKUS, None))
    order = compose(plan.basket, store.ids, store.rates, store.clock.now(), store.zone, store.storage.version)
    fill_in(order, plan, store.ids)
    half = copied(order)
    half |= dict.fromkeys(
        ("total", "total_tax", "cart_tax", "shipping_tax", "discount_total", "discount_tax"), "0"
    )
    half["tax_lines"] = []
    if rng.random() < 0.3:
        half["line_items"] = half["line_items"][:-1]
    order_id = store.load(half)
    store.unfinished[order_id] = order
    store.told("order.created", order_id)
    return order_id


def finish_checkout(store: Store, order_id: int) -> None:
    """Put the finished order in place of the half-made one; ``date_modified`` keeps the second it began
    in.
    """
    order = store.unfinished.pop(order_id, None)
    if order is None:
        raise ControlError(f"order {order_id} is not half-made")
    if order_id not in store.orders:
        return
    begun = {name: order[name] for name in ("date_modified", "date_modified_gmt")}
    store.orders[order_id] = order
    store.set_status(order_id, "processing")
    order |= begun
