"""An order that is edited at the shop: a quotation follows, a sale waits for a person."""

from decimal import Decimal
from typing import Any

import pytest

from hub import deliveries
from hub.models import Delivery, DeliveryState
from hub.order import Customer
from tests.factories import address, line
from tests.odoo_bridge.deliver.afterwards import LATER, TWO_LAMPS, amounts, later, notes, part, refund
from tests.odoo_bridge.world import World

pytestmark = pytest.mark.odoo

SECOND = line("2", net="100.00", sku="LMP-02", quantity=Decimal(1))
EDITS: list[dict[str, Any]] = [
    {"lines": (line(net="50.00"),)},
    {"lines": (line(), SECOND)},
    {"lines": (SECOND,)},
    {"lines": (line(net="20.42", quantity=Decimal(1)),)},
    {"shipping_address": address(city="Nice")},
]


def quotation(world: World, **changes: Any) -> Delivery:
    """An order whose delivery was interrupted before it was confirmed."""
    world.breaks("drop", "sale.order.action_confirm")
    return world.attempt(world.delivery(**changes))


@pytest.mark.parametrize("edit", EDITS)
def test_a_quotation_is_written_anew_and_goes_on(world: World, edit: dict[str, Any]) -> None:
    quotation(world)

    done = world.attempt(later(world, **edit))

    assert done.state == DeliveryState.DELIVERED, done.error_cause
    [order], [invoice] = world.rows("sale.order"), world.rows("account.move")
    expected = sum(each.gross for each in edit.get("lines", (line(),)))
    assert (order["state"], order["amount_total"], invoice["amount_total"]) == ("sale", expected, expected)
    assert len(world.rows("sale.order.line")) == len(edit.get("lines", (line(),)))
    places = {row["id"]: row["city"] for row in world.rows("res.partner")}
    assert places[order["partner_shipping_id"]] == ("Nice" if "shipping_address" in edit else "Lyon")


def test_a_quotation_that_changes_twice_says_the_newest(world: World) -> None:
    quotation(world)
    world.breaks("drop", "sale.order.action_confirm")
    world.attempt(later(world, lines=TWO_LAMPS))

    done = world.attempt(later(world, hours=2, lines=TWO_LAMPS[1:]))

    assert done.state == DeliveryState.DELIVERED, done.error_cause
    assert amounts(world.rows("account.move")) == ["120.00"]


def test_a_change_that_was_taken_back_after_a_lost_answer_is_taken_back_in_odoo(world: World) -> None:
    # given a quotation that was written anew, and nobody heard that it was
    quotation(world)
    world.breaks("cut", "sale.order.load")
    moved: dict[str, Any] = {"shipping_address": address(city="Nice")}
    world.attempt(later(world, **moved))

    # when the shop shows the old content again
    done = world.attempt(later(world, hours=2))

    # then Odoo does too
    assert done.state == DeliveryState.DELIVERED, done.error_cause
    places = {row["id"]: row["city"] for row in world.rows("res.partner")}
    assert [places[row["partner_shipping_id"]] for row in world.rows("sale.order")] == ["Lyon"]
    assert amounts(world.rows("account.move")) == ["49.00"]


def test_a_change_after_the_first_answer_was_lost_is_what_odoo_says(world: World) -> None:
    # given an order that Odoo has, and nobody heard that it has it
    world.breaks("cut", "sale.order.load")
    world.attempt(world.delivery())

    done = world.attempt(later(world, lines=(line("1", net="40.83", title="Lamp in blue"),)))

    assert done.state == DeliveryState.DELIVERED, done.error_cause
    assert [row["name"] for row in world.rows("sale.order.line")] == ["Lamp in blue"]
    world.assert_once()


def test_another_customer_after_the_first_answer_was_lost_is_what_odoo_says(world: World) -> None:
    # given an order that Odoo has, and nobody heard that it has it
    world.breaks("cut", "sale.order.load")
    world.attempt(world.delivery())
    # and another customer at the shop, whose delivery breaks off once
    customer = Customer(external_id="77", email="ida@example.com", name="Ida Blanc")
    content: dict[str, Any] = {"customer": customer, "billing_address": address(name="Ida Blanc")}
    world.breaks("drop", "sale.order.load")
    world.attempt(later(world, **content))

    done = world.attempt(later(world, **content))

    assert done.state == DeliveryState.DELIVERED, done.error_cause
    names = {row["id"]: row["name"] for row in world.rows("res.partner")}
    assert [names[row["partner_id"]] for row in world.rows("sale.order")] == ["Ida Blanc"]


def test_a_lower_sale_can_be_credited_by_a_persons_choice(world: World) -> None:
    world.delivered(lines=TWO_LAMPS)
    held = world.attempt(later(world, lines=TWO_LAMPS[:1]))
    assert held.result["offers"] == ["credit_difference"]
    assert "removed 1 × Floor lamp (120.00)" in held.error_cause

    assert deliveries.choose(held, "credit_difference", actor="zoe", reason="one lamp less")
    done = world.attempt(held)

    assert done.state == DeliveryState.DELIVERED, done.error_cause
    assert amounts(notes(world)) == ["120.00"]
    # and a later cancellation gives back only the rest
    world.attempt(later(world, hours=2, lines=TWO_LAMPS[:1], cancelled_at=LATER))
    assert amounts(notes(world)) == ["120.00", "49.00"]


@pytest.mark.sandbox
def test_a_lower_sale_whose_delivery_never_came_to_its_end_can_be_credited_too(world: World) -> None:
    # given a posted invoice, and nobody heard that it was posted
    world.sandbox.fault("cut", model="account.move", method="action_post")
    world.attempt(world.delivery(lines=TWO_LAMPS))
    held = world.attempt(later(world, lines=TWO_LAMPS[:1]))

    deliveries.choose(held, "credit_difference", actor="zoe", reason="one lamp less")
    done = world.attempt(held)

    assert done.state == DeliveryState.DELIVERED, done.error_cause
    assert amounts(notes(world)) == ["120.00"]


@pytest.mark.sandbox
@pytest.mark.parametrize("kind", ["cut", "drop"])
@pytest.mark.parametrize("method", ["load", "action_post"])
def test_a_difference_is_credited_once_however_often_a_person_chooses_it(
    world: World, kind: str, method: str
) -> None:
    # given a difference that a person chose to credit, and nobody heard how far that came
    world.delivered(lines=TWO_LAMPS)
    held = world.attempt(later(world, lines=TWO_LAMPS[:1]))
    deliveries.choose(held, "credit_difference", actor="zoe", reason="one lamp less")
    world.sandbox.fault(kind, model="account.move", method=method)
    world.attempt(held)

    # when the shop touches the order, and the person chooses once more
    again = world.attempt(later(world, hours=2, lines=TWO_LAMPS[:1], tags=("vip",)))
    deliveries.choose(again, "credit_difference", actor="zoe", reason="one lamp less")
    done = world.attempt(again)

    assert done.state == DeliveryState.DELIVERED, done.error_cause
    assert amounts(notes(world)) == ["120.00"]


@pytest.mark.sandbox
@pytest.mark.parametrize("kind", ["cut", "drop"])
def test_a_change_that_is_taken_back_while_its_difference_is_credited_waits_for_a_person(
    world: World, kind: str
) -> None:
    # given a difference that a person chose to credit, and nobody heard how far that came
    world.delivered(lines=TWO_LAMPS)
    held = world.attempt(later(world, lines=TWO_LAMPS[:1]))
    deliveries.choose(held, "credit_difference", actor="zoe", reason="one lamp less")
    world.sandbox.fault(kind, model="account.move", method="action_post")
    world.attempt(held)

    again = world.attempt(later(world, hours=2, lines=TWO_LAMPS))

    assert (again.state, again.error_code) == (DeliveryState.HELD, "changed_after_delivery")
    assert "took back a change that the hub had begun to credit" in again.error_cause


def test_one_unit_less_is_credited_at_its_price(world: World) -> None:
    world.delivered()
    fewer = line(net="20.42", quantity=Decimal(1))
    held = world.attempt(later(world, lines=(fewer,)))

    deliveries.choose(held, "credit_difference", actor="zoe", reason="one less")
    world.attempt(held)

    assert amounts(notes(world)) == ["24.50"]


@pytest.mark.parametrize(
    "changes",
    [
        {"lines": (line(net="50.00"),)},
        {"lines": (line(), SECOND)},
        {"shipping_address": address(city="Nice")},
        {
            "lines": (line(net="20.42", quantity=Decimal(1)),),
            "refunds": (refund("r1", part(line(), "24.50")),),
        },
    ],
)
def test_what_is_no_plain_reduction_offers_nothing(world: World, changes: dict[str, Any]) -> None:
    world.delivered()

    held = world.attempt(later(world, **changes))

    assert held.state == DeliveryState.HELD
    assert "offers" not in held.result
    assert not deliveries.choose(held, "credit_difference", actor="zoe", reason="")
    assert not notes(world)


def test_a_worker_that_lost_its_claim_writes_nothing_over_the_quotation(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    quotation(world)
    monkeypatch.setattr(deliveries, "still_claimed", lambda claimed: set())

    world.attempt(later(world, lines=TWO_LAMPS))

    assert [row["amount_total"] for row in world.rows("sale.order")] == [Decimal(49)]
