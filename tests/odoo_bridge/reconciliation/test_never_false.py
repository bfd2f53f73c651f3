"""What could not be compared is never a difference: Odoo down, paused, replaced, or people at work in it."""

from typing import Any

import pytest

from hub.models import DeliveryState, Difference, Reconciliation, Shop
from hub.order.vocabulary import PaymentStatus, TaxCollector
from hub.reconciliation import comparing, healing, running
from hub.reconciliation.running import Asked
from odoo_bridge.bridge.waiting import release_booking
from odoo_bridge.models import ChargedDiffers, OdooConnection, ShopPolicy, VatTaxMapping
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.reconciliation import seen
from tests.factories import ingest, shop, unified_order
from tests.odoo_bridge.chart import Chart
from tests.odoo_bridge.deliver.afterwards import later
from tests.odoo_bridge.reconciliation.comparison import (
    SINCE,
    compared,
    counts,
    found,
    hours_later,
    still_open,
)
from tests.odoo_bridge.reconciliation.test_differences import cancel, draft
from tests.odoo_bridge.vat.orders.orders import address, line
from tests.odoo_bridge.world import World, connection_to

pytestmark = pytest.mark.parametrize("odoo", ["19"], indirect=True)


def test_while_odoo_is_down_nothing_is_said_and_nothing_forgotten(world: World) -> None:
    world.delivered()
    draft(world)
    [row] = found(world)
    OdooConnection.objects.update(url="http://127.0.0.1:9")

    run = compared(world)

    assert (run.state, counts(run)) == ("incomplete", {"not_compared": 1})
    assert (run.error_class, run.error_code) == ("transient", "odoo_unreachable")
    assert run.reasons == {"not_compared": {"the other side could not be asked": 1}}
    assert [same.pk for same in still_open()] == [row.pk]


def test_a_paused_connection_is_not_asked(world: World) -> None:
    world.delivered()
    OdooConnection.objects.update(active=False)

    run = compared(world)

    assert (run.state, run.error_code, counts(run)) == (
        "incomplete",
        "connection_paused",
        {"not_compared": 1},
    )


def test_an_odoo_that_shows_none_of_many_orders_was_replaced(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("odoo_bridge.reconciliation.side._SUSPICIOUS", 2)
    world.delivered("1")
    world.delivered("2")
    world.sandbox.engine.database.table("sale.order").rows.clear()

    run = compared(world)

    assert (run.error_code, counts(run)) == ("odoo_shows_nothing", {"not_compared": 2})
    assert not Difference.objects.exists()


def test_a_shop_without_a_policy_goes_to_no_odoo(world: World) -> None:
    connection_to(world.sandbox, "second")
    other = shop("other")
    ingest(other, unified_order("1"))

    assert running.with_targets(other, Asked(since=SINCE, by="zoe")).runs == []


def test_a_shop_that_takes_the_only_connection_is_compared_with_it(world: World) -> None:
    other = shop("other")
    ingest(other, unified_order("1"))

    [run] = running.with_targets(other, Asked(since=SINCE, by="zoe")).runs

    assert (run.side, counts(run)) == ("odoo:main", {"under_way": 1})
    assert not ShopPolicy.objects.filter(shop=other).exists()


def test_orders_that_were_written_to_another_odoo_are_looked_for_there(world: World) -> None:
    world.delivered("1")
    second = connection_to(world.sandbox, "second")
    ShopPolicy.objects.update(connection=second)
    world.attempt(world.delivery("2", payment_status=PaymentStatus.PENDING))

    runs = running.with_targets(world.shop, Asked(since=SINCE, by="zoe")).runs

    assert {run.side: counts(run) for run in runs} == {
        "odoo:main": {"equal": 1},
        "odoo:second": {"not_due": 1},
    }


def test_a_change_in_odoo_between_two_looks_is_no_difference(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.delivered()
    draft(world)
    look = seen.look

    def posted_meanwhile(odoo: Odoo, *told: Any) -> Any:
        monkeypatch.setattr(seen, "look", look)
        there = look(odoo, *told)
        world.by_hand().call("account.move", "action_post", [1])
        return there

    monkeypatch.setattr(seen, "look", posted_meanwhile)

    run = compared(world)

    assert counts(run) == {"under_way": 1}
    assert run.reasons == {"under_way": {"changed while it was compared": 1}}
    assert not Difference.objects.exists()


def test_an_order_that_changes_at_the_shop_meanwhile_is_no_difference(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.delivered()
    cancel(world)
    look = seen.look

    def edited_meanwhile(odoo: Odoo, *told: Any) -> Any:
        monkeypatch.setattr(seen, "look", look)
        there = look(odoo, *told)
        later(world, note="Please ring twice.", number="#4711-2")
        return there

    monkeypatch.setattr(seen, "look", edited_meanwhile)

    assert counts(compared(world)) == {"under_way": 1}
    assert not Difference.objects.exists()


def test_an_accepted_difference_stays_accepted_until_somebody_says_something_else(world: World) -> None:
    world.delivered()
    second = {"partner_id": 1, "client_order_ref": "x", "origin": "lampes-fr 4711"}
    world.by_hand().call("sale.order", "create", vals_list=[second])
    [row] = found(world)
    assert healing.accept(row, actor="zoe", reason="A sample order.")

    assert found(world) == []

    world.by_hand().call("sale.order", "create", vals_list=[second])
    [again] = found(world)
    assert again.pk == row.pk
    # and one that has changed since it was looked at is not accepted by mistake
    assert not healing.accept(row, actor="zoe", reason="A sample order.")


def test_a_dry_run_writes_nothing(world: World) -> None:
    world.delivered()
    draft(world)
    world.order("2")

    with hours_later():
        result = running.with_targets(world.shop, Asked(since=SINCE, by="zoe", writes=False))

    assert sorted(row.kind for row in result.open) == ["invoice_not_posted", "unpublished"]
    assert not Difference.objects.exists()
    assert not Reconciliation.objects.exists()


def test_a_mistake_of_ours_is_told_and_stops_this_side_alone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.delivered()

    def mistaken(*told: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(seen, "look", mistaken)

    run = compared(world)

    assert (run.error_class, run.error_code) == ("bug", "reconciliation_mistake")
    assert comparing.ReconciliationMistake.error_class == "bug"
    assert Shop.objects.get().error_class == ""


def decides(world: World, follows: ChargedDiffers) -> None:
    world.policy.charged_differs, world.policy.seller_oss = follows, True
    world.policy.save()


def test_an_invoice_with_the_vat_that_is_due_agrees_with_an_order_that_was_charged_another(
    world: World,
) -> None:
    # given: Polish VAT instead of the French that the shop charged
    decides(world, ChargedDiffers.FOLLOW_RULE)
    Chart(world).one_stop_shop("PL", "23", included=True)
    place = address("PL")
    sold = line("123.00", "20", sku="LMP-01")
    world.delivered(lines=(sold,), billing_address=place, shipping_address=place)

    with hours_later():
        assert found(world) == []


def test_an_invoice_without_the_vat_that_a_marketplace_remits_agrees(world: World) -> None:
    # given: a person has said that such sales carry no tax
    decides(world, ChargedDiffers.HOLD)
    sold = line("120.00", "20", sku="LMP-01", collected_by=TaxCollector.CHANNEL)
    held = world.attempt(world.delivery(lines=(sold,)))
    VatTaxMapping.objects.update(chosen=True)
    assert release_booking(world.connection) == 1
    assert world.attempt(held).state == DeliveryState.DELIVERED

    with hours_later():
        assert found(world) == []
