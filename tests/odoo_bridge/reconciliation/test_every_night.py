"""At night Odoo is compared too, also where the shop itself cannot be read."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from hub.models import Order, Reconciliation, Shop
from hub.reconciliation.nightly import reconcile_due
from tests.odoo_bridge.reconciliation.comparison import counts
from tests.odoo_bridge.world import World

SEVEN = datetime(2026, 11, 25, 7, 5, tzinfo=ZoneInfo("Europe/Paris")).astimezone(UTC)


@pytest.mark.parametrize("odoo", ["19"], indirect=True)
def test_each_side_once_a_night_and_again_only_where_it_did_not_answer(world: World) -> None:
    with time_machine.travel(SEVEN):
        Shop.objects.update(created_at=SEVEN - timedelta(days=1))
        world.delivered()
        Order.objects.update(changed_at=SEVEN)

        assert (reconcile_due(), reconcile_due()) == (2, 1)

    runs = {run.side: run for run in Reconciliation.objects.all()}
    assert set(runs) == {"shop", "odoo:main"}
    assert (runs["shop"].state, runs["shop"].error_code) == ("incomplete", "reread_not_done")
    assert (runs["odoo:main"].state, counts(runs["odoo:main"])) == ("done", {"equal": 1})
    assert (runs["shop"].attempts, runs["odoo:main"].attempts) == (2, 1)
