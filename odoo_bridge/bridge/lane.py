"""A writing lane: one thread that delivers to one Odoo, one order at a time.

At most two lanes write to an Odoo database, on however many machines: more gain nothing (measured) and
only collide. The right to a lane is a lease in the database.
"""

import queue
import threading
from collections.abc import Callable

import structlog
from django.db import DatabaseError, close_old_connections

from hub import leases
from hub.models import Delivery, Order
from odoo_bridge import connections
from odoo_bridge.bridge.consumer import Task
from odoo_bridge.bridge.feed import plan
from odoo_bridge.deliver.engine import Engine
from odoo_bridge.deliver.steps import Knowledge
from odoo_bridge.models import OdooConnection

log = structlog.get_logger(__name__)
LANES_PER_DATABASE = 2
_IDLE_SECONDS = 0.5


class Lane(threading.Thread):
    """Works on the inbox's orders and on what is due in the database, until stopped."""

    def __init__(
        self,
        connection: OdooConnection,
        knowledge: Knowledge,
        inbox: "queue.Queue[Task]",
        stop: threading.Event,
    ) -> None:
        super().__init__(name=f"lane {connection.name}", daemon=True)
        self._connection = connection
        self._inbox = inbox
        self._stop_requested = stop
        self._owner = leases.new_owner()
        self._engine = Engine(connection, knowledge, self._owner)
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
        """One message and one due delivery, if there are any; True when something was done."""
        if not self._has_place() or not connections.is_open(self._connection):
            return self._put_off()
        return self._message() | self._due()

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

    def _put_off(self) -> bool:
        """Odoo rests or other bridges have the lanes: the order waits in the database, not at the broker."""
        return self._take(lambda delivery: None)

    def _message(self) -> bool:
        return self._take(self._engine.deliver)

    def _take(self, work: Callable[[Delivery], object]) -> bool:
        """One message: its delivery is planned, worked on where it is ours, and then acknowledged."""
        task = self._next_task()
        if task is None:
            return False
        try:
            order = Order.objects.select_related("shop").filter(pk=task.order_id).first()
            delivery = plan(order) if order is not None else None
            if delivery is not None and delivery.target == self._connection.target:
                work(delivery)
        except DatabaseError:
            self._inbox.put(task)  # it is not written down yet: whoever comes next takes it
            raise
        task.done()
        return True

    def _due(self) -> bool:
        return self._engine.deliver_next() is not None

    def _next_task(self) -> Task | None:
        try:
            return self._inbox.get_nowait()
        except queue.Empty:
            return None
