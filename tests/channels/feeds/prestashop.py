"""Feeds of PrestaShop: ranges of local time and excluded ids; pages put together from ids."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any
from unittest import mock
from zoneinfo import ZoneInfo

import requests

from channels.base import Channel
from channels.prestashop import mapping
from channels.prestashop.bundle import LINKED
from channels.prestashop.times import local_text
from channels.prestashop.walk import OVERLAP
from sandbox.network.http import Request
from sandbox.shops.clock import Clock
from sandbox.shops.prestashop import PrestaShopSandbox
from sandbox.shops.prestashop.sandbox import KEY
from tests.channels.feeds.shop import Content, Fault, Shop, Walk

# Of what belongs to an order, what these feeds change: each resource costs a call a page.
_LINKED = {name: LINKED[name] for name in ("order_slips", "order_histories")}
_HOURS = timedelta(hours=3)
_NOBODY = dict.fromkeys(
    ("id_customer", "id_address_invoice", "id_address_delivery", "id_currency", "id_lang", "id_carrier"), "0"
)


class PrestaShopShop(Shop):
    """States, edits and credit slips, which move no date of the order.

    One of three shops refuses to sort by dates: its pages are put together from ids.
    """

    overlap = OVERLAP
    smallest_page = 2
    faults = (
        Fault("database_down"),
        Fault("php_warning"),
        Fault("webservice_disabled"),
        Fault("html_200"),
        Fault("truncated_json"),
        Fault("rate_limited", retry_after=9),
        Fault("cut", retried=True),
        Fault("reset", retried=True),
        Fault("reset_after", retried=True),
        Fault("status", retried=True, status=503),
    )
    spoilt_listing = (Fault("empty_body"),)

    def __init__(self, channel: Channel, chance: Random, clock: Clock, zone: str, seed: int) -> None:
        super().__init__(channel, chance, clock, zone, seed)
        self.zone = ZoneInfo(zone)
        self.sandbox: PrestaShopSandbox = PrestaShopSandbox(clock=clock, zone=zone)
        self._store = self.sandbox.store
        if chance.random() < 0.33:
            self.sandbox.rest.unsortable = frozenset({"date_upd"})

    def pages(self, session: requests.Session, since: str | None) -> Walk:
        with mock.patch.object(self.module("poll"), "LINKED", _LINKED):
            yield from super().pages(session, since)

    def credentials(self, url: str) -> Mapping[str, str]:
        return {"url": url, "key": KEY}

    def is_listing(self, request: Request) -> bool:
        return any(name == "filter[date_upd]" for name, _ in request.query)

    def is_covered(self, changed: datetime, cursor: datetime) -> bool:
        """By the texts, all that a walk can ask for: in the hour that comes twice they go back."""
        lower = cursor - self.overlap
        return self._store.local(changed) >= local_text(lower, self.zone, lower + _HOURS, latest=False)

    def runs_forward(self, changed: datetime, again: datetime) -> bool:
        return changed <= again and self._store.local(changed) <= self._store.local(again)

    def put(self, at: datetime, mark: str) -> str:
        order_id, local = self._store.next_id("orders"), self._store.local(at)
        order = {"id": order_id, **_NOBODY, "reference": "", "current_state": "0", "gift_message": mark}
        self._store.put("orders", [{**order, "date_add": local, "date_upd": local}])
        unit = dict.fromkeys(("unit_price_tax_excl", "unit_price_tax_incl"), "1.000000")
        self._store.put("order_details", [{"id": order_id, "id_order": str(order_id), **unit}])
        return str(order_id)

    def change(self, key: str, mark: str) -> str:
        done = self.chance.choice(("edit", "state", "cancel", "refund"))
        order = self._store.order(int(key))
        if done == "refund":
            self._store.refund(int(key))
            return done
        order["gift_message"] = mark
        if done == "edit":
            self._store.touch(int(key))
        else:
            self._store.set_state(int(key), "6" if done == "cancel" else self.chance.choice("2345"))
        return done

    def remove(self, key: str) -> None:
        self._store.delete(int(key))

    def shown(self) -> Mapping[str, Content]:
        slips: dict[str, list[int]] = {}
        for slip in self._store.tables["order_slip"].values():
            slips.setdefault(str(slip["id_order"]), []).append(slip["id"])
        orders = self._store.tables["orders"].values()
        return {str(order["id"]): _content(order, slips.get(str(order["id"]), [])) for order in orders}

    def content(self, raw: Any) -> Content:
        return _content(raw["order"], [slip["id"] for slip in raw["order_slips"]])

    def updated_at(self, raw: Any) -> datetime | None:
        return mapping.updated_at(mapping.read(raw), self.zone)


def _content(order: dict[str, Any], slips: list[int]) -> Content:
    return order["current_state"], order["gift_message"], *sorted(slips)
