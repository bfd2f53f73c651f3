"""Killed or cut off anywhere, an order still arrives exactly once."""

import pytest

from hub.errors import ErrorClass
from hub.models import DeliveryState
from odoo_bridge.models import OdooConnection
from tests.odoo_bridge.deliver.conftest import KilledError
from tests.odoo_bridge.world import World, abandon

pytestmark = [pytest.mark.odoo, pytest.mark.repeats]

FIRST_WAY = (  # every call of a first order, as model and method
    ("product.product", "search_read"),
    ("res.country", "search_read"),
    ("res.partner", "search_read"),
    ("res.partner", "load"),
    ("sale.order", "load"),
    ("sale.order", "search_read"),
    ("sale.order", "action_confirm"),
    ("sale.advance.payment.inv", "create"),
    ("sale.advance.payment.inv", "create_invoices"),
    ("account.move", "search_read"),
    ("account.move", "action_post"),
)
MOST_CALLS = 16


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("number", range(1, MOST_CALLS + 1))
def test_killed_around_any_call(world: World, death: dict[str, int], moment: str, number: int) -> None:
    # given a worker that dies around its n-th call
    delivery = world.delivery()
    death[moment] = number
    try:
        done = world.attempt(delivery)
        assert done.state == DeliveryState.DELIVERED, "it needed fewer calls than that"
    except KilledError:
        abandon(delivery)

        # when another worker takes over
        death.clear()
        done = world.attempt(delivery)
    death.clear()

    # then everything is there once
    assert done.state == DeliveryState.DELIVERED, done.error_cause
    world.assert_once()


def test_the_way_has_no_more_calls_than_are_killed_above(world: World, death: dict[str, int]) -> None:
    death["before"] = MOST_CALLS + 1

    world.delivered()


@pytest.mark.parametrize("kind", ["cut", "truncate", "drop"])
@pytest.mark.parametrize(("model", "method"), FIRST_WAY)
def test_an_answer_that_never_came(world: World, kind: str, model: str, method: str) -> None:
    # given a line that breaks at this call, after or before Odoo did what was asked; a read is asked again
    delivery = world.delivery()
    asked_again = method == "search_read" and kind != "truncate"
    world.breaks(kind, f"{model}.{method}", times=3 if asked_again else 1)

    first = world.attempt(delivery)

    # then the outcome is unknown, the order waits and the connection goes on
    assert (first.state, first.error_class) == (DeliveryState.WAITING, ErrorClass.TRANSIENT)
    assert (first.attempts, first.next_attempt_at is not None) == (1, True)
    assert OdooConnection.objects.get().retry_at is None
    # and the next attempt finds what there is
    assert world.attempt(delivery).state == DeliveryState.DELIVERED
    world.assert_once()


def test_these_are_all_the_calls_there_are(world: World) -> None:
    world.line.heard.clear()

    world.delivered()

    assert set(world.line.heard) == {f"{model}.{method}" for model, method in FIRST_WAY}


@pytest.mark.sandbox
@pytest.mark.parametrize("kind", ["serialization", "loser"])
@pytest.mark.parametrize("model", ["res.partner", "sale.order"])
def test_a_lost_race_for_a_record(world: World, kind: str, model: str) -> None:
    delivery = world.delivery()
    world.sandbox.fault(kind, model=model, method="load")

    world.attempt(delivery)
    done = world.attempt(delivery)

    assert done.state == DeliveryState.DELIVERED
    world.assert_once()


@pytest.mark.parametrize("times", [1, 2, 3])
def test_every_answer_may_be_lost_several_times(world: World, times: int) -> None:
    delivery = world.delivery()
    for model, method in FIRST_WAY:
        world.breaks("cut", f"{model}.{method}", times)

    attempts = 0
    while (done := world.attempt(delivery)).state == DeliveryState.WAITING:
        type(done).objects.update(attempts=0)
        attempts += 1
        assert attempts < 60

    assert done.state == DeliveryState.DELIVERED
    world.assert_once()
