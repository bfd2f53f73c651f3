"""The shop's tables, as rows of the webservice, and the operations of the back office."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.shops.clock import Clock
from sandbox.shops.copying import copied
from sandbox.shops.prestashop.standing import Row, tables

NODES = {"order_slip": "order_slips"}
RESOURCES = (
    "addresses",
    "carriers",
    "configurations",
    "countries",
    "currencies",
    "customers",
    "groups",
    "languages",
    "messages",
    "order_carriers",
    "order_cart_rules",
    "order_details",
    "order_histories",
    "order_invoices",
    "order_payments",
    "order_slip",
    "order_states",
    "orders",
    "shops",
    "states",
    "taxes",
)


class Store:
    """Rows by resource and id. Not thread-safe: the sandbox's lock guards it."""

    def __init__(self, clock: Clock, zone: ZoneInfo) -> None:
        self.clock = clock
        self.zone = zone
        self.tables: dict[str, dict[int, Row]] = {name: {} for name in RESOURCES}
        self._last_ids = dict.fromkeys(RESOURCES, 0)
        for name, rows in tables(zone.key).items():
            self.put(name, rows)

    def put(self, resource: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Take over rows; one with a known id replaces the old one."""
        for row in rows:
            row_id = int(row["id"])
            self.tables[resource][row_id] = copied(dict(row))
            self._last_ids[resource] = max(self._last_ids[resource], row_id)

    def next_id(self, resource: str) -> int:
        """An id that no row has or ever had."""
        return self._last_ids[resource] + 1

    def order(self, order_id: int) -> Row:
        """An order. Raises ``KeyError``."""
        return self.tables["orders"][order_id]

    def local(self, moment: datetime | None = None) -> str:
        """A moment (now, if none) as the shop writes it: local time without an offset."""
        return f"{(moment or self.clock.now()).astimezone(self.zone):%Y-%m-%d %H:%M:%S}"

    def touch(self, order_id: int) -> None:
        """Save the order: ``date_upd`` is now."""
        self.order(order_id)["date_upd"] = self.local()

    def set_state(self, order_id: int, state: str) -> None:
        """Bring the order into a state; it counts as a change even when it is the old one."""
        self.order(order_id)["current_state"] = state
        row = {
            "id_employee": "1",
            "id_order_state": state,
            "id_order": str(order_id),
            "date_add": self.local(),
        }
        self.put("order_histories", [{"id": self.next_id("order_histories"), **row}])
        self.touch(order_id)

    def refund(self, order_id: int) -> int:
        """Give one piece of the first line back. Neither the order nor its ``date_upd`` changes."""
        detail = next(
            row for row in self.tables["order_details"].values() if row["id_order"] == str(order_id)
        )
        net, gross = detail["unit_price_tax_excl"], detail["unit_price_tax_incl"]
        slip_id, now = self.next_id("order_slip"), self.local()
        entry = {
            "id": str(slip_id),
            "id_order_detail": str(detail["id"]),
            "product_quantity": "1",
            "amount_tax_excl": net,
            "amount_tax_incl": gross,
        }
        slip = {
            "id": slip_id,
            "id_customer": self.order(order_id)["id_customer"],
            "id_order": str(order_id),
            "conversion_rate": "1.000000",
            "total_products_tax_excl": net,
            "total_products_tax_incl": gross,
            "total_shipping_tax_excl": "0.000000",
            "total_shipping_tax_incl": "0.000000",
            "amount": gross,
            "shipping_cost": "0",
            "shipping_cost_amount": "0.000000",
            "partial": "0",
            "date_add": now,
            "date_upd": now,
            "order_slip_type": "0",
            "associations": {"order_slip_details": [entry]},
        }
        self.put("order_slip", [slip])
        return slip_id

    def track(self, order_id: int, number: str) -> None:
        """Note a tracking number; no date changes."""
        for row in self.tables["order_carriers"].values():
            if row["id_order"] == str(order_id):
                row["tracking_number"] = number

    def delete(self, order_id: int) -> None:
        """Delete the order for good."""
        del self.tables["orders"][order_id]
