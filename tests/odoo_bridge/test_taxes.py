"""Which Odoo tax stands for a rate: proposed, corrected by people, waited for."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import ConfigError
from hub.models import DeliveryState
from odoo_bridge import connections, taxes
from odoo_bridge.bridge.waiting import release_taxes, release_what_came
from odoo_bridge.connections import open_odoo
from odoo_bridge.models import OdooConnection, TaxMapping
from odoo_bridge.odoo.gateways.taxes import SaleTax
from tests.odoo_bridge.world import World


def tax(number: int, rate: str = "20", **changes: bool) -> SaleTax:
    said = {"price_included": False, "for_services": False, "cash_basis": False, "active": True, **changes}
    return SaleTax(record_id=number, name=f"Tax {number}", rate=Decimal(rate), **said)


def mapping(rate: str, *, included: bool = True) -> TaxMapping:
    return TaxMapping.objects.get(rate=Decimal(rate), price_included=included)


def switch(world: World, name: str, *, active: bool) -> None:
    table = world.sandbox.engine.database.table("account.tax")
    for row in list(table.rows.values()):
        if row["name"] == name and row["company_id"] == world.company:
            table.update(row["id"], {"active": active})
    world.sandbox.engine.database.commit()


@pytest.mark.parametrize(
    ("rows", "best"),
    [
        ([tax(2), tax(1)], 1),
        ([tax(1, for_services=True), tax(2)], 2),
        ([tax(1, cash_basis=True), tax(2)], 2),
        ([tax(1, active=False), tax(2, for_services=True, cash_basis=True)], 2),
        ([tax(1), tax(2, for_services=True)], 1),
        ([tax(1, active=False)], 1),
    ],
)
def test_the_best_tax_of_a_rate(rows: list[SaleTax], best: int) -> None:
    assert taxes.proposals(rows)[Decimal(20), False].record_id == best


def test_each_rate_and_price_mode_has_its_own() -> None:
    rows = [tax(1), tax(2, price_included=True), tax(3, "5.5"), tax(4, "8.5"), tax(5, "0"), tax(6, "-20")]

    found = {key: best.record_id for key, best in taxes.proposals(rows).items()}

    assert found == {
        (Decimal(20), False): 1,
        (Decimal(20), True): 2,
        (Decimal("5.5"), False): 3,
        (Decimal("8.5"), False): 4,
    }


@given(st.permutations([tax(1, active=False), tax(2), tax(3, for_services=True), tax(4)]))
def test_the_order_of_odoos_answer_does_not_matter(rows: list[SaleTax]) -> None:
    assert taxes.proposals(rows)[Decimal(20), False].record_id == 2


def test_the_table_is_read_from_odoo_itself(world: World) -> None:
    assert mapping("20").tax_name == "20% G INC"
    assert mapping("5.5", included=False).tax_name == "5.5% G"
    assert taxes.TaxTable.of(world.connection).ids([Decimal("20"), Decimal("5.50")], price_included=True) == [
        mapping("20").tax_id,
        mapping("5.5").tax_id,
    ]


def test_another_companys_taxes_are_not_ours(world: World) -> None:
    ours = {row["id"] for row in world.rows("account.tax") if row["company_id"] == world.company}

    assert set(TaxMapping.objects.values_list("tax_id", flat=True)) <= ours


def test_a_branch_sells_with_its_parents_taxes(world: World) -> None:
    # given a branch without any tax of its own
    table = world.sandbox.engine.database.table("res.company")
    branch = table.insert({**table.rows[1], "id": None, "name": "Lyon", "parent_id": 1})
    users = world.sandbox.engine.database.table("res.users")
    for uid in list(users.rows):
        users.update(uid, {"company_ids": (1, branch)})
    world.sandbox.engine.database.commit()
    parents = set(TaxMapping.objects.values_list("tax_id", flat=True))
    OdooConnection.objects.update(company_id=branch, uid=None)

    connections.set_up(OdooConnection.objects.get())

    assert set(TaxMapping.objects.values_list("tax_id", flat=True)) == parents
    done = world.delivered()
    assert {row["company_id"] for row in world.stored("sale.order")} == {branch}, done.result


def test_an_unknown_rate_is_named(world: World) -> None:
    with pytest.raises(
        ConfigError, match=r"Odoo main has no sale tax of 19 % with the tax included"
    ) as error:
        taxes.TaxTable.of(world.connection).ids([Decimal(19)], price_included=True)

    assert error.value.waits_for == "tax:19:included"  # type: ignore[attr-defined] # a TaxMissingError


def test_what_a_person_chose_stays(world: World) -> None:
    service = next(row for row in world.rows("account.tax") if row["name"] == "20% S INC")
    TaxMapping.objects.filter(pk=mapping("20").pk).update(tax_id=service["id"], chosen=True)

    taxes.refresh(world.connection, open_odoo(world.connection))

    assert (mapping("20").tax_id, mapping("20").active) == (service["id"], True)


def test_a_chosen_tax_that_is_switched_off_is_marked_and_comes_back(world: World) -> None:
    TaxMapping.objects.filter(pk=mapping("20").pk).update(chosen=True)
    for active in (False, True):
        switch(world, "20% G INC", active=active)
        taxes.refresh(world.connection, open_odoo(world.connection))
        assert (mapping("20").tax_name, mapping("20").active) == ("20% G INC", active)


def test_a_rate_that_odoo_does_not_have_any_more_is_forgotten(world: World) -> None:
    # given a tax whose rate somebody changed in Odoo
    table = world.sandbox.engine.database.table("account.tax")
    for row in list(table.rows.values()):
        if row["name"] in ("8.5% G INC", "8.5% G"):
            table.update(row["id"], {"amount": Decimal("8.7")})
    world.sandbox.engine.database.commit()

    taxes.refresh(world.connection, open_odoo(world.connection))

    assert not TaxMapping.objects.filter(rate=Decimal("8.5")).exists()
    assert mapping("8.7").tax_name == "8.5% G INC"


def test_an_order_waits_for_a_tax_that_is_switched_off_and_goes_on(world: World) -> None:
    # given an Odoo as it is after installation
    for name in ("20% G INC", "20% S INC"):
        switch(world, name, active=False)
    taxes.refresh(world.connection, open_odoo(world.connection))

    held = world.attempt(world.delivery())
    assert (held.state, held.error_code, held.attempts) == (DeliveryState.HELD, "tax_inactive", 0)
    assert "'20% G INC' (20 % with the tax included in the price) is switched off" in held.error_cause
    assert release_what_came(world.connection) == 0

    # when somebody activates it
    switch(world, "20% G INC", active=True)
    assert release_what_came(world.connection) == 1

    assert world.attempt(held).state == DeliveryState.DELIVERED
    world.assert_once()


def test_an_order_goes_on_when_somebody_chose_a_tax(world: World) -> None:
    TaxMapping.objects.filter(rate=20).delete()
    held = world.attempt(world.delivery())
    assert held.waits_for == "tax:20:included"

    tax_id = next(row["id"] for row in world.rows("account.tax") if row["name"] == "20% G INC")
    TaxMapping.objects.create(
        connection=world.connection, rate=20, price_included=True, tax_id=tax_id, chosen=True
    )
    assert release_taxes(world.connection) == 1
    assert world.attempt(held).state == DeliveryState.DELIVERED


@pytest.mark.parametrize(
    ("rate", "name"),
    [("20.0000", "tax:20:included"), ("100", "tax:100:included"), ("5.50", "tax:5.5:included")],
)
def test_a_rate_has_one_name(rate: str, name: str) -> None:
    assert taxes.waits_for(Decimal(rate), price_included=True) == name
