"""A sandbox Odoo, a connection to it, and a shop whose orders go there."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from hub import leases
from hub.models import Delivery, DeliveryState, Event, Order, Shop
from odoo_bridge import connections
from odoo_bridge.bridge.feed import plan
from odoo_bridge.deliver.engine import Engine
from odoo_bridge.deliver.steps import Knowledge
from odoo_bridge.models import OdooConnection, ShopPolicy
from odoo_bridge.odoo import probe
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.transports.wire import Wire
from odoo_bridge.products import Catalogue
from sandbox.odoo import OdooSandbox
from sandbox.odoo.seed.catalogue import Product
from tests.factories import ingest, shop, unified_order

LAMPS = (Product("LMP-01", "Desk lamp", Decimal(20)), Product("LMP-02", "Floor lamp", Decimal(60)))
Row = dict[str, Any]


def sandbox(version: str) -> OdooSandbox:
    """A sandbox with the lamps and the services."""
    return OdooSandbox("17" if version == "17" else "19", products=2, extra=LAMPS)


def connection_to(odoo: OdooSandbox, name: str = "main", **columns: Any) -> OdooConnection:
    """A stored connection that nobody has asked anything yet."""
    values = {
        "url": odoo.url,
        "database": odoo.database,
        "user": odoo.login,
        "secrets": {"api_key": odoo.api_key},
    }
    return OdooConnection.objects.create(name=name, **{**values, **columns})


@dataclass
class World:
    """One shop → one Odoo. `knowledge` is what the bridge remembers between orders."""

    sandbox: OdooSandbox
    connection: OdooConnection
    shop: Shop
    policy: ShopPolicy
    knowledge: Knowledge = field(default_factory=lambda: Knowledge(Catalogue()))

    def order(self, external_id: str = "4711", **changes: Any) -> Order:
        """An order as the shop shows it now, stored by the ingest."""
        [row] = ingest(self.shop, unified_order(external_id, shop=self.shop.slug, **changes))
        return row

    def delivery(self, external_id: str = "4711", **changes: Any) -> Delivery:
        """The delivery of such an order's newest revision."""
        planned = plan(self.order(external_id, **changes))
        assert planned is not None
        return planned

    def attempt(self, delivery: Delivery) -> Delivery:
        """One attempt by a worker that has just started; the delivery as stored afterwards."""
        connection = OdooConnection.objects.get(pk=self.connection.pk)
        Engine(connection, self.knowledge, leases.new_owner()).deliver(Delivery.objects.get(pk=delivery.pk))
        return Delivery.objects.get(pk=delivery.pk)

    def delivered(self, external_id: str = "4711", **changes: Any) -> Delivery:
        """An order that has arrived."""
        done = self.attempt(self.delivery(external_id, **changes))
        assert done.state == DeliveryState.DELIVERED, (done.error_code, done.error_cause)
        return done

    def by_hand(self, company: int | None = 1) -> Odoo:
        """The administrator in Odoo."""
        access = probe.Access(
            self.sandbox.url, self.sandbox.database, "admin", self.sandbox.key_for("admin"), company
        )
        facts = probe.probe(access, Wire(self.sandbox.url))
        known = probe.Access(
            access.url, access.database, access.user, access.key, company, facts.protocol, facts.uid
        )
        return probe.connect(known, Wire(self.sandbox.url))

    def rows(self, model: str) -> list[Row]:
        """The rows of one of Odoo's tables."""
        return list(self.sandbox.engine.database.table(model).rows.values())

    def customers(self) -> list[Row]:
        """The partners that are none of the sandbox's own companies and users."""
        own = {row["partner_id"] for model in ("res.users", "res.company") for row in self.rows(model)}
        return [row for row in self.rows("res.partner") if row["id"] not in own]

    def assert_once(self) -> None:
        """One customer, one confirmed sale order, one posted invoice with the shop's total."""
        state = self.sandbox.state()
        assert (state["orders_by_state"], state["invoices"]) == ({"sale": 1}, 1)
        assert [move["state"] for move in state["invoice_list"]] == ["posted"]
        assert len(self.customers()) == 1
        [order], [invoice] = state["order_list"], state["invoice_list"]
        assert Decimal(order["amount_total"]) == Decimal(invoice["amount_total"]) == 49

    def state_of_invoice(self) -> Row:
        """The only invoice."""
        [invoice] = self.sandbox.state()["invoice_list"]
        return dict(invoice)

    def calls(self, call: str) -> int:
        """How often a method was called, for example `sale.order.load`."""
        return int(self.sandbox.engine.calls[call])


def abandon(delivery: Delivery) -> None:
    """The worker died: its lease runs out."""
    past = timezone.now() - timedelta(seconds=1)
    Delivery.objects.filter(pk=delivery.pk).update(lease_until=past)


def story(order: Order | Delivery) -> str:
    """The lines of the order's history."""
    number = order.order_id if isinstance(order, Delivery) else order.pk
    return "\n".join(Event.objects.filter(order=number).values_list("text", flat=True))


def build(odoo: OdooSandbox, slug: str = "lampes-fr") -> World:
    """The whole world, set up."""
    connection = connection_to(odoo)
    connections.set_up(connection)
    lampes = shop(slug)
    policy = ShopPolicy.objects.create(shop=lampes, connection=connection)
    return World(odoo, connection, lampes, policy)
