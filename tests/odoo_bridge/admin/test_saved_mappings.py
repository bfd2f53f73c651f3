"""A problem that ends after somebody saved a mapping on its page says who did; others end by themselves."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from hub import deliveries
from hub.models import Delivery, DeliveryState, Problem, Shop
from hub.problems import following
from odoo_bridge.models import (
    AddressTerritory,
    ChoiceKind,
    OdooChoice,
    OdooConnection,
    PaymentMapping,
    ProductMapping,
    ShopPolicy,
    TaxMapping,
    VatPositionMapping,
)
from tests.factories import ingest, shop, unified_order

pytestmark = pytest.mark.django_db
ADMIN = "/admin/odoo_bridge/"


@pytest.fixture
def zoe() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("zoe"))
    return client


@pytest.fixture
def lampes() -> Shop:
    """A shop that delivers to an Odoo with one journal."""
    lampes = shop()
    features = {"journals": [[7, "Bank"]]}
    connection = OdooConnection.objects.create(name="main", url="https://o", database="d", features=features)
    ShopPolicy.objects.create(shop=lampes, connection=connection)
    return lampes


def ends_after(lampes: Shop, waits_for: str, mend: Callable[[], object]) -> Problem:
    """A problem that is there for a while, then something is done, and nothing waits for it any more."""
    [order] = ingest(lampes, unified_order())
    row = deliveries.of_newest_revision(order, "odoo:main")
    since = timezone.now() - timedelta(minutes=5)
    trouble = {"error_class": "config", "error_code": "missing", "error_since": since}
    Delivery.objects.filter(pk=row.pk).update(state=DeliveryState.HELD, waits_for=waits_for, **trouble)
    following.follow()
    mend()
    Delivery.objects.filter(pk=row.pk).update(state=DeliveryState.WAITING, waits_for="")
    following.follow()
    return Problem.objects.get()


def add(client: Client, table: str, **given: Any) -> Callable[[], object]:
    return lambda: client.post(f"{ADMIN}{table}/add/", given)


def test_a_product_mapping(zoe: Client, lampes: Shop) -> None:
    given = {"shop": lampes.pk, "sku": "LMP-9", "reference": "LMP-02"}

    row = ends_after(lampes, "sku:LMP-9", add(zoe, "productmapping", **given))

    assert (row.resolved_by, row.resolution) == ("zoe", "Product mapping saved: LMP-9 → LMP-02.")
    page = zoe.get(f"/admin/hub/problem/{row.key}/change/").content.decode()
    assert "Product mapping saved: LMP-9 → LMP-02." in page
    assert "By itself" not in page


def test_a_product_mapping_from_a_file(zoe: Client, lampes: Shop) -> None:
    file = SimpleUploadedFile("t.csv", b"shop,sku,reference\nlampes-fr,LMP-9,LMP-02\n")

    row = ends_after(lampes, "sku:LMP-9", lambda: zoe.post(f"{ADMIN}productmapping/import/", {"file": file}))

    assert row.resolved_by == "zoe"


def test_a_mapping_that_named_it_before(zoe: Client, lampes: Shop) -> None:
    old = ProductMapping.objects.create(shop=lampes, sku="LMP-9", reference="GONE")
    given = {"shop": lampes.pk, "sku": "LMP-9", "reference": "LMP-02"}

    row = ends_after(lampes, "sku:GONE", lambda: zoe.post(f"{ADMIN}productmapping/{old.pk}/change/", given))

    assert row.resolution == "Product mapping saved: LMP-9 → LMP-02."


def test_a_tax(zoe: Client, lampes: Shop) -> None:
    connection = OdooConnection.objects.get()
    given = {"connection": connection.pk, "rate": "5.5", "tax_id": 7, "tax_name": "TVA", "active": "on"}

    row = ends_after(lampes, "tax:5.5:excluded", add(zoe, "taxmapping", **given))

    assert TaxMapping.objects.get().tax_id == 7
    assert row.resolved_by == "zoe"


def test_a_journal(zoe: Client, lampes: Shop) -> None:
    mapping = PaymentMapping.objects.create(
        connection=OdooConnection.objects.get(), shop=lampes, method="card"
    )
    given = {"connection": mapping.connection_id, "shop": lampes.pk, "method": "card", "journal_id": 7}

    row = ends_after(
        lampes,
        "journal:lampes-fr:card",
        lambda: zoe.post(f"{ADMIN}paymentmapping/{mapping.pk}/change/", given),
    )

    assert row.resolved_by == "zoe"


def test_a_territory(zoe: Client, lampes: Shop) -> None:
    given = {"country": "ES", "town": "Telde", "territory": "canaries"}

    row = ends_after(lampes, "vat:place:ES|||telde", add(zoe, "addressterritory", **given))

    assert AddressTerritory.objects.count() == 1
    assert row.resolution == "VAT territory of an address saved: ES telde → Canary Islands."


def noted(*rows: Any, **message: Any) -> Callable[[], object]:
    """As a form of the page notes it."""
    person = User.objects.get(username="zoe")
    return lambda: LogEntry.objects.log_actions(person.pk, rows, 2, [message], single_object=True)


@pytest.mark.parametrize("waits_for", ["vat:differs", "vat:undecided", "sku:"])
@pytest.mark.usefixtures("zoe")
def test_what_the_policy_decides_about(lampes: Shop, waits_for: str) -> None:
    row = ends_after(lampes, waits_for, noted(ShopPolicy.objects.get()))

    assert row.resolved_by == "zoe"


@pytest.mark.usefixtures("zoe")
def test_a_policy_that_named_what_is_gone(lampes: Shop) -> None:
    connection = OdooConnection.objects.get()
    gone = OdooChoice.objects.create(
        connection=connection, kind=ChoiceKind.TEAM, odoo_id=9, name="Été", active=False
    )
    change = {"field": "Sales team", "old": str(gone), "new": "Web"}

    row = ends_after(lampes, "choice:team:9", noted(ShopPolicy.objects.get(), values=[change]))

    assert row.resolved_by == "zoe"


@pytest.mark.usefixtures("zoe")
def test_a_fiscal_position(lampes: Shop) -> None:
    mapping = VatPositionMapping.objects.create(
        connection=OdooConnection.objects.get(), treatment="OSS_DESTINATION", country="DE", open=True
    )

    row = ends_after(lampes, "vat_position:OSS_DESTINATION:DE", noted(mapping))

    assert row.resolved_by == "zoe"


@pytest.mark.parametrize(
    "waits_for",
    ["sku:lmp-9", "sku:LMP-7", "tax:x:y", "journal:lampes-fr:cash", "choice:team:x", "pricelist:USD", ""],
)
def test_what_somebody_saved_for_something_else_did_not_end_it(
    zoe: Client, lampes: Shop, waits_for: str
) -> None:
    given = {"shop": lampes.pk, "sku": "LMP-9", "reference": "LMP-02"}

    row = ends_after(lampes, waits_for, add(zoe, "productmapping", **given))

    assert (row.resolved_by, row.resolution) == ("", "By itself: nothing waits for it any more.")


def test_what_was_saved_before_it_began_did_not_end_it(zoe: Client, lampes: Shop) -> None:
    add(zoe, "productmapping", shop=lampes.pk, sku="LMP-9", reference="LMP-02")()
    LogEntry.objects.update(action_time=timezone.now() - timedelta(hours=1))

    assert ends_after(lampes, "sku:LMP-9", lambda: None).resolved_by == ""
