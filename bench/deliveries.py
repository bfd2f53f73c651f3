"""Orders that are due at a sandbox Odoo, ready to be delivered by the bridge or by somebody else."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from bench.order_by_order import OrderByOrder
from bench.recording import Recording
from bench.scene import add_odoo, add_woocommerce
from hub import deliveries, leases, polling
from hub.models import Delivery, DeliveryState
from hub.order import Order, from_document
from hub.outbox.relay import Embedded, relay_batch
from odoo_bridge import connections
from odoo_bridge.bridge.feed import plan_from_feed
from odoo_bridge.bridge.lane import LANES_PER_DATABASE
from odoo_bridge.deliver.engine import Engine
from odoo_bridge.knowledge import Knowledge
from odoo_bridge.models import OdooConnection
from odoo_bridge.taxes import TaxTable
from sandbox.odoo import OdooSandbox
from sandbox.odoo.latencies import measured
from sandbox.shops.woocommerce import WooCommerceSandbox
from sandbox.shops.woocommerce.catalogue import SKUS
from sandbox.shops.woocommerce.generator import Mix

_SERVICES = ("SHIPPING", "DISCOUNT", "ROUNDING")


@dataclass(frozen=True, slots=True)
class Delivered:
    """What it took to deliver some orders: calls to Odoo, queries of the hub, seconds of the processor.

    The processor's are those of the bridge's thread: the sandbox answers in others.
    """

    orders: int
    recording: Recording
    queries: int
    cpu: float

    @property
    def calls(self) -> float:
        """For one order."""
        return len(self.recording.calls) / self.orders


@dataclass(slots=True)
class Scene:
    """A hub with orders for an Odoo whose products and countries the bridge knows."""

    odoo: OdooSandbox
    connection: OdooConnection
    knowledge: Knowledge

    def deliver(self, orders: int) -> Delivered:
        """By the bridge, which takes so many at once."""
        engine = Engine(self.connection, self.knowledge, leases.new_owner(), batch=orders)
        recording = Recording()
        with recording.of_calls(), CaptureQueriesContext(database) as queries:
            cpu = time.thread_time()
            ended = engine.deliver_due()
            cpu = time.thread_time() - cpu
        assert ended == {DeliveryState.DELIVERED: orders}, self._in_the_way()
        return Delivered(orders, recording, len(queries), cpu)

    def deliver_by_lanes(self) -> tuple[Recording, float]:
        """One turn of each of the bridge's lanes; the calls, and the seconds."""
        recording = Recording()
        Delivery.objects.filter(target=self.connection.target).update(next_attempt_at=None)
        lanes = [threading.Thread(target=self._turn) for _ in range(LANES_PER_DATABASE)]
        with recording.of_calls():
            started = time.perf_counter()
            for lane in lanes:
                lane.start()
            for lane in lanes:
                lane.join()
            return recording, time.perf_counter() - started

    def _turn(self) -> None:
        connection = OdooConnection.objects.get(pk=self.connection.pk)
        Engine(connection, self.knowledge, leases.new_owner()).deliver_due()
        database.close()

    def _in_the_way(self) -> list[tuple[str, str, dict[str, Any]]]:
        rows = Delivery.objects.filter(target=self.connection.target).exclude(state=DeliveryState.DELIVERED)
        return list(rows.values_list("state", "error_cause", "result"))

    def waiting(self, count: int) -> list[Order]:
        """The content of orders that are due."""
        due = deliveries.due(self.connection.target)[:count]
        return [from_document(row.order.newest.document) for row in due if row.order.newest]

    def order_by_order(self) -> OrderByOrder:
        """A client of the same Odoo."""
        odoo = connections.open_odoo(self.connection)
        places = self.knowledge.places(odoo, self.connection)
        return OrderByOrder(odoo, TaxTable.of(self.connection), places.countries, self.connection.features)

    @property
    def posted(self) -> int:
        """Invoices in Odoo that count."""
        return int(self.odoo.state()["invoices_posted"])

    @property
    def logins(self) -> int:
        """How often somebody logged in."""
        return sum(number for call, number in self.odoo.engine.calls.items() if "authenticate" in call)


@contextmanager
def scene(version: str, name: str, orders: int, mix: Mix, *, slow: bool = False) -> Iterator[Scene]:
    """So many orders of a mix; a `slow` Odoo takes its time from now on."""
    with WooCommerceSandbox() as platform, running(version) as odoo:
        platform.generate(orders, seed=2, mix=mix)
        shop = add_woocommerce(name, platform)
        connection = add_odoo(name, odoo, shop=shop.slug)
        polling.poll(shop)
        while relay_batch(Embedded(), "bench"):
            pass
        while plan_from_feed(connection):
            pass
        made = Scene(odoo, connection, Knowledge())
        client = connections.open_odoo(connection)
        made.knowledge.catalogue.learn(client, (*SKUS, *_SERVICES))
        made.knowledge.places(client, connection)
        odoo.engine.calls.clear()
        if slow:
            slow_down(odoo)
        yield made


@contextmanager
def running(version: str) -> Iterator[OdooSandbox]:
    """A sandbox Odoo of a version."""
    with OdooSandbox(version) as odoo:  # type: ignore[arg-type] # one of VERSIONS
        yield odoo


def slow_down(odoo: OdooSandbox) -> None:
    """Answer as slowly as the servers that were measured."""
    for latency in measured(int(odoo.version)):
        odoo.engine.faults.add(latency)
