"""A shop that is not live is read and looked at; going live delivers from a chosen day on."""

from datetime import date, timedelta

import pytest

from hub import previews
from hub.models import Delivery, DeliveryState
from hub.previews import Verdict
from odoo_bridge import connections, going_live
from odoo_bridge.bridge.process import run_once
from odoo_bridge.models import ShopPolicy
from tests.factories import PLACED_AT, ingest, shop, unified_order
from tests.odoo_bridge.world import World

pytestmark = pytest.mark.parametrize("odoo", ["19"], indirect=True)


@pytest.fixture
def waiting(world: World) -> World:
    """A shop that nobody has let go live."""
    world.policy.live = False
    world.policy.save()
    return world


def test_nothing_is_delivered_before_a_shop_is_live(waiting: World) -> None:
    left = waiting.attempt(waiting.delivery())

    assert left.state == DeliveryState.NOT_DUE
    assert "not live yet" in left.result["reason"]
    assert waiting.rows("sale.order") == []


def test_a_dry_run_shows_what_a_shop_would_deliver_if_it_were_live(waiting: World) -> None:
    waiting.order()

    found = previews.previewer().of_shop(waiting.shop, PLACED_AT - timedelta(days=1), seconds=20, most=10)

    assert found.verdicts == {Verdict.READY: 1}
    assert not Delivery.objects.exists()


def test_going_live_delivers_from_a_day_on_and_leaves_what_was_typed_in_before(waiting: World) -> None:
    # given an order that was entered by hand, and one that came since
    waiting.attempt(waiting.delivery("old", placed_at=PLACED_AT - timedelta(days=3)))
    waiting.attempt(waiting.delivery("new"))

    released = going_live.go_live(waiting.policy, PLACED_AT.date() - timedelta(days=1))
    run_once()

    assert released == 1
    states = dict(Delivery.objects.values_list("order__external_id", "state"))
    assert states == {"old": DeliveryState.NOT_DUE, "new": DeliveryState.DELIVERED}


def test_going_live_twice_delivers_nothing_twice(waiting: World) -> None:
    waiting.attempt(waiting.delivery())

    for _ in range(2):
        going_live.go_live(waiting.policy, None)
        run_once()

    waiting.assert_once()


def test_a_shop_that_is_stopped_delivers_no_further_order_and_keeps_up_what_odoo_has(world: World) -> None:
    world.delivered("1")
    going_live.stop(world.policy)

    later = world.attempt(world.delivery("2"))
    again = world.attempt(world.delivery("1", updated_at=PLACED_AT + timedelta(hours=1), note="Ring twice."))

    assert later.state == DeliveryState.NOT_DUE
    assert again.state == DeliveryState.DELIVERED
    world.assert_once()


@pytest.mark.parametrize("at_once", [True, False])
def test_a_connection_says_whether_new_shops_are_delivered_at_once(world: World, at_once: bool) -> None:
    world.connection.new_shops_live = at_once
    world.connection.save()
    second = shop("lampen-de")
    ingest(second, unified_order("1", shop="lampen-de"))

    policy = connections.policy_for(second)

    assert policy is not None
    assert (policy.live, policy.connection) == (at_once, world.connection)
    made = ShopPolicy.objects.get(shop=second)
    assert made.live is at_once
    # and where a person looks first, it decides about VAT, as the form of a new policy proposes it
    assert made.charged_differs == ("off" if at_once else "hold")


def test_the_day_is_one_on_the_clocks_of_the_hub(waiting: World) -> None:
    # given an order of half past midnight in Paris, which is the day before in UTC
    early = PLACED_AT.replace(year=2026, month=11, day=19, hour=23, minute=30)
    waiting.attempt(waiting.delivery(placed_at=early))

    assert going_live.go_live(waiting.policy, date(2026, 11, 20)) == 1
