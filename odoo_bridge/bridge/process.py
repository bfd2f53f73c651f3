"""The bridge as a process: lanes per Odoo connection, a consumer where there is a broker, and a caretaker."""

import queue
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog
from django.conf import settings
from django.db import DatabaseError, close_old_connections

from hub import leases
from hub.errors import AffluentError
from hub.models import DeliveryState
from hub.outbox.rabbitmq import Topology
from hub.outbox.relay import LEASE as RELAY_LEASE
from hub.outbox.relay import Embedded, relay_batch
from hub.processes import Shutdown
from odoo_bridge import connections
from odoo_bridge.bridge.beside import Beside
from odoo_bridge.bridge.consumer import Consumer, Task
from odoo_bridge.bridge.feed import plan_from_feed
from odoo_bridge.bridge.lane import Lane
from odoo_bridge.bridge.waiting import release_what_came
from odoo_bridge.deliver.engine import AT_ONCE, Engine
from odoo_bridge.documents import planning as documents
from odoo_bridge.documents.fetching import fetch_all_due
from odoo_bridge.knowledge import Knowledge
from odoo_bridge.models import OdooConnection
from odoo_bridge.odoo.errors import rests_connection
from odoo_bridge.proofs import planning as proofs
from odoo_bridge.proofs.placing import place_all_due

log = structlog.get_logger(__name__)
RECHECK_SECONDS = 60
_BROKER_HEADSTART_SECONDS = 30


def topology() -> Topology:
    """The bridge's queue on the exchange: `odoo.orders` by default."""
    return Topology(settings.EXCHANGE, queue_name())


def queue_name() -> str:
    """Named after the exchange, so that two installations can share a broker."""
    return f"odoo.{settings.EXCHANGE}"


@dataclass(slots=True)
class Caretaker:
    """What has to happen now and then whoever delivers: the feed, things waited for, the embedded relay."""

    owner: str = field(default_factory=leases.new_owner)
    last_recheck: float = 0.0

    def turn(self) -> None:
        """Once a second. Trouble is noted and tried again at the next turn."""
        if not settings.AMQP_URL:
            relay_batch(Embedded(), self.owner)
        headstart = _BROKER_HEADSTART_SECONDS if settings.AMQP_URL else 0
        active = list(OdooConnection.objects.filter(active=True))
        for connection in active:
            plan_from_feed(connection, older_than=headstart)
        if time.monotonic() - self.last_recheck >= RECHECK_SECONDS:
            self.last_recheck = time.monotonic()
            for connection in active:
                self.recheck(connection)

    def leave(self) -> None:
        """Give back what only one process may do."""
        leases.release(RELAY_LEASE, self.owner)

    def recheck(self, connection: OdooConnection) -> None:
        """Look again for what orders wait for; a server that does not answer rests."""
        if not connections.is_open(connection):
            return
        try:
            released = release_what_came(connection)
        except AffluentError as error:
            log.warning("recheck_failed", connection=connection.name, code=error.code, cause=error.cause)
            if rests_connection(error):
                connections.note_outage(connection, error)
            return
        if released:
            log.info("waiting_released", connection=connection.name, count=released)


def run(shutdown: Shutdown, *, lanes: int) -> None:
    """Deliver until asked to end; what is being written is finished first."""
    consumer = _consumer(lanes)
    inbox: queue.Queue[Task] = consumer.inbox if consumer else queue.Queue()
    stop = threading.Event()
    workers: dict[int, list[Lane]] = {}
    caretaker = Caretaker()
    while not shutdown.requested:
        try:
            _start_new_lanes(workers, inbox, stop, lanes)
            caretaker.turn()
        except DatabaseError:
            log.exception("database_trouble")
        close_old_connections()
        shutdown.wait(1.0)
    stop.set()
    for lane in [lane for started in workers.values() for lane in started]:
        lane.join()
    caretaker.leave()
    if consumer:
        consumer.stop()
        consumer.join(timeout=10)


def _consumer(lanes: int) -> Consumer | None:
    if not settings.AMQP_URL:
        return None
    consumer = Consumer(settings.AMQP_URL, topology(), prefetch=lanes * AT_ONCE)
    consumer.start()
    return consumer


def _start_new_lanes(
    workers: dict[int, list[Lane]], inbox: "queue.Queue[Task]", stop: threading.Event, lanes: int
) -> None:
    """Connections that were added while we run get their lanes too, and who works beside them."""
    for connection in OdooConnection.objects.filter(active=True):
        if connection.pk not in workers:
            knowledge = Knowledge()
            started = [
                Lane(OdooConnection.objects.get(pk=connection.pk), knowledge, inbox, stop)
                for _ in range(lanes)
            ]
            workers[connection.pk] = started
            for lane in started:
                lane.start()
            Beside(OdooConnection.objects.get(pk=connection.pk), stop).start()


def run_once(targets: Sequence[OdooConnection] | None = None) -> dict[DeliveryState, int]:
    """Deliver everything that is due, then stop. Returns how many attempts ended in which state."""
    caretaker = Caretaker()
    outcomes: dict[DeliveryState, int] = {}
    while not settings.AMQP_URL and relay_batch(Embedded(), caretaker.owner):
        pass
    caretaker.leave()
    for connection in targets or OdooConnection.objects.filter(active=True):
        while plan_from_feed(connection):
            pass
        caretaker.recheck(connection)
        _deliver_due(connection, outcomes)
        while proofs.plan_new(connection):
            pass
        place_all_due(connection)
        while documents.plan_new(connection):
            pass
        fetch_all_due(connection)
    return outcomes


def _deliver_due(connection: OdooConnection, outcomes: dict[DeliveryState, int]) -> None:
    engine = Engine(connection, Knowledge(), leases.new_owner())
    while connections.is_open(connection):
        ended = engine.deliver_due()
        if not ended:
            return
        for state, count in ended.items():
            outcomes[state] = outcomes.get(state, 0) + count
