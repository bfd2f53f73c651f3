"""The audit log: every change and action by a person, with reason and old and new values, never a secret."""

import json

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from hub import deliveries
from hub.models import ApiKey, Backfill, Delivery, DeliveryState, Shop
from hub.people import audit
from hub.people.places import Role
from odoo_bridge.models import OdooConnection, ProductMapping
from tests.factories import ingest, shop, unified_order
from tests.hub.people.conftest import Member
from tests.hub.people.rows import row_of

pytestmark = pytest.mark.django_db
LOG = "/admin/admin/logentry/"


@pytest.fixture
def zoe() -> Client:
    """Somebody who may do everything."""
    client = Client()
    client.force_login(User.objects.create_superuser("zoe", password="secret"))
    return client


def newest() -> LogEntry:
    return LogEntry.objects.latest("pk")


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_an_action_is_noted_with_its_reason(zoe: Client) -> None:
    [order] = ingest(shop(), unified_order())
    delivery = deliveries.of_newest_revision(order, "odoo:main")
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.FAILED)

    zoe.post(reverse("admin:hub_delivery_do", args=[delivery.pk, "again"]), {"again-reason": "Odoo is back"})

    assert audit.told(newest()) == "Deliver again."
    assert audit.reason_of(newest()) == "Odoo is back"
    page = text_of(zoe, LOG)
    assert "Odoo is back" in page
    assert reverse("admin:hub_delivery_change", args=[delivery.pk]) in page
    assert "Odoo is back" in text_of(zoe, reverse("admin:hub_delivery_history", args=[delivery.pk]))


def test_an_action_on_many_rows_is_noted_for_each(zoe: Client) -> None:
    orders = ingest(shop(), unified_order(external_id="1"), unified_order(external_id="2"))
    rows = [deliveries.of_newest_revision(order, "odoo:main") for order in orders]
    Delivery.objects.update(state=DeliveryState.FAILED)
    given = {"action": "deliver_again", "_selected_action": [row.pk for row in rows]}

    zoe.post("/admin/hub/delivery/", {**given, "confirmed": "1", "again-reason": "both"})

    noted = LogEntry.objects.filter(content_type__model="delivery")
    assert {entry.object_id for entry in noted} == {str(row.pk) for row in rows}
    assert {audit.reason_of(entry) for entry in noted} == {"both"}


def test_asking_for_the_reason_is_no_action_yet(zoe: Client) -> None:
    [order] = ingest(shop(), unified_order())
    row = deliveries.of_newest_revision(order, "odoo:main")

    zoe.post("/admin/hub/delivery/", {"action": "deliver_again", "_selected_action": [row.pk]})
    zoe.post(reverse("admin:hub_delivery_do", args=[row.pk, "done"]), {})

    assert not LogEntry.objects.exists()


def test_a_form_is_noted_with_old_and_new_values(zoe: Client) -> None:
    row = ProductMapping.objects.create(shop=shop(), sku="LMP-9", reference="LMP-09")
    other = shop(slug="other", name="Another shop")

    url = reverse("admin:odoo_bridge_productmapping_change", args=[row.pk])
    zoe.post(url, {"shop": other.pk, "sku": "LMP-9", "reference": "LMP-99"})

    values = {value["field"]: (value["old"], value["new"]) for value in audit.values_of(newest())}
    assert values == {
        "Shop": (str(Shop.objects.get(slug="lampes-fr")), "Another shop"),
        "Reference in Odoo": ("LMP-09", "LMP-99"),
    }
    assert "LMP-99" in text_of(zoe, LOG)
    with override("fr"):  # whoever reads it later
        assert {value["field"] for value in audit.values_of(newest())} == {"Boutique", "Référence dans Odoo"}


def test_secrets_are_never_in_the_log(zoe: Client) -> None:
    row = OdooConnection.objects.create(name="main", url="https://odoo.example.com", database="d", user="u")

    given = {
        "active": "on",
        "url": "https://odoo.example.org",
        "database": "d",
        "user": "u",
        "company_id": "1",
    }
    zoe.post(
        reverse("admin:odoo_bridge_odooconnection_change", args=[row.pk]), {**given, "api_key": "TOP-5ECRET"}
    )

    changed = {value["field"]: value["new"] for value in audit.values_of(newest())}
    assert changed["API key or password"] == audit.HIDDEN
    assert changed["Address"] == "https://odoo.example.org"
    assert not LogEntry.objects.filter(change_message__contains="5ECRET").exists()


@pytest.mark.parametrize(
    ("make", "action"),
    [
        (shop, "pause"),
        (lambda: row_of(ApiKey), "revoke"),
        (lambda: row_of(Backfill), "cancel"),
    ],
)
def test_what_matters_asks_for_a_reason(zoe: Client, make: object, action: str) -> None:
    row = make()  # type: ignore[operator]
    url = reverse(f"admin:hub_{row._meta.model_name}_do", args=[row.pk, action])

    assert zoe.post(url).status_code == 200
    assert not LogEntry.objects.exists()

    assert zoe.post(url, {f"{action}-reason": "stock-taking"}).status_code == 302
    assert audit.reason_of(newest()) == "stock-taking"


def test_a_new_key_is_noted_without_the_key(zoe: Client) -> None:
    page = zoe.post(
        "/admin/hub/apikey/add/", {"name": "warehouse", "scopes": ["orders:read"]}
    ).content.decode()

    assert audit.told(newest()) == "Made, for orders:read."
    assert "Authorization: Bearer" in page
    assert ApiKey.objects.get().digest not in newest().change_message


def test_the_log_speaks_the_language_of_the_page(zoe: Client) -> None:
    row = shop()
    zoe.post(reverse("admin:hub_shop_do", args=[row.pk, "poll"]), HTTP_ACCEPT_LANGUAGE="fr")

    assert json.loads(newest().change_message) == [{"action": "Poll now"}]
    page = zoe.get(LOG, HTTP_ACCEPT_LANGUAGE="fr").content.decode()
    assert "Interroger maintenant" in page or "Lire maintenant" in page


def test_it_is_filtered_by_person_kind_and_day(zoe: Client, member: Member) -> None:
    first, second = shop(), shop(slug="other", name="Another shop")
    zoe.post(reverse("admin:hub_shop_do", args=[first.pk, "poll"]))
    member(Role.OPERATOR).post(reverse("admin:hub_shop_do", args=[second.pk, "poll"]))
    mine = User.objects.get(username="zoe").pk

    assert "Another shop" in text_of(zoe, LOG)
    assert "Another shop" not in text_of(zoe, f"{LOG}?user__id__exact={mine}")
    assert "Another shop" not in text_of(zoe, f"{LOG}?kind=1")
    assert "Another shop" not in text_of(zoe, f"{LOG}?action_time_to=2020-01-01")
    assert "Another shop" in text_of(zoe, f"{LOG}?q=Another")


def test_nobody_changes_the_log_or_deletes_who_is_in_it(zoe: Client) -> None:
    zoe.post(reverse("admin:hub_shop_do", args=[shop().pk, "poll"]))
    entry, person = newest(), User.objects.get(username="zoe")

    assert zoe.post(f"{LOG}{entry.pk}/delete/", {"post": "yes"}).status_code == 403
    assert zoe.post(f"{LOG}add/").status_code == 403
    assert zoe.post(f"/admin/auth/user/{person.pk}/delete/", {"post": "yes"}).status_code == 403
    assert LogEntry.objects.filter(pk=entry.pk).exists()


@pytest.fixture
def _two_hundred() -> None:
    person, row = User.objects.create_user("anna"), shop()
    for number in range(200):
        LogEntry.objects.log_actions(
            person.pk, [row], 2, [{"action": f"Number {number}"}], single_object=True
        )


@pytest.mark.usefixtures("_two_hundred")
def test_its_page_takes_few_queries(zoe: Client, django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        zoe.get(LOG)


def test_hostile_text_is_harmless(zoe: Client) -> None:
    row = shop(name="<script>alert(1)</script>")
    url = reverse("admin:hub_shop_do", args=[row.pk, "pause"])
    zoe.post(url, {"pause-reason": "<img src=x onerror=alert(1)>"})

    page = text_of(zoe, LOG)

    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
