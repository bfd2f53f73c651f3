"""What Odoo adds up is compared with the shop to the cent."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from hub import deliveries
from hub.models import Delivery, DeliveryState
from odoo_bridge.bridge.process import run_once
from odoo_bridge.models import InvoicePolicy, TaxMapping
from tests.factories import line
from tests.odoo_bridge.world import World, story

pytestmark = pytest.mark.odoo

# Five lines of 0.99: taxed one by one 5.95, together 5.94.
PENNIES = tuple(
    line(str(n), net="0.99", quantity=Decimal(1), unit_price=Decimal("0.99"), sku="LMP-02") for n in range(5)
)


def sale_tax(world: World, rate: int, *, included: bool) -> int:
    """The tax that the bridge would propose."""
    return TaxMapping.objects.get(connection=world.connection, rate=rate, price_included=included).tax_id


def take_ten_for_twenty_per_cent(world: World) -> None:
    for included in (True, False):
        ten = sale_tax(world, 10, included=included)
        TaxMapping.objects.filter(rate=20, price_included=included).update(tax_id=ten, chosen=True)


@pytest.fixture(autouse=True)
def _rounding(world: World) -> Iterator[None]:
    """The company rounds again as it did before."""
    field = "tax_calculation_rounding_method"
    [before] = world.by_hand().read("res.company", [world.company], [field])
    yield
    world.by_hand().call("res.company", "write", [world.company], vals={field: before[field]})


def rounded(world: World, method: str) -> Delivery:
    """An order of pennies, net prices, in an Odoo that rounds in this way."""
    world.by_hand().call(
        "res.company", "write", [world.company], vals={"tax_calculation_rounding_method": method}
    )
    return world.delivery(lines=PENNIES, prices_include_tax=False)


@pytest.mark.parametrize("policy", [InvoicePolicy.POSTED, InvoicePolicy.DRAFT])
def test_a_cent_is_repaired_on_the_invoice_and_shown(world: World, policy: str) -> None:
    world.policy.invoice = policy
    world.policy.save()

    done = world.attempt(rounded(world, "round_globally"))

    assert done.state == DeliveryState.DELIVERED
    assert Decimal(world.state_of_invoice()["amount_total"]) == Decimal("5.95")
    assert done.result["repaired"] == "0.01"
    assert "0.01" in story(done)


def test_a_repair_stays_visible_when_the_worker_dies_after_it(world: World) -> None:
    delivery = rounded(world, "round_globally")
    world.breaks("drop", "account.move.action_post")
    world.attempt(delivery)

    done = world.attempt(delivery)

    assert done.result["repaired"] == "0.01"


def test_a_repair_whose_answer_was_lost_is_not_made_twice(world: World) -> None:
    delivery = rounded(world, "round_globally")
    world.breaks("cut", "account.move.write")
    world.attempt(delivery)

    world.attempt(delivery)

    assert Decimal(world.state_of_invoice()["amount_total"]) == Decimal("5.95")


def test_nothing_is_repaired_where_odoo_rounds_as_the_shop(world: World) -> None:
    done = world.attempt(rounded(world, "round_per_line"))

    assert "repaired" not in done.result
    assert world.line.calls("account.move.write") == 0


def test_without_tolerance_even_a_cent_waits_for_a_person(world: World) -> None:
    world.policy.tolerance = Decimal(0)
    world.policy.save()

    held = world.attempt(rounded(world, "round_globally"))

    assert (held.state, held.error_code) == (DeliveryState.HELD, "totals_differ")
    assert "the shop says 5.95 (tax 1.00)" in held.error_cause
    assert f"{world.sale_name} says 5.94 (tax 0.99)" in held.error_cause
    assert [row["state"] for row in world.rows("sale.order")] == ["draft"]


@pytest.mark.parametrize("included", [True, False])
def test_a_wrong_tax_is_noticed_before_anything_is_confirmed(world: World, included: bool) -> None:
    take_ten_for_twenty_per_cent(world)

    held = world.attempt(world.delivery(prices_include_tax=included))

    assert (held.state, held.error_code, held.attempts) == (DeliveryState.HELD, "totals_differ", 0)
    assert "the shop says 49.00 (tax 8.17)" in held.error_cause
    assert [row["state"] for row in world.rows("sale.order")] == ["draft"]
    assert not world.rows("account.move")


def test_the_remedy_works(world: World) -> None:
    right = sale_tax(world, 20, included=False)
    take_ten_for_twenty_per_cent(world)
    held = world.attempt(world.delivery(prices_include_tax=False))
    assert "correct the order in Odoo" in held.error_remedy

    # when a person corrects the tax of the quotation
    field = world.connection.features["line_tax_field"]
    for row in world.rows("sale.order.line"):
        world.by_hand().call("sale.order.line", "write", [row["id"]], vals={field: [[6, 0, [right]]]})
    deliveries.again(held, actor="zoe")

    assert world.attempt(held).state == DeliveryState.DELIVERED
    assert Decimal(world.state_of_invoice()["amount_total"]) == 49


def test_a_difference_without_any_tax_line_cannot_be_repaired(world: World) -> None:
    # given an untaxed invoice that somebody lowered by a cent while it was a draft
    delivery = world.delivery(lines=(line(net="49.00", tax_rate=None),))
    world.breaks("drop", "account.move.action_post")
    world.attempt(delivery)
    odoo = world.by_hand()
    [sold] = [row for row in world.rows("account.move.line") if row["display_type"] == "product"]
    lower = [[1, sold["id"], {"price_unit": 24.48}]]
    odoo.call("account.move", "write", [sold["move_id"]], vals={"invoice_line_ids": lower})

    held = world.attempt(delivery)

    assert (held.state, held.error_code) == (DeliveryState.HELD, "totals_differ")
    assert "no tax line to repair" in held.error_cause


def test_a_draft_far_from_the_shop_is_held_and_not_posted(world: World) -> None:
    delivery = world.delivery()
    world.breaks("drop", "account.move.action_post")
    world.attempt(delivery)
    odoo = world.by_hand()
    [sold] = [row for row in world.rows("account.move.line") if row["display_type"] == "product"]
    more = [[1, sold["id"], {"quantity": 3}]]
    odoo.call("account.move", "write", [sold["move_id"]], vals={"invoice_line_ids": more})

    held = world.attempt(delivery)

    assert (held.state, held.error_code) == (DeliveryState.HELD, "totals_differ")
    assert world.state_of_invoice()["state"] == "draft"


def many_rounded(world: World, count: int = 3) -> None:
    world.by_hand().call(
        "res.company", "write", [1], vals={"tax_calculation_rounding_method": "round_globally"}
    )
    for number in range(count):
        world.delivery(str(number), lines=PENNIES, prices_include_tax=False)
    world.delivered("known")  # so that products, countries and the customer are known
    world.sandbox.engine.calls.clear()


def repaired(world: World) -> list[Decimal]:
    run_once()
    made = world.sandbox.state()["invoice_list"]
    return sorted(Decimal(row["amount_total"]) for row in made if row["state"] == "posted")


@pytest.mark.sandbox
def test_the_cents_of_a_whole_batch_are_two_calls(world: World) -> None:
    many_rounded(world)

    assert repaired(world) == [Decimal("5.95")] * 3 + [Decimal(49)]

    assert world.calls("account.move.line.search_read") == world.calls("account.move.load") == 1
    assert world.calls("account.move.write") == 0
    said = [done.result.get("repaired") for done in Delivery.objects.exclude(order__external_id="known")]
    assert said == ["0.01"] * 3


@pytest.mark.sandbox
def test_a_repair_of_many_that_odoo_refuses_is_made_one_by_one(world: World) -> None:
    many_rounded(world)
    world.sandbox.fault("user_error", model="account.move", method="load", times=None)

    assert repaired(world) == [Decimal("5.95")] * 3 + [Decimal(49)]

    assert world.calls("account.move.write") == 3
