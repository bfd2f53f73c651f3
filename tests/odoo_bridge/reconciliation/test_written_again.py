"""A sale order that a person deleted is never made anew by itself; a person may let the hub do it."""

import pytest

from hub.errors import BusinessError
from hub.models import Delivery, DeliveryState
from hub.reconciliation import healing
from odoo_bridge.bridge.process import run_once
from tests.odoo_bridge.deliver.afterwards import later
from tests.odoo_bridge.reconciliation.comparison import compared, counts, found
from tests.odoo_bridge.reconciliation.test_differences import cancel, delete
from tests.odoo_bridge.world import World, story


@pytest.mark.parametrize("odoo", ["17", "19"], indirect=True)
def test_by_a_button_it_is_written_once_more_and_once_only(world: World) -> None:
    # given an order that was delivered in two revisions, and deleted in Odoo
    world.delivered()
    world.attempt(later(world, note="Please ring twice."))
    delete(world)
    [row] = found(world)
    run_once()
    assert (world.rows("sale.order"), row.healable) == ([], True)

    done = healing.heal(row, actor="zoe", reason="Deleted by mistake.")
    run_once()

    assert done == "It is written to Odoo again."
    assert "Write it to odoo:main again. Reason: Deleted by mistake." in story(row.order)
    world.assert_once()
    assert counts(compared(world)) == {"equal": 1}
    row.refresh_from_db()
    assert (row.state, row.resolution) == ("resolved", "Healed by the hub.")
    with pytest.raises(BusinessError, match="is over, or cannot be mended"):
        healing.heal(row, actor="zoe", reason="Once more.")


@pytest.mark.parametrize("odoo", ["19"], indirect=True)
def test_not_while_its_invoice_is_there(world: World) -> None:
    world.delivered()
    cancel(world)
    world.by_hand().call("sale.order", "unlink", [1])

    [row] = found(world)

    assert (row.kind, row.healable) == ("sale_order_deleted", False)
    assert "INV/" in row.cause
    assert "is still there" in row.cause
    with pytest.raises(BusinessError, match="is over, or cannot be mended"):
        healing.heal(row, actor="zoe", reason="Do it.")


@pytest.mark.parametrize("odoo", ["19"], indirect=True)
def test_not_while_it_is_being_written(world: World) -> None:
    world.delivered()
    delete(world)
    [row] = found(world)
    Delivery.objects.update(state=DeliveryState.RUNNING)

    with pytest.raises(BusinessError, match="running or done"):
        healing.heal(row, actor="zoe", reason="Do it.")
