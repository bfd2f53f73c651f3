"""What a shop says anew of a known customer."""

from datetime import timedelta

import pytest

from hub.models import Delivery, DeliveryState
from hub.order import Customer
from odoo_bridge.bridge.process import run_once
from odoo_bridge.models import Partner
from tests.factories import PLACED_AT
from tests.odoo_bridge.world import Row, World, story

ZOE = {"external_id": "31", "email": "zoe@example.com", "name": "Zoé Martin", "phone": "0612345678"}


def buy(world: World, days: int, **customer: str) -> Delivery:
    """An order of Zoé, so many days later."""
    placed_at = PLACED_AT + timedelta(days=days)
    return world.delivered(str(days), customer=Customer(**{**ZOE, **customer}), placed_at=placed_at)  # type: ignore[arg-type] # text fields only


def zoe(world: World) -> Row:
    [partner] = [row for row in world.customers() if not row["parent_id"]]
    return partner


@pytest.mark.parametrize(
    ("field", "value"),
    [("phone", "0698765432"), ("email", "new@example.com"), ("name", "Zoé Durand")],
)
def test_what_changed_is_written_and_only_that(world: World, field: str, value: str) -> None:
    # given a customer whose other facts somebody has corrected in Odoo
    buy(world, 1)
    corrected = {"name": "Zoé MARTIN", "email": "ZOE@example.com", "phone": "+33 6 12 34 56 78"}
    world.by_hand().call("res.partner", "write", [zoe(world)["id"]], vals=corrected)

    done = buy(world, 2, **{field: value})

    assert {name: zoe(world)[name] for name in corrected} == {**corrected, field: value}
    assert f"{field}: {ZOE[field]} → {value}" in story(done)


def test_nothing_new_costs_no_call(world: World) -> None:
    buy(world, 1)
    buy(world, 2, name="ZOE MARTIN")

    assert world.line.calls("res.partner.load") == 1
    assert world.line.calls("res.partner.write") == 0


def test_many_changes_are_one_call(world: World) -> None:
    for number in range(5):
        customer = Customer(external_id=str(number), name=f"Buyer {number}", phone=f"061234567{number}")
        world.delivery(f"a{number}", customer=customer)
    run_once()
    for number in range(5):
        customer = Customer(external_id=str(number), name=f"Buyer {number}", phone=f"069999999{number}")
        world.delivery(f"b{number}", customer=customer, placed_at=PLACED_AT + timedelta(days=1))
    world.line.heard.clear()

    run_once()

    assert world.line.calls("res.partner.load") == 1
    assert sorted(row["phone"] for row in world.customers()) == [f"069999999{n}" for n in range(5)]


def test_an_older_order_changes_nothing(world: World) -> None:
    buy(world, 5)
    buy(world, 4, phone="0698765432")

    assert zoe(world)["phone"] == "0612345678"


def test_a_sloppy_guest_does_not_rename_a_customer(world: World) -> None:
    buy(world, 1)
    guest = Customer(email="zoe@example.com", name="Z. Martin", guest=True)
    world.delivered("2", customer=guest, placed_at=PLACED_AT + timedelta(days=2))

    assert zoe(world)["name"] == "Zoé Martin"


def test_another_trade_name_does_not_rename_a_company(world: World) -> None:
    buy(world, 1, company="Lampes SARL", vat_id="FR23334175221", external_id="1")
    buy(world, 2, company="Lumières", vat_id="FR23334175221", external_id="2", email="l@example.com")

    assert zoe(world)["name"] == "Lampes SARL"


def test_the_merchants_own_partner_is_left_alone_and_the_change_told_once(world: World) -> None:
    world.by_hand().call("res.partner", "create", vals_list=[{"name": "Zoé M.", "email": "zoe@example.com"}])
    buy(world, 1)

    told = [story(buy(world, days, phone="0698765432")) for days in (2, 3)]

    assert zoe(world)["phone"] is False
    assert "left as it is in Odoo: phone: 0612345678 → 0698765432" in told[0]
    assert "left as it is" not in told[1]


def test_a_change_that_odoo_refuses_stops_no_sale(world: World) -> None:
    buy(world, 1)
    world.sandbox.fault("user_error", model="res.partner", method="load", holding="0698765432", times=None)

    done = buy(world, 2, phone="0698765432")

    assert done.state == DeliveryState.DELIVERED
    assert zoe(world)["phone"] == "0612345678"


def test_a_customer_of_whom_nothing_was_noted_is_noted_first(world: World) -> None:
    # given a customer remembered by an older hub
    buy(world, 1)
    Partner.objects.update(told={}, told_at=None)

    buy(world, 2, phone="0698765432")
    assert zoe(world)["phone"] == "0612345678"

    buy(world, 3, phone="0611111111")
    assert zoe(world)["phone"] == "0611111111"


def test_the_email_of_a_company_is_not_that_of_whoever_bought_last(world: World) -> None:
    buy(world, 1, company="Lampes SARL")
    buy(world, 2, company="Lampes SARL", name="Paul Roy", email="paul@example.com")

    company = zoe(world)
    contacts = [row for row in world.customers() if row["parent_id"] and row["type"] == "contact"]
    assert company["email"] == "zoe@example.com"
    assert {row["email"] for row in contacts} == {"zoe@example.com", "paul@example.com"}
    assert Partner.objects.count() == 1
