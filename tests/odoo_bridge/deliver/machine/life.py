"""One shop, one Odoo, workers that come and go: where the stories of the state machine happen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.utils import timezone
from hypothesis.stateful import RuleBasedStateMachine

from hub import deliveries, leases
from hub.models import Delivery, DeliveryState, Order
from odoo_bridge import connections
from odoo_bridge.bridge.feed import plan
from odoo_bridge.deliver.engine import Engine
from odoo_bridge.knowledge import Knowledge
from odoo_bridge.models import OdooConnection, PaymentMapping, ShopPolicy
from odoo_bridge.odoo.transports.wire import Answer, Wire
from tests.factories import PLACED_AT, ingest, shop, unified_order
from tests.odoo_bridge.deliver.conftest import KilledError
from tests.odoo_bridge.world import World, connection_to, sandbox

Content = dict[str, Any]
NUMBERS = count(1)
OPEN = (DeliveryState.WAITING, DeliveryState.RUNNING)
STUCK = (DeliveryState.HELD, DeliveryState.FAILED)
_POST = Wire.post


class Life(RuleBasedStateMachine):
    """What every rule works with.

    `orders`: what the shop shows, by key. `bent`: orders that changed in a way that a person may have to
    decide about. `by_people`: numbers of orders that somebody took into their own hands. `eager`: a worker
    follows every change at once.
    """

    version = "19"
    patch: pytest.MonkeyPatch  # of the test that tells the stories, so that none of them outlives it

    def __init__(self) -> None:
        super().__init__()
        self.patch.undo()
        self.time = timezone.now()
        self.patch.setattr(timezone, "now", self.tick)
        self.sandbox = sandbox(self.version).start()
        number = next(NUMBERS)
        connection = connection_to(self.sandbox, f"life-{number}")
        connections.set_up(connection)
        lampes = shop(f"lampes-{number}")
        policy = ShopPolicy.objects.create(shop=lampes, connection=connection)
        self.world = World(self.sandbox, connection, lampes, policy)
        self.orders: dict[str, Content] = {}
        self.bent: set[str] = set()
        self.by_people: set[str] = set()
        self.eager = False
        self.minutes = 0
        self.calls_left: int | None = None
        self.calls_until_other: int | None = None

    def choose_policy(self, *, pays: bool, deliver_when: str) -> None:
        """What the merchant wants, from the beginning."""
        policy = self.world.policy
        policy.register_payment, policy.deliver_when = pays, deliver_when
        policy.save()
        [bank] = [
            row
            for row in self.world.stored("account.journal")
            if row["type"] == "bank" and row["company_id"] == 1
        ]
        PaymentMapping.objects.create(
            connection=self.world.connection, shop=self.world.shop, method="card", journal_id=bank["id"]
        )

    def end(self) -> None:
        """The story is over."""
        self.patch.undo()
        self.sandbox.stop()

    def tick(self) -> datetime:
        """The hub's clock: only what happens moves it, however slow the machine is."""
        self.time += timedelta(milliseconds=1)
        return self.time

    # the shop

    def one(self, which: int) -> str:
        """The key of one of the orders."""
        return list(self.orders)[which % len(self.orders)]

    def now(self) -> datetime:
        """The shop's clock."""
        return PLACED_AT + timedelta(minutes=self.minutes)

    def show(self, key: str, **content: Any) -> None:
        """The shop shows this from now on, and the hub sees it."""
        self.minutes += 1
        self.orders[key] = {**content, "updated_at": self.now()}
        self.see(key, **self.orders[key])
        if self.eager:
            self.work()

    def change(self, key: str, *, bends: bool = False, **changes: Any) -> None:
        """The shop shows the order with these changes; `bends`: in a way that a person may have to see."""
        if bends:
            self.bent.add(key)
        self.show(key, **{**self.orders[key], **changes})

    def see(self, key: str, **content: Any) -> None:
        """The hub is shown a content."""
        ingest(self.world.shop, unified_order(key, shop=self.world.shop.slug, **content))
        plan(Order.objects.select_related("shop").get(shop=self.world.shop, external_id=key))

    # the workers

    @property
    def deliveries(self) -> Any:
        """All that are on their way to this story's Odoo."""
        return Delivery.objects.filter(target=self.world.connection.target)

    def work(self) -> None:
        """A worker that has just started makes one attempt; it may be killed on the way."""
        with self._mortal():
            self._attempt()

    def _attempt(self) -> None:
        connection = OdooConnection.objects.get(pk=self.world.connection.pk)
        if connections.is_open(connection):
            Engine(connection, Knowledge(), leases.new_owner()).deliver_due()

    def pass_time(self) -> None:
        """Every lease runs out, every pause ends."""
        self.time += timedelta(hours=2)

    def deliver_again(self) -> None:
        """A person lets everything that stopped go on."""
        for stuck in self.deliveries.filter(state__in=STUCK).select_related("order__shop"):
            deliveries.again(stuck, actor="zoe")

    def calm_down(self) -> None:
        """Odoo is well again, workers live, and people look after what stopped: then all comes to its end."""
        self.calls_left = self.calls_until_other = None
        self.sandbox.engine.faults.clear()
        self._work_off()
        self.deliver_again()
        self._work_off()

    def _work_off(self) -> None:
        for _ in range(60):
            self.pass_time()
            left = self.deliveries.filter(state__in=OPEN)
            if not left:
                return
            self.work()
        raise AssertionError(f"never calm: {list(left.values('state', 'error_code', 'error_cause'))}")

    @contextmanager
    def _mortal(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Wire, "post", self._deadly())
            try:
                yield
            except KilledError:
                self.calls_left = None

    def _deadly(self) -> Callable[..., Answer]:
        def post(wire: Wire, *arguments: Any) -> Answer:
            self._let_another_work()
            answer = _POST(wire, *arguments)
            self._let_another_work()
            if self.calls_left is not None:
                self.calls_left -= 1
                if self.calls_left <= 0:
                    raise KilledError
            return answer

        return post

    def _let_another_work(self) -> None:
        """While one waits for an answer, another makes its attempt: counted in halves of calls."""
        if self.calls_until_other is None:
            return
        self.calls_until_other -= 1
        if self.calls_until_other <= 0:
            self.calls_until_other = None
            self.meanwhile()

    def meanwhile(self) -> None:
        """What another worker does; a rule may add to it."""
        self._attempt()
