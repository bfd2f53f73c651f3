"""Tax table, delivery policies, and links into Odoo."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client

from hub import links
from hub.models import Delivery, DeliveryState, Order
from odoo_bridge.customers.identity import Rule
from odoo_bridge.models import (
    OdooChoice,
    OdooConnection,
    ServiceMapping,
    ShopPolicy,
    TaxMapping,
)
from tests.factories import ingest, shop, unified_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(db: None) -> Client:
    """Somebody who may do everything."""
    client = Client()
    client.force_login(User.objects.create_superuser("zoe"))
    return client


@pytest.fixture
def connection(db: None) -> OdooConnection:
    """A connection that nobody calls."""
    return OdooConnection.objects.create(
        name="main", url="https://odoo.example.com", database="prod", user="hub", version="17.0"
    )


@pytest.fixture
def order(db: None) -> Order:
    return ingest(shop(), unified_order())[0]


def held(order: Order, **columns: str) -> Delivery:
    return Delivery.objects.create(order=order, revision=1, target="odoo:main", state="held", **columns)


CHOICES: dict[str, object] = {
    "invoice_date": "posting",
    "unknown_sku": "hold",
    "fiscal_position_rule": "odoo",
    "vies_days": 1,
    "without_vies": "hold",
    "vies_proof_days": 30,
    "pricelists-TOTAL_FORMS": 0,
    "pricelists-INITIAL_FORMS": 0,
    "class_rates-TOTAL_FORMS": 0,
    "class_rates-INITIAL_FORMS": 0,
    "charged_differs": "hold",
    "seller_country": "FR",
    "seller_regime": "normal",
    "without_number": "consumer",
    "unshipped_supply": "digital_service",
}


def mapping(connection: OdooConnection, **columns: object) -> TaxMapping:
    values = {"rate": "5.5", "price_included": True, "tax_id": 7, "tax_name": "5.5% G", "active": False}
    return TaxMapping.objects.create(connection=connection, **{**values, **columns})


def save(client: Client, row: TaxMapping, **given: object) -> str:
    values = {
        "connection": row.connection_id,
        "rate": row.rate,
        "price_included": "on",
        "tax_id": row.tax_id,
        "tax_name": row.tax_name,
    }
    address = f"/admin/odoo_bridge/taxmapping/{row.pk}/change/"
    return str(client.post(address, {**values, **given}, follow=True).content.decode())


@pytest.mark.django_db(transaction=True)
def test_a_usable_tax_lets_go_what_waited_and_is_kept(
    client: Client, connection: OdooConnection, order: Order
) -> None:
    waiting = held(order, waits_for="tax:5.5:included")
    row = mapping(connection)

    page = save(client, row, tax_id=9, active="on")

    row.refresh_from_db()
    waiting.refresh_from_db()
    assert "1 delivery goes on." in page
    assert (row.tax_id, row.chosen, row.active) == (9, True, True)
    assert waiting.state == DeliveryState.WAITING


@pytest.mark.django_db(transaction=True)
def test_a_tax_that_stays_off_lets_nothing_go(
    client: Client, connection: OdooConnection, order: Order
) -> None:
    waiting = held(order, waits_for="tax:5.5:included")

    save(client, mapping(connection))

    waiting.refresh_from_db()
    assert waiting.state == DeliveryState.HELD
    assert not TaxMapping.objects.get().chosen


@pytest.mark.parametrize("given", [{"rate": "many"}, {"rate": "99999"}, {"tax_id": "-1"}, {"tax_id": ""}])
def test_a_tax_typed_wrong_is_said(client: Client, connection: OdooConnection, given: dict[str, str]) -> None:
    row = mapping(connection)

    assert "errornote" in save(client, row, **given)


def policy_values(policy: ShopPolicy, **given: object) -> dict[str, object]:
    """The policy's form as a browser sends it."""
    columns = ("deliver_when", "invoice", "tolerance", "recognize_by")
    services = ("shipping_sku", "fee_sku", "discount_sku", "rounding_sku")
    stored = {name: getattr(policy, name) for name in (*columns, *services)}
    return {**stored, "shop": policy.shop_id, "connection": policy.connection_id, **CHOICES, **given}


def choice(connection: OdooConnection, kind: str, name: str, **columns: object) -> OdooChoice:
    number = OdooChoice.objects.count() + 1
    return OdooChoice.objects.create(connection=connection, kind=kind, odoo_id=number, name=name, **columns)


def other_connection() -> OdooConnection:
    return OdooConnection.objects.create(name="other", url="https://other.example", database="b", user="u")


def test_a_policy_offers_what_its_own_odoo_has(client: Client, connection: OdooConnection) -> None:
    policy = ShopPolicy.objects.create(shop=shop(), connection=connection)
    choice(connection, "warehouse", "Lyon depot")
    choice(connection, "warehouse", "Closed depot", active=False)
    choice(other_connection(), "warehouse", "Foreign depot")

    page = client.get(f"/admin/odoo_bridge/shoppolicy/{policy.pk}/change/").content.decode()

    assert "Lyon depot" in page
    assert "Closed depot" not in page
    assert "Foreign depot" not in page


@pytest.mark.django_db(transaction=True)
def test_a_saved_policy_keeps_its_choices_and_lets_go_what_waited(
    client: Client, connection: OdooConnection, order: Order
) -> None:
    policy = ShopPolicy.objects.create(shop=order.shop, connection=connection)
    depot, web = (
        choice(connection, "warehouse", "Lyon"),
        choice(connection, "pricelist", "Web", currency="USD"),
    )
    waiting = held(order, waits_for="sku:NEW-1")
    given = {"warehouse": depot.pk, "pricelists-TOTAL_FORMS": 1, "pricelists-0-pricelist": web.pk}

    page = client.post(
        f"/admin/odoo_bridge/shoppolicy/{policy.pk}/change/",
        policy_values(policy, unknown_sku="create", **given),
        follow=True,
    ).content.decode()

    policy.refresh_from_db()
    waiting.refresh_from_db()
    assert "1 delivery goes on." in page
    assert (policy.warehouse, policy.unknown_sku, waiting.state) == (depot, "create", DeliveryState.WAITING)
    assert [(row.currency, row.pricelist) for row in policy.pricelists.all()] == [("USD", web)]


@pytest.mark.parametrize(
    "given",
    [
        {"unknown_sku": "fallback"},
        {"fiscal_position_rule": "chosen"},
        {"warehouse": "999"},
        {"tolerance": "-1"},
    ],
)
def test_a_policy_filled_in_wrong_is_said(
    client: Client, connection: OdooConnection, given: dict[str, str]
) -> None:
    policy = ShopPolicy.objects.create(shop=shop(), connection=connection)

    answer = client.post(f"/admin/odoo_bridge/shoppolicy/{policy.pk}/change/", policy_values(policy, **given))

    assert "errornote" in answer.content.decode()


def test_two_pricelists_of_a_currency_are_said(client: Client, connection: OdooConnection) -> None:
    policy = ShopPolicy.objects.create(shop=shop(), connection=connection)
    both = [choice(connection, "pricelist", name, currency="USD") for name in ("A", "B")]
    rows = {f"pricelists-{number}-pricelist": one.pk for number, one in enumerate(both)}

    answer = client.post(
        f"/admin/odoo_bridge/shoppolicy/{policy.pk}/change/",
        policy_values(policy, **rows, **{"pricelists-TOTAL_FORMS": 2}),
    )

    assert "one pricelist for each currency" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_product_mapping_lets_go_what_waited(
    client: Client, connection: OdooConnection, order: Order
) -> None:
    ShopPolicy.objects.create(shop=order.shop, connection=connection)
    waiting = held(order, waits_for="sku:NEW-1")
    values = {"shop": order.shop_id, "sku": "NEW-1", "reference": "LMP-02"}

    page = client.post("/admin/odoo_bridge/productmapping/add/", values, follow=True).content.decode()

    waiting.refresh_from_db()
    assert "1 delivery goes on." in page
    assert waiting.state == DeliveryState.WAITING


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"title": " COLISSIMO "}, "mapped already"),
        ({"title": "Gift", "kind": "fee", "carrier": "own"}, "Only shipping"),
        ({"title": "DHL", "reference": ""}, "Name the product"),
    ],
)
def test_a_service_mapped_wrong_is_said(
    client: Client, connection: OdooConnection, given: dict[str, str], said: str
) -> None:
    lampes, carrier = shop(), choice(connection, "carrier", "Post")
    ServiceMapping.objects.create(shop=lampes, title="Colissimo", reference="COL")
    values = {"shop": lampes.pk, "kind": "shipping", "reference": "X", **given}
    values = {**values, "carrier": carrier.pk} if "carrier" in values else values

    page = client.post("/admin/odoo_bridge/servicemapping/add/", values).content.decode()

    assert said in page


def test_a_policy_is_set_for_a_shop(client: Client, connection: OdooConnection) -> None:
    lampes = shop()
    values = {
        "shop": lampes.pk,
        "connection": connection.pk,
        "deliver_when": "confirmed",
        "invoice": "draft",
        "tolerance": "0.05",
        "recognize_by": "email, customer",
        "shipping_sku": "PORT",
        "fee_sku": "FEE",
        "discount_sku": "DISCOUNT",
        "rounding_sku": "ROUNDING",
        **CHOICES,
    }

    client.post("/admin/odoo_bridge/shoppolicy/add/", values)
    page = client.get("/admin/odoo_bridge/shoppolicy/").content.decode()

    assert ShopPolicy.objects.get().shipping_sku == "PORT"
    assert ShopPolicy.objects.get().rules == (Rule.EMAIL, Rule.ACCOUNT)
    assert "When confirmed" in page
    assert "Draft invoice" in page


@pytest.mark.parametrize("written", ["", "vat,,email", "vat, vat", "shoe size"])
def test_rules_typed_wrong_are_said(connection: OdooConnection, written: str) -> None:
    policy = ShopPolicy(shop=shop(), connection=connection, recognize_by=written)

    with pytest.raises(ValidationError, match="recognize_by"):
        policy.full_clean()


@pytest.mark.parametrize(
    ("version", "url"),
    [
        ("17.0", "https://odoo.example.com/web#id=7&model=sale.order&view_type=form"),
        ("saas~17.4", "https://odoo.example.com/web#id=7&model=sale.order&view_type=form"),
        ("", "https://odoo.example.com/web#id=7&model=sale.order&view_type=form"),
        ("18.0", "https://odoo.example.com/odoo/sale.order/7"),
        ("19.0", "https://odoo.example.com/odoo/sale.order/7"),
    ],
)
def test_links_into_odoo_are_those_of_its_version(connection: OdooConnection, version: str, url: str) -> None:
    OdooConnection.objects.update(version=version)

    opened = links.of("odoo:main")

    assert opened is not None
    assert opened.record("sale.order", 7) == url


def test_what_stops_a_delivery_has_a_page_that_mends_it(connection: OdooConnection, order: Order) -> None:
    opened = links.of("odoo:main")
    assert opened is not None

    assert "taxmapping" in opened.mend(Delivery(waits_for="tax:20:included"))
    assert opened.mend(Delivery(waits_for="sku:LMP-9")).startswith(
        "https://odoo.example.com/web#model=product"
    )
    assert opened.mend(Delivery(pk=7, waits_for="customer:email:x")).endswith("/partner/choose/7/")
    assert "odooconnection" in opened.mend(Delivery(error_class="credentials"))
    assert opened.mend(Delivery(error_class="transient")) == ""
    OdooConnection.objects.update(version="19.0")
    newer = links.of("odoo:main")
    assert newer is not None
    assert newer.mend(Delivery(waits_for="sku:LMP-9")) == "https://odoo.example.com/odoo/product.product"


def test_a_connection_or_a_kind_that_is_gone_has_no_links(connection: OdooConnection) -> None:
    assert links.of("odoo:gone") is None
    assert links.of("warehouse:main") is None


def test_the_order_page_leads_into_odoo(client: Client, connection: OdooConnection, order: Order) -> None:
    delivery = held(order, error_class="config", waits_for="tax:20:included")
    delivery.steps.create(name="order", model="sale.order", record_id=7, record_name="S00007")

    page = client.get(f"/admin/hub/order/{order.pk}/change/").content.decode()

    assert "https://odoo.example.com/web#id=7&amp;model=sale.order" in page
    assert "Order S00007" in page
    assert "Mend it here" in page
