"""Orders of all four platforms arrive exactly once and to the cent, whatever shops and workers do then.

`PLATFORM_ORDERS` says how many; `-s` shows the figures.
"""

import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from hub import leases
from hub.models import Delivery, DeliveryState, Lease, Order
from hub.order import Order as UnifiedOrder
from hub.order.money import ZERO
from odoo_bridge.bridge.feed import plan
from odoo_bridge.deliver.engine import Engine
from odoo_bridge.knowledge import Knowledge
from odoo_bridge.models import OdooConnection
from odoo_bridge.models.policy import DeliverWhen, UnknownSku
from odoo_bridge.odoo.transports.wire import Answer, Wire
from sandbox.world.platforms import FRONTS
from tests.factories import ingest
from tests.odoo_bridge.deliver.conftest import KilledError
from tests.odoo_bridge.deliver.platforms import CHANGES, orders_of
from tests.odoo_bridge.world import Row, World

pytestmark = [pytest.mark.odoo, pytest.mark.timeout(3600)]
ORDERS = int(os.environ.get("PLATFORM_ORDERS", "40"))
KILLED = 0.08  # of all calls, half of them before Odoo hears of it
_OPEN = (DeliveryState.WAITING, DeliveryState.RUNNING)


@dataclass
class Shift:
    """Bridges that are killed now and then, one after the other; what they needed."""

    world: World
    chance: random.Random
    mortal: bool = True
    calls: int = 0
    seconds: float = 0.0
    killed: int = 0
    _knowledge: Knowledge = field(default_factory=Knowledge)

    def deliver_all(self) -> None:
        """Until nothing is on its way any more."""
        started, heard = time.monotonic(), len(self.world.line.heard)
        for _ in range(500):
            if not self._deliveries().filter(state__in=_OPEN).exists():
                break
            self._deliver()
            self._time_passes()
        self.calls += len(self.world.line.heard) - heard
        self.seconds += time.monotonic() - started
        assert not self._deliveries().filter(state__in=_OPEN).exists()

    def _deliver(self) -> None:
        connection = OdooConnection.objects.get(pk=self.world.connection.pk)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Wire, "post", self._deadly(Wire.post))
            try:
                Engine(connection, self._knowledge, leases.new_owner()).deliver_due()
            except KilledError:
                self.killed += 1
                self._knowledge = Knowledge()

    def _deadly(self, post: Callable[..., Answer]) -> Callable[..., Answer]:
        def deadly(wire: Wire, *arguments: object) -> Answer:
            dies = self.chance.random() < KILLED if self.mortal else False
            if dies and self.chance.random() < 0.5:
                raise KilledError
            answer = post(wire, *arguments)
            if dies:
                raise KilledError
            return answer

        return deadly

    def _deliveries(self) -> QuerySet[Delivery]:
        return Delivery.objects.filter(target=self.world.connection.target)

    def _time_passes(self) -> None:
        past = timezone.now() - timedelta(seconds=1)
        self._deliveries().filter(state=DeliveryState.RUNNING).update(lease_until=past)
        self._deliveries().filter(state=DeliveryState.WAITING).update(next_attempt_at=None, attempts=0)
        Lease.objects.update(expires_at=past)
        OdooConnection.objects.update(retry_at=None)


@pytest.fixture
def shown(world: World) -> dict[str, UnifiedOrder]:
    """The platforms' orders by their number here, as one shop shows them; its policy takes all of them."""
    world.policy.unknown_sku = UnknownSku.CREATE
    world.policy.deliver_when = DeliverWhen.CONFIRMED
    world.policy.save()
    each = -(-ORDERS // len(FRONTS))
    return {order.external_id: order for order in _renamed(world, each)}


def _renamed(world: World, each: int) -> Iterator[UnifiedOrder]:
    """Under ids, e-mails and SKUs of our own: two platforms may use the same ones."""
    for platform in FRONTS:
        for number, order in enumerate(orders_of(platform, each)):
            key = f"{platform}-{number}"
            customer = replace(order.customer, phone="", external_id="")
            customer = replace(customer, vat_id=None, vat_id_candidates=())
            sold = replace(order, external_id=key, number=key, customer=customer, payments=())
            yield world.ours(sold)


def show(world: World, orders: Iterable[UnifiedOrder]) -> None:
    for stored in ingest(world.shop, *orders):
        plan(Order.objects.select_related("shop").get(pk=stored.pk))


def by_ref(rows: Iterable[Row], name: str = "ref") -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(str(row[name]).partition(" refund ")[0], []).append(row)
    return found


def compare(world: World, shown: dict[str, UnifiedOrder], sold: dict[str, Decimal]) -> Counter[str]:
    """Each delivered order against Odoo; what is counted is the message of a failure too."""
    entries = world.rows("account.move")
    invoices = by_ref(row for row in entries if row["move_type"] == "out_invoice")
    notes = by_ref(row for row in entries if row["move_type"] == "out_refund")
    sales = by_ref(world.rows("sale.order"), "client_order_ref")
    counts: Counter[str] = Counter(
        invoices=sum(map(len, invoices.values())), notes=sum(map(len, notes.values()))
    )
    counts["orders"] = sum(map(len, sales.values()))
    counts["doubled"] = sum(len(rows) > 1 for rows in (*sales.values(), *invoices.values()))
    for done in Delivery.objects.filter(target=world.connection.target).select_related("order"):
        if done.revision != done.order.published_revision:
            continue
        counts[f"{done.state} {done.error_code}".strip()] += 1
        key = done.order.external_id
        if done.state != DeliveryState.DELIVERED or key not in invoices:
            continue
        order, credited = shown[key], sum((row["amount_total"] for row in notes.get(key, [])), ZERO)
        given = sum((refund.gross for refund in order.refunds), ZERO)
        wanted = order.totals.gross if order.cancelled_at else given
        counts["differ"] += (
            sum(row["amount_total"] for row in invoices[key]) != sold[key] or credited != wanted
        )
    parents = [row["email"] for row in world.customers() if not row["parent_id"] and row["email"]]
    names = [(row["email"], row["name"]) for row in world.customers() if not row["parent_id"]]
    counts["customers"], counts["doubled customers"] = len(parents), len(names) - len(set(names))
    return counts


def test_orders_of_every_platform_arrive_once_to_the_cent(
    world: World, shown: dict[str, UnifiedOrder]
) -> None:
    chance = random.Random(2026)
    shift = Shift(world, chance)

    # given orders of all platforms, and bridges that are killed
    show(world, shown.values())
    shift.deliver_all()
    sold = {key: order.totals.gross for key, order in shown.items()}
    before, spent = compare(world, shown, sold), (shift.calls, shift.seconds, shift.killed)

    # when shops go on changing a third of them
    arrived = Order.objects.filter(deliveries__state=DeliveryState.DELIVERED, shop=world.shop)
    keys = sorted(set(arrived.values_list("external_id", flat=True)))
    changed = {key: chance.choice(CHANGES)(shown[key], chance) for key in chance.sample(keys, len(keys) // 3)}
    shown |= changed
    show(world, changed.values())
    shift.deliver_all()

    # then nothing is doubled and nothing differs
    after = compare(world, shown, sold)
    tell(f"{len(shown)} orders", before, *spent)
    tell(f"{len(changed)} changes", after, shift.calls, shift.seconds, shift.killed)
    assert before["delivered"] > len(shown) // 2, before
    assert after["notes"], after
    for name in ("doubled", "doubled customers", "differ"):
        assert not before[name], before
        assert not after[name], after


def tell(what: str, counts: Counter[str], calls: int, seconds: float, killed: int) -> None:
    """The figures, for whoever asked to see them."""
    sys.stdout.write(f"{what}: {dict(counts)}; {calls} calls, {seconds:.1f} s, {killed} bridges killed\n")
