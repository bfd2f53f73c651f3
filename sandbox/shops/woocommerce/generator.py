"""Makes orders of every kind, coherent to the cent, the same ones for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.shops.clock import Clock
from sandbox.shops.woocommerce.basket import Item, Product
from sandbox.shops.woocommerce.broken import break_order
from sandbox.shops.woocommerce.catalogue import SKUS
from sandbox.shops.woocommerce.composer import compose
from sandbox.shops.woocommerce.dates import stamp
from sandbox.shops.woocommerce.ids import Ids
from sandbox.shops.woocommerce.plans import KINDS, Draw, Plan
from sandbox.shops.woocommerce.rates import RateTable
from sandbox.shops.woocommerce.storage import Storage
from sandbox.shops.woocommerce.store import Store

Document = dict[str, Any]

START = datetime(2026, 11, 1, 8, tzinfo=UTC)
ORDINARY = (
    "guest",
    "registered",
    "guest",
    "registered",
    "mixed_rates",
    "company_fr",
    "fixed_coupon",
    "completed",
)
PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class Mix:
    """What to make. Shares are between 0 and 1; ``prices_include_tax`` None makes both; ``kinds`` empty:
    every kind.

    ``unknown_sku_share``: orders with a line whose SKU is in no catalogue (``GHOST-…``). ``broken_share``:
    orders that no one can read (amounts that are no numbers, lists that are null, dates that never were).
    """

    skus: tuple[str, ...] = SKUS
    unknown_sku_share: float = 0.0
    broken_share: float = 0.0
    prices_include_tax: bool | None = None
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """Stored documents of orders and refunds, and the accounts of registered customers by id."""

    orders: list[Document]
    refunds: list[Document]
    customers: dict[int, Document]


def generate(
    seed: int,
    n: int,
    mix: Mix | None = None,
    *,
    ids: Ids | None = None,
    start: datetime = START,
    rates: RateTable | None = None,
) -> Made:
    """Make ``n`` orders, a minute apart from ``start`` on. With ``n`` ≥ 26 every kind is there.

    Amounts are strings in the order's currency; lines keep up to six decimals, as the shop's database does.
    Raises ``ValueError`` for an unknown kind.
    """
    wanted = mix or Mix()
    workshop = _Workshop(seed, wanted, ids or Ids(), start, rates or RateTable())
    for name in _kinds(workshop.rng, wanted, n):
        workshop.make(name)
    return Made(
        list(workshop.store.orders.values()), list(workshop.store.refunds.values()), workshop.customers
    )


def _kinds(rng: random.Random, mix: Mix, n: int) -> Iterator[str]:
    pool = list(mix.kinds) or [*KINDS]
    unknown = set(pool) - set(KINDS)
    if unknown:
        raise ValueError(f"unknown kinds {sorted(unknown)}; known: {', '.join(KINDS)}")
    first = rng.sample(pool, len(pool))
    more = pool if mix.kinds else [*pool, *ORDINARY, *ORDINARY]
    return (first[place] if place < len(first) else rng.choice(more) for place in range(n))


class _Workshop:
    """A little shop with a clock of its own, in which each generated order lives its life."""

    def __init__(self, seed: int, mix: Mix, ids: Ids, start: datetime, rates: RateTable) -> None:
        self.rng = random.Random(seed)  # noqa: S311 - seeded on purpose, no secret
        self.mix = mix
        self.draw = Draw(self.rng, mix.skus, mix.prices_include_tax)
        self.clock = Clock(frozen_at=start)
        self.store = Store(Storage.HPOS, self.clock, PARIS, rates, {"expediee": "Expédiée"})
        self.store.ids = ids
        self.customers: dict[int, Document] = {}

    def make(self, name: str) -> None:
        """Make one order of a kind; it ends before the next one begins."""
        self.clock.advance(timedelta(seconds=40))
        plan = KINDS[name](self.draw)
        if self.rng.random() < self.mix.unknown_sku_share:
            plan = _with_ghost(plan, self.rng.randrange(1000))
        order_id = self._place(plan)
        self.clock.advance(timedelta(seconds=20))
        for step in plan.after:
            step(self.store, order_id)
        if self.rng.random() < self.mix.broken_share:
            break_order(self.store.order(order_id), self.rng)

    def _place(self, plan: Plan) -> int:
        order = compose(plan.basket, self.store.ids, self.store.rates, self.clock.now(), PARIS)
        fill_in(order, plan, self.store.ids)
        order_id = int(order["id"])
        self.store.orders[order_id] = order
        if plan.status != "pending":
            self.store.set_status(order_id, plan.status)
        if plan.buyer.customer_id:
            self._register(plan)
        return order_id

    def _register(self, plan: Plan) -> None:
        if plan.buyer.customer_id in self.customers:
            return
        account: Document = {"id": plan.buyer.customer_id}
        for name in ("created", "modified"):
            stamp(account, name, self.clock.now(), PARIS)
        self.customers[plan.buyer.customer_id] = account | plan.buyer.customer()


def fill_in(order: Document, plan: Plan, ids: Ids) -> None:
    """Write buyer, addresses, payment, note and the VAT plugin's meta into a composed order."""
    order["customer_id"] = plan.buyer.customer_id
    order["billing"] = plan.buyer.billing()
    order["shipping"] = (plan.ship_to or plan.buyer).shipping()
    order["payment_method"], order["payment_method_title"] = plan.payment
    order["customer_note"] = plan.note
    order["meta_data"] = [
        {"id": ids.meta(), "key": key, "value": value} for key, value in plan.buyer.vat_meta
    ]
    if plan.payment[0] == "stripe" and plan.status not in {"pending", "failed"}:
        order["transaction_id"] = f"pi_sandbox_{order['id']}"


def _with_ghost(plan: Plan, number: int) -> Plan:
    first = plan.basket.items[0]
    ghost = Product(
        f"GHOST-{number:03d}", "Article retiré du catalogue", 0, first.price, first.product.tax_class
    )
    items = (Item(ghost, first.quantity), *plan.basket.items[1:])
    return replace(plan, basket=replace(plan.basket, items=items))
