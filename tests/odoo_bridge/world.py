"""An Odoo, a connection to it, and a shop whose orders go there.

The Odoo is a sandbox, or for tests marked `odoo` the real one that the options name: those only use what
both have, which is everything but `sandbox` and `stored`.
"""

import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from hub import leases
from hub.models import Delivery, DeliveryState, Event, Order, Shop
from hub.order import Order as UnifiedOrder
from odoo_bridge import connections
from odoo_bridge.bridge.feed import plan
from odoo_bridge.deliver.engine import Engine
from odoo_bridge.knowledge import Knowledge
from odoo_bridge.models import OdooConnection, ShopPolicy
from odoo_bridge.odoo import probe
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.transports.wire import Wire
from sandbox.odoo import OdooSandbox
from sandbox.odoo.seed.catalogue import Product
from tests.factories import ingest, shop, unified_order
from tests.odoo_bridge import tables, told
from tests.odoo_bridge.line import Line
from tests.odoo_bridge.tables import TABLES, Tables
from tests.odoo_target.company import GOODS, SERVICES, reader
from tests.odoo_target.real import RealOdoo

LAMPS = (Product("LMP-01", "Desk lamp", Decimal(20)), Product("LMP-02", "Floor lamp", Decimal(60)))
Row = tables.Row
Target = OdooSandbox | RealOdoo


def sandbox(version: str) -> OdooSandbox:
    """A sandbox with the lamps and the services."""
    return OdooSandbox("17" if version == "17" else "19", products=2, extra=LAMPS)


def connection_to(odoo: Target, name: str = "main", **columns: Any) -> OdooConnection:
    """A stored connection that nobody has asked anything yet."""
    values: dict[str, Any] = {
        "url": odoo.url,
        "database": odoo.database,
        "user": odoo.login,
        "secrets": {"api_key": odoo.api_key},
    }
    if isinstance(odoo, RealOdoo):
        values["company_id"] = odoo.company_id
    return OdooConnection.objects.create(name=name, **{**values, **columns})


@dataclass
class World:
    """One shop → one Odoo. `knowledge` is what the bridge remembers between orders."""

    odoo: Target
    connection: OdooConnection
    shop: Shop
    policy: ShopPolicy
    knowledge: Knowledge = field(default_factory=Knowledge)
    line: Line = field(default_factory=Line)
    tables: Tables | None = None
    token: str = ""

    @property
    def sandbox(self) -> OdooSandbox:
        """The sandbox itself, with all that no real Odoo shows."""
        assert isinstance(self.odoo, OdooSandbox), "a test marked odoo must do without the sandbox's memory"
        return self.odoo

    def beside(self, another: Shop, policy: ShopPolicy) -> "World":
        """The same Odoo, seen from another shop."""
        return replace(self, shop=another, policy=policy)

    @property
    def company(self) -> int:
        """The id of the company that orders go to."""
        return self.odoo.company_id if isinstance(self.odoo, RealOdoo) else 1

    def mail(self, email: str) -> str:
        """The address as Odoo gets it: one that no earlier run has left there."""
        return email.replace("@", f"@{self.token}.") if self.token and email else email

    def sku(self, code: str) -> str:
        """The SKU as Odoo gets it: for other products than the lamps one that no earlier run has made."""
        return f"{code}-{self.token}" if self.token and code and code not in (*GOODS, *SERVICES) else code

    def order(self, external_id: str = "4711", **changes: Any) -> Order:
        """An order as the shop shows it now, stored by the ingest."""
        [row] = ingest(self.shop, self.ours(unified_order(external_id, shop=self.shop.slug, **changes)))
        return row

    def ours(self, order: UnifiedOrder) -> UnifiedOrder:
        """The same order, of a buyer and of goods that no earlier run has left in Odoo."""
        customer = replace(order.customer, email=self.mail(order.customer.email))
        lines = tuple(replace(line, sku=self.sku(line.sku)) for line in order.lines)
        return replace(order, customer=customer, lines=lines)

    def delivery(self, external_id: str = "4711", **changes: Any) -> Delivery:
        """The delivery of such an order's newest revision."""
        planned = plan(self.order(external_id, **changes))
        assert planned is not None
        return planned

    def attempt(self, delivery: Delivery) -> Delivery:
        """One attempt by a worker that has just started; the delivery as stored afterwards."""
        connection = OdooConnection.objects.get(pk=self.connection.pk)
        Engine(connection, self.knowledge, leases.new_owner()).deliver([Delivery.objects.get(pk=delivery.pk)])
        return Delivery.objects.get(pk=delivery.pk)

    def delivered(self, external_id: str = "4711", **changes: Any) -> Delivery:
        """An order that has arrived."""
        done = self.attempt(self.delivery(external_id, **changes))
        assert done.state == DeliveryState.DELIVERED, (done.error_code, done.error_cause)
        return done

    def by_hand(self) -> Odoo:
        """The administrator in Odoo, at work in the company."""
        return hand(self.odoo, self.company)

    def rows(self, model: str) -> list[Row]:
        """What the test brought into a table of Odoo, read over RPC; of other models all that is stored."""
        if model not in TABLES:
            return self.stored(model)
        with self.unheard():
            if self.tables is None:
                self.tables = open_tables(self.odoo, self.company)
            return self.tables.rows(model)

    def only(self, model: str) -> Row:
        """The single row of it."""
        [row] = self.rows(model)
        return row

    def stored(self, model: str) -> list[Row]:
        """The rows in the sandbox's memory: quicker, and with everything that is not shown."""
        return list(self.sandbox.engine.database.table(model).rows.values())

    def customers(self) -> list[Row]:
        """The partners that are none of the sandbox's own companies and users."""
        rows = self.rows("res.partner")
        return rows if isinstance(self.odoo, RealOdoo) else self._without_own(rows)

    def stored_customers(self) -> list[Row]:
        """The same from the sandbox's memory."""
        return self._without_own(self.stored("res.partner"))

    def _without_own(self, partners: list[Row]) -> list[Row]:
        own = {row["partner_id"] for model in ("res.users", "res.company") for row in self.stored(model)}
        return [row for row in partners if row["id"] not in own]

    def assert_once(self) -> None:
        """One customer, one confirmed sale order, one posted invoice with the shop's total."""
        order, invoice = self.only("sale.order"), self.state_of_invoice()
        assert (order["state"], invoice["state"]) == ("sale", "posted")
        assert len(self.customers()) == 1
        assert order["amount_total"] == invoice["amount_total"] == 49

    @property
    def sale_name(self) -> str:
        """What Odoo calls the only sale order."""
        return str(self.only("sale.order")["name"])

    def state_of_invoice(self) -> Row:
        """The only invoice or credit note."""
        [invoice] = [row for row in self.rows("account.move") if row["move_type"] != "entry"]
        return invoice

    def calls(self, call: str) -> int:
        """How often the sandbox's method was called, for example `sale.order.load`."""
        return int(self.sandbox.engine.calls[call])

    def breaks(self, kind: str, call: str, times: int = 1) -> None:
        """The next such calls break: `drop` before Odoo hears of them, `cut` after it did what was asked."""
        self.line.break_at(kind, call, times)

    @contextmanager
    def unheard(self) -> Iterator[None]:
        """What the test asks is no call of the bridge, and meets no fault that is set for it."""
        if not isinstance(self.odoo, OdooSandbox):
            with self.line.unheard():
                yield
            return
        engine = self.odoo.engine
        calls, faults = Counter(engine.calls), list(engine.faults.planned)
        engine.faults.planned.clear()
        with self.line.unheard():
            yield
        engine.faults.planned[:0] = faults
        engine.calls.clear()
        engine.calls.update(calls)


_KNOWN_FIELDS: dict[str, dict[str, tuple[str, ...]]] = {}


def open_tables(odoo: Target, company: int) -> Tables:
    """The tables, as the administrator sees them."""
    return Tables(hand(odoo, company), company, _KNOWN_FIELDS.setdefault(odoo.version, {}))


def hand(odoo: Target, company: int | None) -> Odoo:
    """A client of the administrator."""
    if isinstance(odoo, RealOdoo):
        return odoo.hand
    access = probe.Access(odoo.url, odoo.database, "admin", odoo.key_for("admin"), company)
    facts = probe.probe(access, Wire(odoo.url))
    known = replace(access, protocol=facts.protocol, uid=facts.uid)
    return probe.connect(known, Wire(odoo.url))


def abandon(delivery: Delivery) -> None:
    """The worker died: its lease runs out."""
    past = timezone.now() - timedelta(seconds=1)
    Delivery.objects.filter(pk=delivery.pk).update(lease_until=past)


def story(order: Order | Delivery) -> str:
    """The lines of the order's history."""
    number = order.order_id if isinstance(order, Delivery) else order.pk
    return "\n".join(Event.objects.filter(order=number).values_list("text", flat=True))


def build(odoo: Target, slug: str = "lampes-fr", line: Line | None = None) -> World:
    """The whole world, set up."""
    connection = connection_to(odoo)
    if isinstance(odoo, RealOdoo):
        connections.set_up(connection)
        speak(connection, odoo, odoo.protocol)
    else:
        told.set_up(connection, odoo)
    lampes = shop(slug)
    policy = ShopPolicy.objects.create(shop=lampes, connection=connection)
    world = World(odoo, connection, lampes, policy, line=line or Line())
    if isinstance(odoo, RealOdoo):
        world.token = f"t{secrets.token_hex(5)}"
        with world.unheard():
            world.tables = open_tables(odoo, world.company)
            world.tables.begin()
    world.line.heard.clear()
    return world


def speak(connection: OdooConnection, odoo: Target, protocol: str) -> None:
    """In this protocol, which may not be what the bridge would choose."""
    session = protocol == "session"
    if session != connection.legacy_session:
        connection.legacy_session = session
        connection.secrets = {"api_key": odoo.password if session else odoo.api_key}
        connection.save()
        connections.set_up(connection)
    connection.protocol = protocol
    connection.save()


def with_few_rights(world: World) -> tuple[tuple[str, int], str]:
    """Login and id of a user who may look at little and write nothing, and what JSON-RPC takes as its key."""
    odoo = world.odoo
    if isinstance(odoo, OdooSandbox):
        users = odoo.engine.database.table("res.users").rows.values()
        return ("hub_ro", next(row["id"] for row in users if row["login"] == "hub_ro")), odoo.key_for(
            "hub_ro"
        )
    return reader(odoo.hand, world.company)
