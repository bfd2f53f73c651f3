"""A writing lane: one thread that delivers to one Odoo, some orders at a time.

At most two lanes write to an Odoo database, on however many machines: more gain nothing (measured) and
only collide. The right to a lane is a lease in the database.
"""

import queue
import threading
import time

import structlog
from django.db import DatabaseError, close_old_connections

from hub import leases
from hub.models import Delivery, Order
from odoo_bridge import connections
from odoo_bridge.bridge.consumer import Task
from odoo_bridge.bridge.feed import plan
from odoo_bridge.deliver.engine import AT_ONCE, Engine
from odoo_bridge.knowledge import Knowledge
from odoo_bridge.models import OdooConnection

log = structlog.get_logger(__name__)
LANES_PER_DATABASE = 2
_IDLE_SECONDS = 0.5
_GATHER_SECONDS = 0.2


class Lane(threading.Thread):
    """Works on the inbox's orders and on what is due in the database, until stopped."""

    def __init__(
        self,
        connection: OdooConnection,
        knowledge: Knowledge,
        inbox: "queue.Queue[Task]",
        stop: threading.Event,
        *,
        batch: int = AT_ONCE,
    ) -> None:
        super().__init__(name=f"lane {connection.name}", daemon=True)
        self._connection = connection
        self._inbox = inbox
        self._stop_requested = stop
        self._owner = leases.new_owner()
        self._batch = batch
        self._engine = Engine(connection, knowledge, self._owner, batch=batch)
        self._place = ""

    def run(self) -> None:
        """Deliver until stopped. Trouble with our own database is waited out."""
        while not self._stop_requested.is_set():
            try:
                busy = self.turn()
            except DatabaseError:
                log.exception("database_trouble")
                busy = False
            finally:
                close_old_connections()
            if not busy:
                self._stop_requested.wait(_IDLE_SECONDS)
        self._leave()

    def turn(self) -> bool:
        """Some messages and some of what is due, if there is any; True when something was done."""
        may_write = self._has_place() and connections.is_open(self._connection)
        tasks = self._waiting_tasks()
        try:
            ours = [planned for task in tasks if (planned := self._plan(task)) is not None]
            # Odoo rests or other bridges have the lanes: orders wait in the database, not at the broker.
            tried = may_write and bool(self._engine.deliver(ours) | self._engine.deliver_due())
        except DatabaseError:
            for task in tasks:
                self._inbox.put(task)  # it is not written down yet: whoever comes next takes it
            raise
        for task in tasks:
            task.done()
        return tried or bool(tasks)

    def _has_place(self) -> bool:
        """Take or keep one of the database's lanes."""
        places = [f"lane:{self._connection.pk}:{number}" for number in range(1, LANES_PER_DATABASE + 1)]
        for place in sorted(places, key=lambda name: name != self._place):
            if leases.acquire(place, self._owner):
                self._place = place
                return True
        self._place = ""
        return False

    def _leave(self) -> None:
        if self._place:
            leases.release(self._place, self._owner)
        close_old_connections()

    def _plan(self, task: Task) -> Delivery | None:
        """The delivery that a message asks for, where it is this lane's."""
        order = Order.objects.select_related("shop").filter(pk=task.order_id).first()
        delivery = plan(order) if order is not None else None
        return delivery if delivery is not None and delivery.target == self._connection.target else None

    def _waiting_tasks(self) -> list[Task]:
        """The messages to work on: what is there, and what comes within a moment after the first."""
        tasks: list[Task] = []
        until = time.monotonic() + _GATHER_SECONDS
        while len(tasks) < self._batch:
            try:
                wait = max(0.0, until - time.monotonic()) if tasks else 0.0
                tasks.append(self._inbox.get(timeout=wait) if wait else self._inbox.get_nowait())
            except queue.Empty:
                break
        return tasks
