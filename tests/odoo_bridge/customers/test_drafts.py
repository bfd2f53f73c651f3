"""What Odoo is told of a customer and of an address."""

from typing import Any

import pytest

from hub.order import Customer
from odoo_bridge.customers.drafts import Places, address_draft, customer_draft, without_vat
from odoo_bridge.odoo.gateways.partners import PartnerDraft
from tests.factories import address, unified_order

PLACES = Places({"FR": 75, "BE": 20}, ("en_US", "fil_PH", "fr_BE", "fr_FR", "sr@latin"))


def draft(**changes: Any) -> PartnerDraft:
    return customer_draft("aff_x.cust_1", unified_order(**changes), PLACES)


def customer(**changes: Any) -> dict[str, str]:
    return draft(**changes).cells()


def test_a_person_with_an_address() -> None:
    row = customer()

    assert (row["name"], row["is_company"], row["type"]) == ("Zoé Martin", "", "contact")
    assert (row["street"], row["zip"], row["city"]) == ("3 rue des Lilas", "69003", "Lyon")
    assert (row["country_id/.id"], row["parent_id/.id"]) == ("75", "")


@pytest.mark.parametrize(
    ("buyer", "billing", "name"),
    [
        ({"company": " Lampes SARL ", "name": "Zoé"}, {}, "Lampes SARL"),
        ({"name": "Zoé"}, {"company": "Lampes SARL"}, "Lampes SARL"),
        ({"name": "Zoé"}, {}, "Zoé"),
        ({"name": ""}, {"name": "Z. Martin"}, "Z. Martin"),
        ({"name": "", "email": "zoe@example.com"}, {"name": ""}, "zoe@example.com"),
        ({"name": ""}, {"name": ""}, "Customer of #4711"),
    ],
)
def test_nobody_is_nameless(buyer: dict[str, str], billing: dict[str, str], name: str) -> None:
    row = customer(customer=Customer(**buyer), billing_address=address(**billing))  # type: ignore[arg-type] # text fields only

    assert row["name"] == name


def test_a_company_is_marked() -> None:
    assert customer(customer=Customer(company="Lampes SARL"))["is_company"] == "True"


def test_without_billing_address_the_shipping_address_is_the_customers() -> None:
    assert customer(billing_address=None)["city"] == "Lyon"
    assert customer(billing_address=None, shipping_address=None)["city"] == ""


def test_a_vat_id_that_odoo_refused_stands_in_the_comment() -> None:
    buyer = Customer(vat_id="FR00000000000", name="Zoé")

    good = customer(customer=buyer)
    refused = without_vat(draft(customer=buyer)).cells()

    assert (good["vat"], good["comment"]) == ("FR00000000000", "")
    assert (refused["vat"], "FR00000000000" in refused["comment"]) == ("", True)


def test_a_country_that_odoo_does_not_know_is_left_out() -> None:
    assert customer(billing_address=address(country="AQ"))["country_id/.id"] == ""


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("fr", "fr_BE"),
        ("fr_FR", "fr_FR"),
        ("fr-FR", "fr_FR"),
        ("fr-fr", "fr_FR"),
        ("sr", "sr@latin"),
        ("de", ""),
        ("fi", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_only_installed_languages_are_sent(locale: str | None, language: str) -> None:
    assert PLACES.language(locale) == language


def test_an_address_belongs_to_its_customer() -> None:
    place = address(company="Lampes SARL", phone="04")

    invoice, delivery = (
        address_draft("x", kind, 31, place, "zoe@example.com", PLACES).cells()
        for kind in ("invoice", "delivery")
    )

    assert (invoice["name"], invoice["parent_id/.id"]) == ("Lampes SARL, Zoé Martin", "31")
    assert (invoice["type"], invoice["email"]) == ("invoice", "zoe@example.com")
    assert (delivery["type"], delivery["email"], delivery["phone"]) == ("delivery", "", "04")


def test_an_address_without_any_name_still_has_one() -> None:
    row = address_draft("x", "invoice", 31, address(name=""), "", PLACES).cells()

    assert row["name"] == "–"
