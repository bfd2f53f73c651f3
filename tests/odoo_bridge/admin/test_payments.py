"""The journals of payment methods, and the button that credits a difference."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hub.models import Delivery, DeliveryState, Order
from odoo_bridge.models import OdooConnection, PaymentMapping
from tests.factories import hold_delivery, ingest, shop, unified_order

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
        name="main",
        url="https://odoo.example.com",
        database="odoo",
        user="hub",
        features={"journals": [[12, "Bank"], [13, "Cash"]]},
    )


@pytest.fixture
def order(connection: OdooConnection) -> Order:
    lampes = shop()
    [row] = ingest(lampes, unified_order())
    return row


def save(client: Client, row: PaymentMapping, journal: object) -> str:
    given = {
        "connection": row.connection_id,
        "shop": row.shop_id,
        "method": row.method,
        "journal_id": journal,
    }
    address = f"/admin/odoo_bridge/paymentmapping/{row.pk}/change/"
    return str(client.post(address, given, follow=True).content.decode())


def held(order: Order, **columns: object) -> Delivery:
    delivery = hold_delivery(order)
    Delivery.objects.filter(pk=delivery.pk).update(**columns)
    delivery.refresh_from_db()
    return delivery


@pytest.mark.django_db(transaction=True)
def test_a_chosen_journal_lets_go_what_waited(
    client: Client, connection: OdooConnection, order: Order
) -> None:
    waiting = held(order, waits_for="journal:lampes-fr:card")
    row = PaymentMapping.objects.create(connection=connection, shop=order.shop, method="card")

    page = save(client, row, 13)

    row.refresh_from_db()
    waiting.refresh_from_db()
    assert "1 delivery goes on." in page
    assert (row.journal_id, row.journal_name) == (13, "Cash")
    assert waiting.state == DeliveryState.WAITING


@pytest.mark.parametrize("journal", [99, "many"])
def test_a_journal_that_odoo_does_not_have_is_refused(
    client: Client, connection: OdooConnection, order: Order, journal: object
) -> None:
    row = PaymentMapping.objects.create(connection=connection, shop=order.shop, method="card")

    assert "errornote" in save(client, row, journal)


def test_the_list_says_what_is_still_to_be_chosen(
    client: Client, connection: OdooConnection, order: Order
) -> None:
    PaymentMapping.objects.create(connection=connection, shop=order.shop, method="card")

    assert "to be chosen" in client.get("/admin/odoo_bridge/paymentmapping/").content.decode()


def test_payments_without_posted_invoices_are_refused(
    client: Client, connection: OdooConnection, order: Order
) -> None:
    values = {
        "shop": order.shop_id,
        "connection": connection.pk,
        "deliver_when": "paid",
        "invoice": "draft",
        "tolerance": "0.05",
        "shipping_sku": "SHIPPING",
        "fee_sku": "FEE",
        "discount_sku": "DISCOUNT",
        "rounding_sku": "ROUNDING",
        "register_payment": "on",
    }

    page = client.post("/admin/odoo_bridge/shoppolicy/add/", values).content.decode()

    assert "Payments need posted invoices." in page


def test_crediting_the_difference_is_offered_where_it_is_possible(
    client: Client, connection: OdooConnection, order: Order
) -> None:
    delivery = held(order, result={"offers": ["credit_difference"]}, waits_for="")
    page = client.get(f"/admin/hub/delivery/{delivery.pk}/change/").content.decode()
    assert "Credit the difference" in page

    address = f"/admin/hub/delivery/{delivery.pk}/do/credit/"
    client.post(address, {"credit-reason": "one lamp less"}, follow=True)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.result["chosen"]) == (DeliveryState.WAITING, "credit_difference")


def test_crediting_the_difference_is_not_offered_elsewhere(
    client: Client, connection: OdooConnection, order: Order
) -> None:
    delivery = held(order, waits_for="")

    assert (
        "Credit the difference"
        not in client.get(f"/admin/hub/delivery/{delivery.pk}/change/").content.decode()
    )
