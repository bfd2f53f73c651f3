"""Tax table, delivery policies, known customers, and links into Odoo."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hub import links
from hub.models import Delivery, DeliveryState, Order
from odoo_bridge.models import OdooConnection, PartnerLink, ShopPolicy, TaxMapping
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


def test_a_policy_is_set_for_a_shop(client: Client, connection: OdooConnection) -> None:
    lampes = shop()
    values = {
        "shop": lampes.pk,
        "connection": connection.pk,
        "deliver_when": "confirmed",
        "invoice": "draft",
        "tolerance": "0.05",
        "shipping_sku": "PORT",
        "fee_sku": "FEE",
        "discount_sku": "DISCOUNT",
        "rounding_sku": "ROUNDING",
    }

    client.post("/admin/odoo_bridge/shoppolicy/add/", values)
    page = client.get("/admin/odoo_bridge/shoppolicy/").content.decode()

    assert ShopPolicy.objects.get().shipping_sku == "PORT"
    assert "When confirmed" in page
    assert "Draft invoice" in page


@pytest.mark.parametrize(("term", "count"), [("zoe", 1), ("33", 1), ("email:zoe", 1), ("nobody", 0), ("", 2)])
def test_known_customers_are_found(client: Client, connection: OdooConnection, term: str, count: int) -> None:
    PartnerLink.objects.create(
        connection=connection, key="email:zoe@example.com", partner_id=33, rule="email"
    )
    PartnerLink.objects.create(
        connection=connection, key="customer:lampes-fr:4", partner_id=44, rule="created"
    )

    answer = client.get("/admin/odoo_bridge/partnerlink/", {"q": term})

    assert len(answer.context["cl"].result_list) == count


def test_known_customers_are_only_to_look_at(client: Client, connection: OdooConnection) -> None:
    link = PartnerLink.objects.create(connection=connection, key="email:zoe@example.com", partner_id=33)

    client.post(f"/admin/odoo_bridge/partnerlink/{link.pk}/change/", {"partner_id": 1})

    link.refresh_from_db()
    assert link.partner_id == 33
    assert client.get("/admin/odoo_bridge/partnerlink/add/").status_code == 403


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
    assert "Mend it here" in page
