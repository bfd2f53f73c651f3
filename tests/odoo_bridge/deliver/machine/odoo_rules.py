"""What happens to Odoo, to the people in front of it, and to the hub's workers."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from hub import deliveries
from hub.models import DeliveryState
from odoo_bridge.deliver.deciding import CREDIT_DIFFERENCE
from sandbox.odoo.errors import OdooError
from sandbox.odoo.state import ADMIN
from tests.odoo_bridge.deliver.machine.life import Life

ANY = st.integers(0, 99)
KINDS = st.sampled_from(["cut", "truncate", "drop", "html", "serialization", "user_error"])
CALLS = st.sampled_from(
    [
        ("res.partner", "load"),
        ("sale.order", "load"),
        ("sale.order", "read"),
        ("sale.order", "action_confirm"),
        ("sale.order", "action_cancel"),
        ("sale.advance.payment.inv", "create_invoices"),
        ("account.move", "load"),
        ("account.move", "read"),
        ("account.move", "action_post"),
        ("account.move", "js_assign_outstanding_line"),
        ("account.payment", "load"),
        ("account.payment", "action_post"),
    ]
)


class OdooRules(Life):
    """Faults, hands and deaths."""

    overtaken = False

    @rule(kind=KINDS, call=CALLS)
    def odoo_fails_once(self, kind: str, call: tuple[str, str]) -> None:
        """At one of its calls."""
        self.sandbox.fault(kind, model=call[0], method=call[1])

    @rule(kind=KINDS, times=st.integers(1, 4))
    def odoo_is_unwell(self, kind: str, times: int) -> None:
        """A third of its calls go wrong, for a while."""
        self.sandbox.fault(kind, rate=1 / 3, times=times)

    @precondition(lambda self: self.orders)
    @rule(which=ANY, method=st.sampled_from(["action_confirm", "action_cancel", "unlink"]))
    def somebody_does_it_by_hand(self, which: int, method: str) -> None:
        """A sale order is confirmed, cancelled or deleted by a person."""
        rows = self.world.stored("sale.order")
        if not rows:
            return
        row = rows[which % len(rows)]
        if method == "unlink" and row["state"] not in ("draft", "cancel"):
            return  # Odoo wants it cancelled first
        if self._by_hand(method, row):
            self.by_people.add(str(row["client_order_ref"]))

    def _by_hand(self, method: str, row: dict[str, Any]) -> bool:
        engine = self.sandbox.engine
        with engine.database.lock:
            env = engine.env(ADMIN, {"allowed_company_ids": [1], "disable_cancel_warning": True})
            try:
                getattr(env.model("sale.order"), method)(env, [row["id"]])
            except OdooError:
                engine.database.rollback()
                return False
            engine.database.commit()
        return True

    @rule(after=st.integers(1, 30))
    def the_worker_will_die(self, after: int) -> None:
        """When so many of its calls were answered."""
        self.calls_left = after

    @rule(at=st.integers(1, 50), overtaken=st.booleans())
    def another_worker_will_come(self, at: int, overtaken: bool) -> None:
        """While the first one waits for an answer; `overtaken`: so long that its leases have run out."""
        self.calls_until_other, self.overtaken = at, overtaken

    def meanwhile(self) -> None:
        """The second worker takes what is free, or what the first one has lost."""
        if self.overtaken:
            self.pass_time()
        super().meanwhile()

    @rule()
    def a_worker_works(self) -> None:
        """One attempt."""
        self.work()

    @rule()
    def time_passes(self) -> None:
        """The leases of the dead run out."""
        self.pass_time()

    @rule()
    def a_person_lets_all_go_on(self) -> None:
        """The button "deliver again" for everything that is held or has failed."""
        self.deliver_again()

    @precondition(lambda self: self.deliveries.filter(state=DeliveryState.HELD).exists())
    @rule(which=ANY, done=st.booleans())
    def a_person_decides(self, which: int, done: bool) -> None:
        """What is held is declared done, or the difference credited where that is offered."""
        held = list(
            self.deliveries.filter(state=DeliveryState.HELD).select_related("order__shop").order_by("id")
        )
        one = held[which % len(held)]
        if not done:
            deliveries.choose(one, CREDIT_DIFFERENCE, actor="zoe", reason="less")
        elif deliveries.declare_done(one, actor="zoe", reason="by hand"):
            self.by_people.add(one.order.number)
