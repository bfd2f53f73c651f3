"""Odoo writes its own currency, silently, unless a pricelist says otherwise."""

from dataclasses import replace
from decimal import Decimal

from hub import deliveries
from hub.models import DeliveryState
from odoo_bridge.bridge.waiting import release_what_came
from tests.factories import line
from tests.odoo_bridge.world import World

TAX = replace(line().taxes[0], amount=Decimal(600))
YEN = (line(net="3000", tax=Decimal(600), gross=Decimal(3600), unit_price=Decimal(1800), taxes=(TAX,)),)


def currency_of_order(world: World) -> str:
    return str(world.sandbox.state()["order_list"][0]["currency"])


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

    # when somebody makes one
    [currency] = [row for row in world.rows("res.currency") if row["name"] == "JPY"]
    values = {"name": "JPY", "currency_id": currency["id"]}
    world.by_hand().call("product.pricelist", "create", vals_list=[values])

    # then the order goes on by itself
    assert release_what_came(world.connection) == 1
    assert world.attempt(held).state == DeliveryState.DELIVERED
    assert currency_of_order(world) == "JPY"
    assert Decimal(world.state_of_invoice()["amount_total"]) == 3600


def test_a_quotation_in_the_wrong_currency_is_held_and_the_remedy_works(world: World) -> None:
    delivery = world.delivery()
    world.sandbox.fault("drop", model="sale.order", method="action_confirm")
    world.attempt(delivery)
    world.by_hand().call("sale.order", "write", [1], vals={"pricelist_id": 2})

    held = world.attempt(delivery)
    assert (held.state, held.error_code) == (DeliveryState.HELD, "currency_differs")
    assert "is in EUR" in held.error_cause
    assert "Choose a pricelist in EUR on S00001" in held.error_remedy

    world.by_hand().call("sale.order", "write", [1], vals={"pricelist_id": 1})
    deliveries.again(held, actor="zoe")
    assert world.attempt(held).state == DeliveryState.DELIVERED
    world.assert_once()
