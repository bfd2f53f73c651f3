"""The tables of Odoo taxes and fiscal positions: filled by the hub, corrected by people, waited for."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hub import previews
from hub.models import Delivery, DeliveryState, Order
from hub.order import Line
from hub.order.vocabulary import PaymentStatus
from hub.previews import Verdict
from odoo_bridge.booking.filling import refresh
from odoo_bridge.booking.table import BookingTable, row_of
from odoo_bridge.bridge.waiting import release_booking, release_policy, release_what_came
from odoo_bridge.connections import open_odoo
from odoo_bridge.models import (
    ChargedDiffers,
    OdooChoice,
    TaxMapping,
    VatPositionMapping,
    VatTaxMapping,
)
from odoo_bridge.models.policy import FiscalPositionRule
from tests.odoo_bridge.chart import Chart
from tests.odoo_bridge.deliver.afterwards import part, refund
from tests.odoo_bridge.vat.orders.orders import address, line
from tests.odoo_bridge.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("odoo", ["19"], indirect=True)]
PARTLY = PaymentStatus.PARTIALLY_REFUNDED
WAITS = "vat_tax:OSS_DESTINATION:PL:23:goods:included"


@pytest.fixture
def decides(world: World) -> World:
    """A French seller in the one-stop shop."""
    world.policy.charged_differs, world.policy.seller_oss = ChargedDiffers.HOLD, True
    world.policy.save()
    return world


@pytest.fixture
def client(db: None) -> Client:
    """Somebody who may do everything."""
    client = Client()
    client.force_login(User.objects.create_superuser("zoe"))
    return client


def to(state: str, *lines: Line) -> dict[str, Any]:
    place = address(state)
    return {"lines": lines, "billing_address": place, "shipping_address": place}


def to_poland(external_id: str = "4711") -> dict[str, Any]:
    return {"external_id": external_id, **to("PL", line("123.00", "23", sku="LMP-01"))}


def to_france() -> dict[str, Any]:
    return to("FR", line("120.00", "20", sku="LMP-01"))


def switch(world: World, name: str, *, active: bool) -> None:
    table = world.sandbox.engine.database.table("account.tax")
    for number in [row["id"] for row in list(table.rows.values()) if row["name"] == name]:
        table.update(number, {"active": active})
    world.sandbox.engine.database.commit()


def page(client: Client, row: VatTaxMapping | VatPositionMapping) -> str:
    return f"/admin/odoo_bridge/{row._meta.model_name}/{row.pk}/change/"


def taxed_with(world: World) -> set[int]:
    rows = world.rows("account.move.line")
    return {tax for row in rows if row["display_type"] == "product" for tax in row["tax_ids"]}


def test_a_kind_of_vat_that_odoo_has_no_tax_for_waits_under_its_name(decides: World) -> None:
    # when
    held = decides.attempt(decides.delivery(**to_poland()))

    # then
    assert (held.state, held.error_code, held.waits_for) == (DeliveryState.HELD, "vat_tax_open", WAITS)
    assert held.attempts == 0
    assert "OSS_DESTINATION of PL at 23 % (goods, tax in the price)" in held.error_cause
    assert "the books have no sale tax of 23 %" in held.error_cause
    row = VatTaxMapping.objects.get()
    assert (row.open, row_of(decides.connection, WAITS)) == (True, row)
    assert decides.rows("sale.order") == []


def test_it_goes_on_by_itself_when_somebody_makes_the_tax_in_odoo(decides: World) -> None:
    # given
    held = decides.attempt(decides.delivery(**to_poland()))
    assert release_what_came(decides.connection) == 0

    # when
    Chart(decides).one_stop_shop("PL", "23")

    # then
    assert release_what_came(decides.connection) == 1
    done = decides.attempt(Delivery.objects.get(pk=held.pk))
    assert done.state == DeliveryState.DELIVERED, done.error_cause
    assert taxed_with(decides) == {Chart(decides).id_of("23% PL VAT OSS")}


@pytest.mark.django_db(transaction=True)
def test_a_person_chooses_and_all_that_wait_go_on(real_world: World, client: Client) -> None:
    # given: two orders wait, for Odoo has two taxes that fit equally well
    world = real_world
    world.policy.charged_differs, world.policy.seller_oss = ChargedDiffers.HOLD, True
    world.policy.save()
    chart = Chart(world)
    position = chart.one_stop_shop("PL", "23")
    other = chart.tax("23% Polska", "23", position)
    held = [world.attempt(world.delivery(**to_poland(number))) for number in ("1", "2")]
    row = VatTaxMapping.objects.get()

    # when
    shown = client.get(page(client, row)).content.decode()
    listed = client.get("/admin/odoo_bridge/vattaxmapping/?open=1").content.decode()

    # then
    assert "2 orders wait for this." in shown
    assert "several taxes are equally good: " in shown
    assert "23% Polska (tax on top)" in shown
    assert "To be chosen" in listed

    # when
    answer = client.post(page(client, row), {"choice": other}, follow=True).content.decode()

    # then
    assert "2 deliveries go on." in answer
    row.refresh_from_db()
    assert (row.chosen, row.tax_id, row.tax_name, row.open) == (True, other, "23% Polska", False)
    for one in held:
        done = world.attempt(Delivery.objects.get(pk=one.pk))
        assert done.state == DeliveryState.DELIVERED, done.error_cause
    assert taxed_with(world) == {other}


def test_what_a_person_chose_is_never_changed_by_the_hub(decides: World) -> None:
    # given: another tax than the hub would take
    decides.delivered(**to_france())
    other = Chart(decides).tax("20% shop", "20", included=True)
    row = VatTaxMapping.objects.get()
    VatTaxMapping.objects.update(tax_id=other, tax_name="20% shop", tax_included=True, chosen=True)

    # when
    refresh(decides.connection, open_odoo(decides.connection))

    # then
    row.refresh_from_db()
    assert (row.tax_id, row.tax_name, row.active) == (other, "20% shop", True)

    # when it is switched off, orders wait until it is back
    switch(decides, "20% shop", active=False)
    refresh(decides.connection, open_odoo(decides.connection))
    held = decides.attempt(decides.delivery("2", **to_france()))
    assert (held.error_code, held.waits_for) == ("vat_tax_inactive", "vat_tax:DOMESTIC:FR:20:goods:included")
    assert release_what_came(decides.connection) == 0
    switch(decides, "20% shop", active=True)
    assert release_what_came(decides.connection) == 1
    assert decides.attempt(Delivery.objects.get(pk=held.pk)).state == DeliveryState.DELIVERED


def test_what_the_hub_found_follows_odoo(decides: World) -> None:
    # given
    decides.delivered(**to_france())

    # when: the tax of included prices is switched off
    switch(decides, "20% G INC", active=False)
    refresh(decides.connection, open_odoo(decides.connection))

    # then
    row = VatTaxMapping.objects.get()
    assert (row.tax_name, row.active, row.chosen) == ("20% G INC", False, False)


def test_a_choice_can_be_given_back_to_the_hub(decides: World, client: Client) -> None:
    # given
    decides.delivered(**to_france())
    row = VatTaxMapping.objects.get()
    service = Chart(decides).id_of("20% S INC")
    client.post(page(client, row), {"choice": service})
    assert VatTaxMapping.objects.get().tax_id == service

    # when
    client.post(page(client, row), {"choice": ""})
    refresh(decides.connection, open_odoo(decides.connection))

    # then
    row.refresh_from_db()
    assert (row.chosen, row.tax_name) == (False, "20% G INC")


def test_a_form_that_changes_nothing_chooses_nothing(decides: World, client: Client) -> None:
    decides.delivered(**to_france())
    row = VatTaxMapping.objects.get()

    client.post(page(client, row), {"choice": ""})

    row.refresh_from_db()
    assert (row.chosen, row.tax_name) == (False, "20% G INC")


@pytest.mark.parametrize("given", ["999999", "none", "x", "-1"])
def test_what_is_not_offered_is_refused(decides: World, client: Client, given: str) -> None:
    # a tax that charges cannot be none
    decides.delivered(**to_france())
    row = VatTaxMapping.objects.get()

    answer = client.post(page(client, row), {"choice": given})

    assert answer.status_code == 200
    assert "errornote" in answer.content.decode()
    assert not VatTaxMapping.objects.get().chosen


def test_what_was_chosen_for_the_rate_before_vat_was_decided_still_counts(decides: World) -> None:
    # given
    other = Chart(decides).tax("20% shop", "20", included=True)
    TaxMapping.objects.filter(rate=20, price_included=True).update(tax_id=other, chosen=True)

    # when
    decides.delivered(**to_france())

    # then
    assert taxed_with(decides) == {other}


def test_the_policys_own_fiscal_position_goes_before_the_decision(decides: World) -> None:
    # given
    chosen = OdooChoice.objects.get(kind="fiscal_position", name="EU private")
    decides.policy.fiscal_position_rule = FiscalPositionRule.CHOSEN
    decides.policy.fiscal_position = chosen
    decides.policy.save()

    # when
    decides.delivered(**to_france())

    # then
    documents = (decides.only("sale.order"), decides.state_of_invoice())
    assert {one["fiscal_position_id"] for one in documents} == {chosen.odoo_id}


def test_where_no_position_is_made_for_it_order_and_invoice_have_none(decides: World) -> None:
    # given: Odoo itself would take the private one of the Union
    Chart(decides).tax("23% PL VAT", "23")

    # when
    decides.delivered(**to_poland())

    # then
    documents = (decides.only("sale.order"), decides.state_of_invoice())
    assert [one["fiscal_position_id"] for one in documents] == [False, False]


def test_a_chosen_position_that_is_archived_is_waited_for(decides: World) -> None:
    # given
    position = Chart(decides).position("Special")
    decides.delivered(**to_france())
    VatPositionMapping.objects.update(position_id=position, position_name="Special", chosen=True)
    table = decides.sandbox.engine.database.table("account.fiscal.position")
    for active, code in ((False, "vat_position_gone"), (True, "")):
        table.update(position, {"active": active})
        decides.sandbox.engine.database.commit()
        refresh(decides.connection, open_odoo(decides.connection))

        # when
        tried = decides.attempt(decides.delivery(f"of {active}", **to_france()))

        # then
        assert tried.error_code == code


def test_another_policy_lets_it_try_again(decides: World) -> None:
    held = decides.attempt(decides.delivery(**to_poland()))

    assert release_policy(decides.policy) == 1

    assert Delivery.objects.get(pk=held.pk).state == DeliveryState.WAITING


def test_a_row_of_another_connection_lets_nothing_go(decides: World) -> None:
    decides.attempt(decides.delivery(**to_poland()))

    assert release_booking(decides.connection) == 0
    assert BookingTable.of(decides.connection).usable() == {"vat_position:OSS_DESTINATION:PL"}


def test_a_dry_run_tells_what_is_missing_and_stores_nothing(decides: World) -> None:
    # given
    order = decides.order(**to_poland())

    # when
    found = previews.previewer().of_order(Order.objects.get(pk=order.pk), seconds=30)

    # then
    assert found.verdict is Verdict.MISSING
    assert [(lack.code, lack.key) for lack in found.lacks] == [("vat_tax_open", WAITS)]
    assert found.lacks[0].url.startswith("/admin/odoo_bridge/vattaxmapping/")
    assert not VatTaxMapping.objects.exists()
    assert [total.tax for total in found.totals] == ["23.00", "23.00"]


def test_a_dry_run_takes_the_tax_and_the_position_of_the_decision(decides: World) -> None:
    # given
    Chart(decides).one_stop_shop("PL", "23")
    order = decides.order(**to_poland())

    # when
    found = previews.previewer().of_order(Order.objects.get(pk=order.pk), seconds=30)

    # then
    assert found.verdict is Verdict.READY, found.lacks
    [load] = [call for call in found.calls if call.name == "sale.order.load"]
    named = load.records[0]
    assert named["fiscal_position_id/.id"]
    assert [total.gross for total in found.totals] == ["123.00", "123.00"]


def test_a_dry_run_of_a_way_that_was_cut_credits_with_the_taxes_of_the_invoice_to_be(decides: World) -> None:
    # given: the sale order is in Odoo, its invoice is not, and a part was given back
    sold = line("120.00", "20", sku="LMP-01")
    given = refund("r1", part(sold, "24.00"))
    planned = decides.delivery(**to("FR", sold), refunds=(given,), payment_status=PARTLY)
    decides.breaks("drop", "sale.advance.payment.inv.create")
    assert decides.attempt(planned).state == DeliveryState.WAITING
    assert len(decides.rows("sale.order")) == 1

    # when
    found = previews.previewer().of_order(Order.objects.get(), seconds=30)

    # then
    assert found.verdict is Verdict.READY, found.lacks
    [note] = [
        call for call in found.calls if call.name == "account.move.load" and "out_refund" in str(call.records)
    ]
    tax = Chart(decides).id_of("20% G INC")
    assert note.records[0]["invoice_line_ids"][0]["tax_ids/.id"] == str(tax)
