"""Decimals without needless zeros: in forms, to those who only look, and in lists."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from hub.admin.decimals import without_zeros
from hub.people.audit import values_of
from hub.people.places import Role
from odoo_bridge.models import OdooConnection, ShopPolicy, TaxMapping, VatClassRate
from tests.factories import shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def policy() -> ShopPolicy:
    """As the database gives it back, with the rate of a class."""
    connection = OdooConnection.objects.create(
        name="main", url="https://odoo.example", database="shop", user="hub"
    )
    made = ShopPolicy.objects.create(shop=shop(), connection=connection, distance_sales_start=Decimal(10000))
    VatClassRate.objects.create(policy=made, country="FR", product_class="books", rate=Decimal("5.5"))
    return made


def member(role: Role, language: str = "en") -> Client:
    person = User.objects.create_user(f"{role.lower()}{User.objects.count()}", is_staff=True)
    person.groups.add(Group.objects.get(name=role))
    client = Client(headers={"Accept-Language": language})
    client.force_login(person)
    return client


def of(policy: ShopPolicy) -> dict[str, Any]:
    return {"connection": policy.connection, "rate": Decimal(20)}


def test_forms_show_what_counts(policy: ShopPolicy) -> None:
    address = reverse("admin:odoo_bridge_shoppolicy_change", args=[policy.pk])

    form = member(Role.ADMINISTRATOR).get(address).content.decode()

    assert 'name="tolerance" value="0.05"' in form
    assert 'name="distance_sales_start" value="10000"' in form
    assert 'name="class_rates-0-rate" value="5.5"' in form


def test_a_rate_is_shown_plainly_and_stays_as_it_is(policy: ShopPolicy) -> None:
    given = {"price_included": "on", "tax_id": 1, "tax_name": "TVA 20 %", "active": "on"}
    tax = TaxMapping.objects.create(**{**given, "price_included": True, "active": True}, **of(policy))
    address, client = (
        reverse("admin:odoo_bridge_taxmapping_change", args=[tax.pk]),
        member(Role.ADMINISTRATOR),
    )

    form = client.get(address).content.decode()
    client.post(address, {**given, "connection": policy.connection_id, "rate": "20"})

    assert 'name="rate" value="20"' in form
    tax.refresh_from_db()
    assert tax.rate == 20
    assert not tax.chosen  # nothing was changed, so that nobody chose


def test_the_audit_log_has_them_plainly_too(policy: ShopPolicy) -> None:
    given = {"price_included": True, "tax_id": 1, "tax_name": "TVA"}
    tax = TaxMapping.objects.create(**given, **of(policy))

    member(Role.ADMINISTRATOR).post(
        reverse("admin:odoo_bridge_taxmapping_change", args=[tax.pk]),
        {**given, "connection": policy.connection_id, "rate": "5.50", "active": "on"},
    )

    [rate] = [one for one in values_of(LogEntry.objects.get()) if one["field"] == "Rate in %"]
    assert (rate["old"], rate["new"]) == ("20", "5.5")


@pytest.mark.parametrize(("language", "tolerance"), [("en", "0.05"), ("fr", "0,05")])
def test_lists_and_those_who_only_look_see_no_zeros(
    policy: ShopPolicy, language: str, tolerance: str
) -> None:
    viewer = member(Role.VIEWER, language)

    listed = viewer.get(reverse("admin:odoo_bridge_shoppolicy_changelist")).content.decode()
    shown = viewer.get(reverse("admin:odoo_bridge_shoppolicy_change", args=[policy.pk])).content.decode()

    assert f">{tolerance}</td>" in listed
    assert f">{tolerance}</div>" in shown
    assert ">10000</div>" in shown
    for text in (listed, shown):
        assert "0.050" not in text
        assert "0,050" not in text


@pytest.mark.parametrize(
    ("text", "shown"), [("0.050", "0.05"), ("20.0000", "20"), ("0.000", "0"), ("100", "100"), ("-", "-")]
)
def test_only_zeros_behind_the_point_go(text: str, shown: str) -> None:
    with override("en"):
        assert without_zeros(text) == shown
