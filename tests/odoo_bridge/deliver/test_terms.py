"""What a shop's policy says about its sale orders and invoices reaches Odoo, and nothing else does."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from hub.models import Delivery, DeliveryState
from hub.order.vocabulary import LineKind
from odoo_bridge import choices
from odoo_bridge.bridge.process import run_once
from odoo_bridge.bridge.waiting import release_policy, release_what_came
from odoo_bridge.connections import open_odoo
from odoo_bridge.models import OdooChoice, PricelistChoice, ServiceMapping, ShopPolicy
from odoo_bridge.models.policy import FiscalPositionRule, InvoiceDate
from tests.factories import line, shop
from tests.odoo_bridge.world import Row, World, connection_to


def choice(world: World, kind: str, name: str) -> OdooChoice:
    return OdooChoice.objects.get(connection=world.connection, kind=kind, name=name)


def decide(world: World, **columns: Any) -> None:
    for name, value in columns.items():
        setattr(world.policy, name, value)
    world.policy.full_clean()
    world.policy.save()


def archive(world: World, model: str, record_id: int, *, active: bool = False) -> None:
    world.sandbox.engine.database.table(model).update(record_id, {"active": active})
    world.sandbox.engine.database.commit()


def only(world: World, model: str) -> Row:
    [row] = world.rows(model)
    return row


def test_a_policy_that_leaves_all_open_sends_no_column(world: World) -> None:
    world.delivered()

    order = only(world, "sale.order")
    assert (order["warehouse_id"], order["team_id"], order["client_order_ref"]) == (1, 1, "#4711")
    assert order["fiscal_position_id"]


def test_every_choice_reaches_the_order(world: World) -> None:
    decide(
        world,
        warehouse=choice(world, "warehouse", "Entrepot 2"),
        team=choice(world, "team", "Sales"),
        salesperson=choice(world, "salesperson", "hub_full"),
        payment_term=choice(world, "payment_term", "30 Days"),
        journal=OdooChoice.objects.get(kind="journal"),
        fiscal_position_rule=FiscalPositionRule.CHOSEN,
        fiscal_position=choice(world, "fiscal_position", "EU private"),
        reference_prefix="FR-",
    )

    world.delivered()

    order, invoice = only(world, "sale.order"), only(world, "account.move")
    names = ("warehouse_id", "team_id", "user_id", "payment_term_id", "journal_id", "fiscal_position_id")
    assert [order[name] for name in names] == [
        2,
        1,
        world.policy.salesperson.odoo_id,
        4,
        1,
        world.policy.fiscal_position.odoo_id,
    ]
    assert order["client_order_ref"] == "FR-#4711"
    assert invoice["invoice_payment_term_id"] == 4


def test_no_fiscal_position_may_be_wanted(world: World) -> None:
    decide(world, fiscal_position_rule=FiscalPositionRule.NONE)

    world.delivered()

    assert not only(world, "sale.order")["fiscal_position_id"]
    assert not only(world, "account.move")["fiscal_position_id"]


def test_a_batch_of_different_policies_arrives(world: World) -> None:
    gros = shop("gros")
    policy = ShopPolicy.objects.create(
        shop=gros, connection=world.connection, warehouse=choice(world, "warehouse", "Entrepot 2")
    )
    world.beside(gros, policy).delivery("1")
    world.delivery("1")

    assert run_once() == {DeliveryState.DELIVERED: 2}

    assert sorted(row["warehouse_id"] for row in world.rows("sale.order")) == [1, 2]


def test_the_invoice_may_carry_the_day_of_the_order(world: World) -> None:
    decide(world, invoice_date=InvoiceDate.ORDER)

    world.delivered()

    invoice = only(world, "account.move")
    assert (str(invoice["invoice_date"]), invoice["state"]) == ("2026-11-21", "posted")
    assert world.line.calls("account.move.write") == 1


def test_invoices_of_one_day_are_dated_in_one_call(world: World) -> None:
    decide(world, invoice_date=InvoiceDate.ORDER)
    for number in range(3):
        world.delivery(str(number))

    assert run_once() == {DeliveryState.DELIVERED: 3}

    assert {str(row["invoice_date"]) for row in world.rows("account.move")} == {"2026-11-21"}
    assert world.line.calls("account.move.write") == 1


def test_a_pricelist_is_named_for_a_currency(world: World) -> None:
    database = world.sandbox.engine.database
    second = database.table("product.pricelist").insert(
        {"name": "Web USD", "currency_id": 1, "company_id": False, "active": True, "sequence": 99}
    )
    database.commit()
    choices.refresh(world.connection, open_odoo(world.connection))
    named = OdooChoice.objects.get(kind="pricelist", odoo_id=second)
    PricelistChoice.objects.create(policy=world.policy, currency=named.currency, pricelist=named)

    world.delivered(currency="USD")

    assert only(world, "sale.order")["pricelist_id"] == second


def test_an_archived_choice_holds_orders_in_words_until_it_is_back(world: World) -> None:
    decide(world, warehouse=choice(world, "warehouse", "Entrepot 2"))
    archive(world, "stock.warehouse", 2)
    choices.refresh(world.connection, open_odoo(world.connection))

    held = world.attempt(world.delivery())

    assert (held.state, held.error_code, held.attempts) == (DeliveryState.HELD, "odoo_choice_gone", 0)
    assert "warehouse 'Entrepot 2'" in held.error_cause
    assert not world.rows("sale.order")
    assert release_what_came(world.connection) == 0

    archive(world, "stock.warehouse", 2, active=True)
    assert release_what_came(world.connection) == 1
    assert world.attempt(held).state == DeliveryState.DELIVERED


def test_a_choice_that_was_deleted_since_is_noticed_when_odoo_refuses(world: World) -> None:
    decide(world, warehouse=choice(world, "warehouse", "Entrepot 2"))
    world.sandbox.engine.database.table("stock.warehouse").delete(2)
    world.sandbox.engine.database.commit()

    held = world.attempt(world.delivery())

    assert (held.state, held.error_code) == (DeliveryState.HELD, "odoo_choice_gone")
    assert "warehouse 'Entrepot 2'" in held.error_cause

    # when another one is chosen, the order goes on
    decide(world, warehouse=None)
    assert release_policy(world.policy) == 1
    assert world.attempt(held).state == DeliveryState.DELIVERED


def test_a_choice_of_another_odoo_is_refused_by_the_form_and_by_the_bridge(world: World) -> None:
    other = connection_to(world.sandbox, "second")
    foreign = OdooChoice.objects.create(connection=other, kind="warehouse", odoo_id=1, name="Elsewhere")
    with pytest.raises(ValidationError, match="not of the chosen Odoo"):
        decide(world, warehouse=foreign)
    ShopPolicy.objects.update(warehouse=foreign)

    held = world.attempt(world.delivery())

    assert (held.state, held.error_code) == (DeliveryState.HELD, "odoo_choice_of_other_odoo")


def test_a_shipping_method_has_its_own_product_and_carrier(world: World) -> None:
    carrier = choice(world, "carrier", "Standard delivery")
    ServiceMapping.objects.create(
        shop=world.shop, title="Colissimo", reference="LMP-02", carrier=carrier, kind="shipping"
    )
    lines = (line(), line("2", kind=LineKind.SHIPPING, title="COLISSIMO "))

    world.delivered(lines=lines)

    assert only(world, "sale.order")["carrier_id"] == carrier.odoo_id
    codes = {row["id"]: row["default_code"] for row in world.rows("product.product")}
    assert [codes[row["product_id"]] for row in world.rows("sale.order.line")] == ["LMP-01", "LMP-02"]


def test_an_app_that_is_not_installed_offers_nothing(world: World) -> None:
    # given an Odoo without Inventory: its orders have no warehouse
    fields = world.sandbox.engine.registry["sale.order"].fields
    known = fields.pop("warehouse_id")
    try:
        choices.refresh(world.connection, open_odoo(world.connection))
    finally:
        fields["warehouse_id"] = known

    assert not OdooChoice.objects.filter(kind="warehouse", active=True).exists()
    assert OdooChoice.objects.filter(kind="team", active=True).exists()


def test_what_the_user_may_not_see_stays_as_it_was(world: World) -> None:
    before = OdooChoice.objects.filter(kind="carrier", active=True).count()
    world.sandbox.fault("access_error", model="delivery.carrier", method="search_read")

    choices.refresh(world.connection, open_odoo(world.connection))

    assert OdooChoice.objects.filter(kind="carrier", active=True).count() == before == 1
    assert not Delivery.objects.exists()
