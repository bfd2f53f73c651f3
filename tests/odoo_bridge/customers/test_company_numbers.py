"""SIREN and SIRET of French companies on their partners: where Odoo has a field, and only then."""

from dataclasses import replace
from typing import Any

import pytest

from hub.order import Customer, Registration
from odoo_bridge.models import OdooConnection, Partner
from odoo_bridge.vat.companies import company_of
from tests.factories import unified_order
from tests.odoo_bridge.deliver.afterwards import LATER
from tests.odoo_bridge.vat.orders.orders import address, company
from tests.odoo_bridge.world import Row, World, story

pytestmark = pytest.mark.django_db
VAT_ID, SIREN, SIRET = "FR40303265045", "303265045", "30326504500011"


def numbers(world: World, row: Row) -> dict[str, Any]:
    """The registry, and on 17 the SIRET of the French localisation."""
    names = ("company_registry", "siret") if world.odoo.version == "17" else ("company_registry",)
    return {name: row[name] or "" for name in names}


def expected(world: World, siren: str = SIREN, siret: str = "") -> dict[str, str]:
    if world.odoo.version == "17":
        return {"company_registry": siren, "siret": siret}
    return {"company_registry": siret or siren}


def french(vat_id: str = VAT_ID, siret: str = "", **changes: Any) -> Customer:
    registrations = (Registration(kind="siret", value=siret),) if siret else ()
    return replace(company(vat_id), registrations=registrations, **changes)


def only_company(world: World) -> Row:
    [row] = [row for row in world.stored_customers() if row["is_company"]]
    return row


def sell(world: World, number: str = "1", **changes: Any) -> Any:
    place = address("FR")
    return world.delivered(number, billing_address=place, shipping_address=place, **changes)


def test_the_siren_is_derived_from_the_vat_id(world: World) -> None:
    sell(world, customer=french())

    assert numbers(world, only_company(world)) == expected(world)


def test_a_siret_that_the_shop_asked_for_is_written_beside_it(world: World) -> None:
    sell(world, customer=french(siret="303 265 045 00011"))

    assert numbers(world, only_company(world)) == expected(world, siret=SIRET)


def test_a_siret_of_another_company_is_not_written(world: World) -> None:
    sell(world, customer=french(siret="73282932000074"))

    assert numbers(world, only_company(world)) == expected(world)


def test_a_number_that_comes_later_is_added_to_the_hubs_own_customer(world: World) -> None:
    # given
    sell(world, "1", customer=french(""))
    assert numbers(world, only_company(world)) == expected(world, siren="")

    # when
    done = sell(world, "2", customer=french(siret=SIRET), updated_at=LATER)

    # then
    assert numbers(world, only_company(world)) == expected(world, siret=SIRET)
    assert "siret: – → 30326504500011" in story(done)


def test_customers_with_and_without_share_their_batch(world: World) -> None:
    # given
    deliveries = [
        world.delivery(number, customer=customer)
        for number, customer in (
            ("1", french(email="one@example.com")),
            ("2", replace(company("BE0403019261", "NV"), email="two@example.com")),
            ("3", french("", siret="73282932000074", company="Trois", email="three@example.com")),
        )
    ]

    # when
    for delivery in deliveries:
        world.attempt(delivery)

    # then
    found = {row["name"]: numbers(world, row) for row in world.stored_customers() if row["is_company"]}
    assert found == {
        "ACME": expected(world),
        "NV": expected(world, siren=""),
        "Trois": expected(world, siren="732829320", siret="73282932000074"),
    }


def test_an_odoo_without_such_fields_is_told_nothing(world: World) -> None:
    # given
    features = {**world.connection.features, "siret_field": "", "registry_field": ""}
    OdooConnection.objects.update(features=features)

    # when
    sell(world, "1", customer=french())
    done = sell(world, "2", customer=french(siret=SIRET), updated_at=LATER)

    # then
    assert numbers(world, only_company(world)) == expected(world, siren="")
    assert "siret" not in story(done)
    assert Partner.objects.filter(is_company=True).count() == 1


def test_a_person_has_none() -> None:
    assert company_of(unified_order()).siren == ""
