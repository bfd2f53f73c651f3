"""Odoo writes its own currency, silently, unless a pricelist says otherwise."""

from dataclasses import replace
from decimal import Decimal

import pytest

from hub import deliveries
from hub.models import DeliveryState
from odoo_bridge.bridge.waiting import release_what_came
from tests.factories import line
from tests.odoo_bridge.world import World

pytestmark = pytest.mark.odoo

TAX = replace(line().taxes[0], amount=Decimal(600))
YEN = (line(net="3000", tax=Decimal(600), gross=Decimal(3600), unit_price=Decimal(1800), taxes=(TAX,)),)


def currency_of_order(world: World) -> str:
    names = {row["id"]: row["name"] for row in world.rows("res.currency")}
    return str(names[world.only("sale.order")["currency_id"]])


def put_into(world: World, currency: str) -> None:
    """Somebody chooses a pricelist in another currency."""
    odoo = world.by_hand()
    lists = odoo.search_read("product.pricelist", [["currency_id.name", "=", currency]], ["name"], limit=1)
    values = {
        "name": currency,
        "currency_id": next(r["id"] for r in world.rows("res.currency") if r["name"] == currency),
    }
    [pricelist] = [row["id"] for row in lists] or odoo.call("product.pricelist", "create", vals_list=[values])
    odoo.call("sale.order", "write", [world.only("sale.order")["id"]], vals={"pricelist_id": pricelist})


def test_a_foreign_order_takes_the_pricelist_of_its_currency(world: World) -> None:
    world.delivered(currency="USD")

    assert currency_of_order(world) == "USD"
    world.assert_once()


def test_without_such_a_pricelist_the_order_waits_and_goes_on_when_there_is_one(world: World) -> None:
    # given yen, which this Odoo has no pricelist for
    held = world.attempt(world.delivery(currency="JPY", lines=YEN))
    assert (held.state, held.error_code) == (DeliveryState.HELD, "pricelist_missing")
    assert "no pricelist in JPY" in held.error_cause
    assert not world.rows("sale.order")
    assert release_what_came(world.connection) == 0

    # when somebody makes one, and switches the currency on
    [currency] = [row["id"] for row in world.rows("res.currency") if row["name"] == "JPY"]
    odoo = world.by_hand()
    made = odoo.call("product.pricelist", "create", vals_list=[{"name": "JPY", "currency_id": currency}])
    try:
        assert release_what_came(world.connection) == 0, "Odoo would not post an invoice in it"
        odoo.call("res.currency", "write", [currency], vals={"active": True})

        # then the order goes on by itself
        assert release_what_came(world.connection) == 1
        assert world.attempt(held).state == DeliveryState.DELIVERED
    finally:
        odoo.call("product.pricelist", "write", made, vals={"active": False})
        odoo.call("res.currency", "write", [currency], vals={"active": False})
    assert currency_of_order(world) == "JPY"
    assert Decimal(world.state_of_invoice()["amount_total"]) == 3600


def test_a_quotation_in_the_wrong_currency_is_held_and_the_remedy_works(world: World) -> None:
    delivery = world.delivery()
    world.breaks("drop", "sale.order.action_confirm")
    world.attempt(delivery)
    put_into(world, "USD")

    held = world.attempt(delivery)
    assert (held.state, held.error_code) == (DeliveryState.HELD, "currency_differs")
    assert "is in EUR" in held.error_cause
    assert f"Choose a pricelist in EUR on {world.sale_name}" in held.error_remedy

    put_into(world, "EUR")
    deliveries.again(held, actor="zoe")
    assert world.attempt(held).state == DeliveryState.DELIVERED
    world.assert_once()
