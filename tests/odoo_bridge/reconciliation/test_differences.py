"""Each kind of difference between hub and Odoo, made on purpose: found, explained, and over when it is."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from hub import deliveries
from hub.models import Difference
from hub.order.vocabulary import PaymentStatus, Status
from odoo_bridge.models import PaymentMapping
from tests.factories import PLACED_AT, line
from tests.odoo_bridge.deliver.afterwards import LATER, TWO_LAMPS, later, part, refund
from tests.odoo_bridge.reconciliation.comparison import compared, counts, found, kinds_found
from tests.odoo_bridge.world import World

only_19 = pytest.mark.parametrize("odoo", ["19"], indirect=True)


def cancel(world: World, number: int = 1) -> None:
    context = {"disable_cancel_warning": True}
    world.by_hand().call("sale.order", "action_cancel", [number], context=context)


def delete(world: World, number: int = 1) -> None:
    odoo = world.by_hand()
    context = {"disable_cancel_warning": True}
    odoo.call("sale.order", "action_cancel", [number], context=context)
    odoo.call("account.move", "button_draft", [number])
    odoo.call("account.move", "unlink", [number])
    odoo.call("sale.order", "unlink", [number])


def to_quotation(world: World, number: int) -> None:
    cancel(world, number)
    world.by_hand().call("sale.order", "action_draft", [number])


def dearer(world: World, number: int) -> None:
    odoo = world.by_hand()
    [row] = odoo.search_read("sale.order.line", [["order_id", "=", number]], ["price_unit"])
    odoo.call("sale.order", "write", [number], vals={"order_line": [[1, row["id"], {"price_unit": 30}]]})


def draft(world: World, number: int = 1) -> None:
    world.by_hand().call("account.move", "button_draft", [number])


def cancel_invoice(world: World, number: int) -> None:
    draft(world, number)
    world.by_hand().call("account.move", "button_cancel", [number])


def delete_invoice(world: World, number: int) -> None:
    draft(world, number)
    world.by_hand().call("account.move", "unlink", [number])


def dearer_invoice(world: World, number: int) -> None:
    odoo = world.by_hand()
    odoo.call("account.move", "button_draft", [number])
    domain = [["display_type", "=", "product"], ["move_id", "=", number]]
    [row] = odoo.search_read("account.move.line", domain, ["price_unit"])
    odoo.call(
        "account.move", "write", [number], vals={"invoice_line_ids": [[1, row["id"], {"price_unit": 30}]]}
    )
    odoo.call("account.move", "action_post", [number])


def once_more(world: World, number: int = 1, **values: Any) -> int:
    """A second sale order, as somebody types it in."""
    odoo = world.by_hand()
    fields = ["client_order_ref", "partner_id"]
    [sale] = odoo.search_read("sale.order", [["id", "=", number]], fields)
    typed = {"partner_id": sale["partner_id"][0], "client_order_ref": sale["client_order_ref"], **values}
    [made] = odoo.call("sale.order", "create", vals_list=[typed])
    return int(made)


def another_hub(world: World, number: int) -> None:
    once_more(world, number, origin=f"lampes-fr {number}", client_order_ref="WEB/4711")


BY_HAND: dict[Callable[..., Any], tuple[str, str]] = {
    cancel: ("cancelled_in_odoo", "is open at the shop, and its S00001 is cancelled in Odoo"),
    to_quotation: ("not_confirmed", "was confirmed as S00002, which is a quotation again in Odoo"),
    dearer: ("sale_order_differs", "is 49.00 EUR (tax 8.17 EUR), S00003 in Odoo"),
    delete: ("sale_order_deleted", "as sale order 4, which does not exist in Odoo any more"),
    draft: ("invoice_not_posted", "was posted, and is draft in Odoo"),
    cancel_invoice: ("invoice_missing", "its invoice is not in Odoo any more"),
    delete_invoice: ("invoice_missing", "was invoiced as INV/"),
    dearer_invoice: ("invoice_differs", "is 49.00 EUR, and INV/"),
    once_more: ("doubled", "is in Odoo as S00009, and as S00012, made by hand or by another hub"),
    another_hub: ("doubled", "is in Odoo as S00010, and as S00013"),
}


def test_what_people_changed_in_odoo_is_found_and_explained(world: World) -> None:
    # given an order for each thing that people do, and one that nobody touches
    for number in range(1, len(BY_HAND) + 2):
        world.delivered(str(number))
    assert compared(world).equal == len(BY_HAND) + 1
    assert not Difference.objects.exists()

    for number, hand in enumerate(BY_HAND, start=1):
        hand(world, number)

    # then each is told, in words that name both sides
    rows = {int(row.order.external_id): row for row in found(world)}
    assert {number: row.kind for number, row in rows.items()} == {
        number: kind for number, (kind, _) in enumerate(BY_HAND.values(), start=1)
    }
    for number, (_, words) in enumerate(BY_HAND.values(), start=1):
        assert words in rows[number].cause
        assert f"rder #{number} of shop lampes-fr" in rows[number].cause
        assert rows[number].remedy
    # and a second look finds the same rows
    assert {row.pk for row in found(world)} == {row.pk for row in rows.values()}


@only_19
def test_what_is_put_right_in_odoo_is_over(world: World) -> None:
    world.delivered()
    draft(world)
    [row] = found(world)

    world.by_hand().call("account.move", "action_post", [1])
    run = compared(world)

    row.refresh_from_db()
    assert (row.state, run.resolved, counts(run)) == ("resolved", 1, {"equal": 1})
    assert row.resolution == "Gone: both sides say the same again."
    # and when it comes again, the same row opens once more
    draft(world)
    [again] = found(world)
    assert (again.pk, again.times, again.resolved_at) == (row.pk, 2, None)


@only_19
def test_a_cancelled_double_or_another_sale_with_the_same_reference_is_none(world: World) -> None:
    world.delivered()
    second = once_more(world)
    world.by_hand().call("sale.order", "action_cancel", [second], context={"disable_cancel_warning": True})
    [other] = world.by_hand().call("res.partner", "create", vals_list=[{"name": "Wholesale"}])
    once_more(world, partner_id=other, order_line=[])

    assert kinds_found(world) == []


@only_19
def test_a_number_that_two_shops_use_is_no_double(world: World) -> None:
    world.delivered("1", number="1042")
    world.delivered("2", number="1042")

    assert kinds_found(world) == []


@only_19
def test_an_order_cancelled_at_the_shop_and_taken_up_again_in_odoo_is_found(world: World) -> None:
    world.delivered()
    world.attempt(later(world, status=Status.CANCELLED, cancelled_at=LATER))
    assert kinds_found(world) == []

    world.by_hand().call("sale.order", "action_draft", [1])

    assert kinds_found(world) == ["not_cancelled"]


@only_19
def test_a_cancelled_order_that_was_deleted_in_odoo_is_missed_by_nobody(world: World) -> None:
    world.delivered()
    world.attempt(later(world, status=Status.CANCELLED, cancelled_at=LATER))
    world.by_hand().call("sale.order", "unlink", [1])

    assert kinds_found(world) == []


def refunded(world: World) -> None:
    world.delivered(lines=TWO_LAMPS)
    done = world.attempt(
        later(
            world,
            lines=TWO_LAMPS,
            payment_status=PaymentStatus.PARTIALLY_REFUNDED,
            refunds=(refund("r1", part(TWO_LAMPS[0], "24.50")),),
        )
    )
    assert done.state == "delivered"


@only_19
def test_a_refund_and_its_credit_note_are_equal(world: World) -> None:
    refunded(world)

    assert kinds_found(world) == []


@only_19
@pytest.mark.parametrize("deleted", [True, False])
def test_a_credit_note_that_is_gone_or_a_draft_again_is_found(world: World, deleted: bool) -> None:
    refunded(world)
    [note] = world.by_hand().search_read("account.move", [["move_type", "=", "out_refund"]], ["name"])

    world.by_hand().call("account.move", "button_draft", [note["id"]])
    if deleted:
        world.by_hand().call("account.move", "unlink", [note["id"]])

    [row] = found(world)
    assert row.kind == "credit_differs"
    said = "Odoo has 0.00 EUR (no credit note)" if deleted else "is not posted"
    assert "24.50 EUR were given back at the shop" in row.cause
    assert said in row.cause


@only_19
def test_an_order_made_cheaper_whose_difference_a_person_credited_is_equal(world: World) -> None:
    world.delivered(lines=TWO_LAMPS)
    held = world.attempt(later(world, lines=TWO_LAMPS[:1]))
    assert deliveries.choose(held, "credit_difference", actor="zoe", reason="Returned.")
    assert world.attempt(held).state == "delivered"

    assert kinds_found(world) == []


@only_19
def test_figures_that_a_person_declared_right_are_not_compared_any_more(world: World) -> None:
    world.delivered(lines=TWO_LAMPS)
    held = world.attempt(later(world, lines=(line("1"), line("3", net="10.00"))))
    deliveries.declare_done(held, actor="zoe", reason="Changed by hand.")
    dearer_line = {"order_line": [[1, 1, {"price_unit": 99}]]}
    world.by_hand().call("sale.order", "write", [1], vals=dearer_line)

    assert kinds_found(world) == []
    # but that the sale order is there
    cancel(world)
    assert kinds_found(world) == ["cancelled_in_odoo"]


@only_19
def test_an_order_that_was_entered_by_hand_and_declared_done_is_equal(world: World) -> None:
    deliveries.declare_done(world.delivery(), actor="zoe", reason="Typed in by hand.")

    run = compared(world)

    assert (counts(run), run.reasons) == ({"equal": 1}, {"equal": {"declared done by a person": 1}})


@only_19
def test_a_payment_that_was_taken_apart_from_its_invoice_is_found(world: World) -> None:
    world.policy.register_payment = True
    world.policy.save()
    [bank] = world.by_hand().search_read("account.journal", [["type", "=", "bank"]], ["name"])
    PaymentMapping.objects.create(
        connection=world.connection,
        shop=world.shop,
        method="card",
        journal_id=bank["id"],
        journal_name="Bank",
    )
    world.delivered()
    assert kinds_found(world) == []

    world.sandbox.engine.database.table("account.move").update(
        1, {"payment_state": "not_paid", "amount_residual": Decimal(49)}
    )

    assert kinds_found(world) == ["payment_open"]


@only_19
def test_an_older_order_that_was_last_changed_before_is_left_alone(world: World) -> None:
    world.delivered("old", placed_at=PLACED_AT - timedelta(days=40))

    assert compared(world).orders == 0
