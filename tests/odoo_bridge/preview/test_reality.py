"""What was foretold is what happens: looked at first, then delivered for real, and both are compared."""

from decimal import Decimal
from typing import Any

import pytest

from hub import previews
from hub.models import Delivery, DeliveryState, Order
from hub.previews import Preview, Verdict
from odoo_bridge.bridge.feed import plan
from tests.odoo_bridge.preview import situations
from tests.odoo_bridge.preview.watching import untouched
from tests.odoo_bridge.world import Row, World

VERSIONS = ("19", "17")
CASES = [(VERSIONS[number % 2], name) for number, name in enumerate(situations.ALL)]
_WITH_ODOOS_NAMES = ("odoo_refused", "totals_differ")  # its own words, and numbers that it has yet to give
_LINE = ("name", "product_uom_qty", "price_unit")


def looked_at(world: World, order: Order) -> Preview:
    """Without touching anything."""
    with untouched(world.sandbox):
        return previews.previewer().of_order(Order.objects.get(pk=order.pk), seconds=60)


def tried(world: World, order: Order) -> Delivery:
    """Delivered for real, as far as it goes; what the sandbox fails once is tried again."""
    planned = plan(Order.objects.select_related("shop").get(pk=order.pk))
    assert planned is not None
    for _ in range(3):
        world.attempt(planned)
        planned.refresh_from_db()
        if planned.state != DeliveryState.WAITING:
            break
        Delivery.objects.filter(pk=planned.pk).update(next_attempt_at=None)
    return planned


def sale_of(world: World, order: Order) -> Row:
    origin = f"{order.shop.slug} {order.external_id}"
    [row] = [row for row in world.rows("sale.order") if row["origin"] == origin]
    return row


@pytest.mark.parametrize(("odoo", "name"), CASES, indirect=["odoo"], ids=[name for _, name in CASES])
def test_what_is_previewed_happens(world: World, name: str) -> None:
    order = situations.ALL[name](world)

    preview = looked_at(world, order)
    done = tried(world, order)

    assert_foretold(preview, done)
    if preview.verdict is Verdict.READY:
        assert_written(world, order, preview)


def assert_foretold(preview: Preview, done: Delivery) -> None:
    """How the delivery ended."""
    said = (preview.verdict, [lack.code for lack in preview.lacks], preview.reason)
    if done.state == DeliveryState.HELD:
        assert preview.verdict is Verdict.MISSING, said
        first = preview.lacks[0]
        assert first.code == done.error_code
        assert first.code in _WITH_ODOOS_NAMES or first.cause == done.error_cause
        assert first.key == (done.waits_for or done.error_code)
    elif done.state == DeliveryState.NOT_DUE:
        assert (preview.verdict, preview.reason) == (Verdict.NOTHING, done.result["reason"])
    else:
        assert done.state == DeliveryState.DELIVERED, (done.state, done.error_code, done.error_cause)
        nothing = done.result.get("nothing_to_do") or preview.verdict is Verdict.NOTHING
        assert preview.verdict is (Verdict.NOTHING if nothing else Verdict.READY), said


def assert_written(world: World, order: Order, preview: Preview) -> None:
    """Lines, totals, customer, invoice, credit notes and payments are those that were foretold."""
    sale = sale_of(world, order)
    for total in preview.totals:
        rows = [sale] if total.what == "sale_order" else _moves(world, sale, "out_invoice")
        assert [Decimal(row["amount_total"]) for row in rows] == [Decimal(total.gross)]
        assert [Decimal(row["amount_tax"]) for row in rows] == [Decimal(total.tax)]
    _assert_lines(world, sale, preview)
    _assert_customer(world, sale, preview)
    names = world.sandbox.engine.database.external_ids
    for model in ("account.payment", "account.move", "res.partner", "product.product"):
        planned = [
            record for call in preview.calls if call.name == f"{model}.load" for record in call.records
        ]
        known = {record["id"] for record in planned if "‹" not in record.get("id", "‹")}
        assert known <= set(names)


def _moves(world: World, sale: Row, kind: str) -> list[Row]:
    rows = world.rows("account.move")
    return [row for row in rows if row["move_type"] == kind and row["invoice_origin"] == sale["name"]]


def _assert_lines(world: World, sale: Row, preview: Preview) -> None:
    loads = [call for call in preview.calls if call.name == "sale.order.load"]
    if not loads:
        return
    [planned] = loads[-1].records
    table = world.rows("sale.order.line")
    there = [
        {"name": row["name"], **{key: Decimal(row[key]) for key in _LINE[1:]}}
        for row in sorted(table, key=lambda row: int(row["id"]))
        if row["order_id"] == sale["id"]
    ]
    lines = planned["order_line"]
    assert there == [
        {"name": line["name"], **{key: Decimal(line[key]) for key in _LINE[1:]}} for line in lines
    ]


def _assert_customer(world: World, sale: Row, preview: Preview) -> None:
    if preview.customer is None:
        return
    partner = next(row for row in world.rows("res.partner") if row["id"] == sale["partner_id"])
    if preview.customer.found:
        assert preview.customer.partner == partner["id"]
        return
    made = [record for call in preview.calls if call.name == "res.partner.load" for record in call.records]
    customer = made[0]
    assert (customer["name"], customer.get("email", "")) == (partner["name"], partner["email"] or "")
    assert customer["id"] in world.sandbox.engine.database.external_ids


def test_the_calls_are_those_that_reach_odoo(world: World) -> None:
    order = situations.new_order(world)
    preview = looked_at(world, order)
    before = dict(world.sandbox.engine.calls)

    tried(world, order)

    made: dict[str, Any] = dict(world.sandbox.engine.calls)
    for call in preview.calls:
        assert made[call.name] - before.get(call.name, 0) == 1, call.name
