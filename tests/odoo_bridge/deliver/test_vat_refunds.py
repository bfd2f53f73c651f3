"""What is given back of decided orders: in the VAT report on the day of the refund; quarters stay right."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from hub.deliveries import choose
from hub.models import Delivery
from hub.order import Line
from hub.order.vocabulary import Status
from odoo_bridge.models import ChargedDiffers, VatRefundPart
from odoo_bridge.preview.previewer import OdooPreviewer
from odoo_bridge.vat.stored.report import report
from tests.odoo_bridge.deliver.afterwards import LATER, part, refund
from tests.odoo_bridge.vat.orders.orders import address, line
from tests.odoo_bridge.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("odoo", ["19"], indirect=True)]
NEXT_QUARTER = datetime(2027, 2, 3, tzinfo=UTC)
Figures = dict[tuple[str, str], tuple[str, str, str]]  # sold, refunded, left: VAT by country and rate
LAMP = line("120.00", "20", sku="LMP-01")
FRENCH = address("FR")


@pytest.fixture
def world(world: World) -> World:
    world.policy.charged_differs, world.policy.seller_oss = ChargedDiffers.HOLD, True
    world.policy.save()
    return world


def of(world: World, first: date = date(2026, 10, 1), last: date = date(2026, 12, 31)) -> Figures:
    rows = report(first, last, world.shop)
    return {
        (row.country, f"{row.rate.normalize():f}"): (
            f"{row.sold.tax:.2f}",
            f"{row.refunded.tax:.2f}",
            f"{row.tax:.2f}",
        )
        for row in rows
    }


def next_quarter(world: World) -> Figures:
    return of(world, date(2027, 1, 1), date(2027, 3, 31))


def sold(world: World, *lines: Line, **changes: Any) -> Delivery:
    place = {"billing_address": FRENCH, "shipping_address": FRENCH}
    return world.attempt(world.delivery(lines=lines or (LAMP,), **{**place, **changes}))


def test_a_partial_refund_is_taken_off(world: World) -> None:
    sold(world)

    sold(world, refunds=(refund("r1", part(LAMP, "24.00")),), updated_at=LATER)

    assert of(world) == {("FR", "20"): ("20.00", "4.00", "16.00")}


def test_a_full_refund_leaves_nothing_to_the_cent(world: World) -> None:
    # given: a price whose tax is rounded
    odd = line("33.33", "20", sku="LMP-01")
    sold(world, odd)

    # when
    sold(world, odd, refunds=(refund("r1", odd),), updated_at=LATER)

    # then
    [row] = report(date(2026, 10, 1), date(2026, 12, 31), world.shop)
    assert (row.net, row.tax) == (Decimal(0), Decimal(0))


def test_a_refund_in_the_next_quarter_is_that_ones(world: World) -> None:
    sold(world)

    sold(world, refunds=(refund("r1", part(LAMP, "24.00"), created_at=NEXT_QUARTER),), updated_at=LATER)

    assert of(world) == {("FR", "20"): ("20.00", "0.00", "20.00")}
    assert next_quarter(world) == {("FR", "20"): ("0.00", "4.00", "-4.00")}


def test_a_refund_goes_back_at_the_rate_of_its_line_and_a_goodwill_with_the_dearest(world: World) -> None:
    # given
    book = line("10.55", "5.5", sku="LMP-02", external_id="2")
    lamp = replace(LAMP, external_id="1")
    back = (refund("r1", part(book, "10.55", "5.5")), refund("r2", gross="12.00"))

    # when: an order that comes with its refunds
    sold(world, lamp, book, refunds=back, updated_at=LATER)

    # then
    assert of(world) == {("FR", "20"): ("20.00", "2.00", "18.00"), ("FR", "5.5"): ("0.55", "0.55", "0.00")}


def test_a_refund_is_taken_off_once_however_often_it_is_told(world: World) -> None:
    back = (refund("r1", part(LAMP, "24.00")),)
    sold(world, refunds=back, updated_at=LATER)
    again = sold(world, refunds=back, note="thanks", updated_at=LATER.replace(hour=23))
    world.attempt(again)

    assert VatRefundPart.objects.count() == 1
    assert of(world)["FR", "20"] == ("20.00", "4.00", "16.00")


def test_a_refund_that_the_shop_took_back_counts_no_more(world: World) -> None:
    sold(world)
    sold(world, refunds=(refund("r1", part(LAMP, "24.00")),), updated_at=LATER)

    # when: a person must mend Odoo, the report says what the shop says
    held = sold(world, updated_at=LATER.replace(hour=23))

    assert held.error_code == "changed_after_delivery"
    assert of(world)["FR", "20"] == ("20.00", "0.00", "20.00")


def test_an_invoiced_order_that_is_cancelled_later_is_taken_back_on_that_day(world: World) -> None:
    # given: a part of it came back before
    sold(world)
    back = (refund("r1", part(LAMP, "24.00")),)
    sold(world, refunds=back, updated_at=LATER)

    # when
    sold(
        world,
        refunds=back,
        status=Status.CANCELLED,
        cancelled_at=NEXT_QUARTER,
        updated_at=NEXT_QUARTER,
    )

    # then
    assert of(world) == {("FR", "20"): ("20.00", "4.00", "16.00")}
    assert next_quarter(world) == {("FR", "20"): ("0.00", "16.00", "-16.00")}


def test_what_a_changed_order_costs_less_is_taken_off(world: World) -> None:
    # given: two lamps, of which one is taken off after the invoice
    two = (replace(LAMP, external_id="1"), replace(LAMP, external_id="2"))
    sold(world, *two)
    held = sold(world, two[0], updated_at=LATER)
    assert held.error_code == "changed_after_delivery"

    # when
    assert choose(held, "credit_difference", actor="zoe", reason="seen")
    world.attempt(held)

    # then
    assert of(world) == {("FR", "20"): ("40.00", "20.00", "20.00")}


def test_a_dry_run_takes_nothing_off(world: World) -> None:
    sold(world)
    order = world.order(
        lines=(LAMP,),
        billing_address=FRENCH,
        shipping_address=FRENCH,
        refunds=(refund("r1", part(LAMP, "24.00")),),
        updated_at=LATER,
    )

    OdooPreviewer().of_order(order, seconds=30)

    assert not VatRefundPart.objects.exists()


def test_a_shop_whose_vat_is_not_decided_notes_nothing(world: World) -> None:
    world.policy.charged_differs = ChargedDiffers.OFF
    world.policy.save()

    sold(world, refunds=(refund("r1", part(LAMP, "24.00")),), updated_at=LATER)

    assert not VatRefundPart.objects.exists()
    assert of(world) == {}
    assert Decimal(world.rows("account.move")[0]["amount_total"]) == 120
