"""Everything that is missing is named at once, and what would be written once it is mended."""

from decimal import Decimal

import pytest

from hub import previews
from hub.errors import AffluentError
from hub.models import Event, Order
from hub.previews import Preview, Verdict
from odoo_bridge.models import OdooChoice, PaymentMapping, TaxMapping
from tests.factories import line
from tests.odoo_bridge.preview.situations import ALL, policy
from tests.odoo_bridge.preview.watching import untouched
from tests.odoo_bridge.world import World, connection_to

pytestmark = pytest.mark.parametrize("odoo", ["19"], indirect=True)


def looked_at(world: World, order: Order) -> Preview:
    with untouched(world.sandbox):
        return previews.previewer().of_order(Order.objects.get(pk=order.pk), seconds=30)


def test_every_missing_thing_is_named(world: World) -> None:
    # given an order that lacks something of each kind
    for name in ("Zoé Martin", "Zoe MARTIN"):
        values = {"name": name, "email": "zoe@example.com"}
        world.by_hand().call("res.partner", "create", vals_list=[values])
    TaxMapping.objects.filter(rate=20).update(active=False)
    policy(
        world,
        register_payment=True,
        warehouse=OdooChoice.objects.filter(kind="warehouse", connection=world.connection).first(),
    )
    OdooChoice.objects.filter(kind="warehouse").update(active=False)
    lines = (
        line("1", sku="NO-1"),
        line("2", sku="NO-2"),
        line("3", sku="", title="Made to measure"),
        line("4", tax_rate="19"),
    )
    order = world.order(lines=lines, currency="CHF")

    found = looked_at(world, order)

    # then all of it is told, and what the delivery would say comes first
    assert found.verdict is Verdict.MISSING
    assert found.lacks[0].code == "sku_missing"
    warehouse = OdooChoice.objects.filter(kind="warehouse", connection=world.connection).first()
    assert warehouse is not None
    assert {(lack.code, lack.key) for lack in found.lacks[1:]} == {
        ("sku_unknown", "sku:NO-1"),
        ("sku_unknown", "sku:NO-2"),
        ("tax_inactive", "tax:20:included"),
        ("tax_unknown", "tax:19:included"),
        ("odoo_choice_gone", f"choice:warehouse:{warehouse.odoo_id}"),
        ("pricelist_missing", "pricelist:CHF"),
        ("customer_ambiguous", _key(found)),
        ("journal_missing", "journal:lampes-fr:card"),
    }
    assert not PaymentMapping.objects.exists()
    [journal] = [lack for lack in found.lacks if lack.code == "journal_missing"]
    assert journal.url.startswith("/admin/odoo_bridge/paymentmapping/add/?connection=")


def _key(found: Preview) -> str:
    return next(lack.key for lack in found.lacks if lack.key.startswith("customer:"))


def test_what_would_be_written_then_is_shown_too(world: World) -> None:
    found = looked_at(world, ALL["unknown_products"](world))

    names = [call.name for call in found.calls]
    assert "sale.order.load" in names
    assert names[-1] == "account.move.action_post"
    load = next(call for call in found.calls if call.name == "sale.order.load")
    assert load.records[0]["order_line"][0]["product_id/.id"] == "‹missing: sku:NO-1›"


def test_after_totals_that_differ_the_next_thing_is_looked_for(world: World) -> None:
    order = ALL["total_that_differs"](world)
    policy(world, register_payment=True)

    found = looked_at(world, order)

    assert [lack.code for lack in found.lacks] == ["totals_differ", "journal_missing"]


def test_a_held_order_shows_what_becomes_of_it(world: World) -> None:
    found = looked_at(world, ALL["order_that_is_held_itself"](world))

    assert [lack.code for lack in found.lacks] == ["totals_mismatch"]
    assert [total.gross for total in found.totals] == ["49.20", "49.20"]


def test_a_second_look_says_the_same(world: World) -> None:
    order = ALL["company_with_a_buyer_and_two_addresses"](world)

    assert looked_at(world, order) == looked_at(world, order)


def test_the_totals_are_those_that_odoo_will_say(world: World) -> None:
    found = looked_at(world, ALL["totals_that_need_a_repair"](world))

    [sale, invoice] = found.totals
    assert found.verdict is Verdict.READY
    assert Decimal(invoice.gross) == Order.objects.get().gross
    assert (sale.gross != invoice.gross) == any("corrected on the invoice" in note for note in found.notes)


def test_a_change_of_the_customer_is_told_and_not_in_the_history(world: World) -> None:
    order = ALL["customer_that_moved_and_changed"](world)

    found = looked_at(world, order)

    assert any("new@example.com" in note for note in found.notes)
    assert not Event.objects.filter(order=order, text__contains="new@example.com").exists()


def test_a_connection_that_was_never_tested_is_not_set_up_by_looking(world: World) -> None:
    other = connection_to(world.sandbox, "other")
    policy(world, connection=other)
    order = world.order()

    with untouched(world.sandbox), pytest.raises(AffluentError) as caught:
        previews.previewer().of_order(order, seconds=30)

    assert caught.value.code == "not_set_up"


def test_a_shop_without_policy_gets_none_by_looking(world: World) -> None:
    world.policy.delete()

    found = looked_at(world, world.order())

    assert found.verdict is Verdict.READY


def test_a_slow_odoo_is_not_waited_for(world: World) -> None:
    order = world.order()
    for _ in range(4):
        world.sandbox.fault("latency", method="search_read", seconds=0.4)

    with pytest.raises(AffluentError) as caught:
        previews.previewer().of_order(order, seconds=0.5)

    assert caught.value.code in ("preview_too_slow", "odoo_no_answer", "odoo_line_cut")
