"""The number of questions to the database does not grow with the page, and none of them counts rows."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.deliveries import of_newest_revision
from hub.models import ApiKey, Attempt, Delivery, DeliveryState, DeliveryStep, Order
from hub.outbox.relay import Embedded, relay_batch
from tests.factories import ingest, shop, unified_order
from tests.hub.reconciliation.differences import difference, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def many_orders(db: None) -> list[Order]:
    """Twenty orders of four shops, published, each with a delivery that is held."""
    orders = [
        order
        for slug in ("a", "b", "c", "d")
        for order in ingest(shop(slug), *(unified_order(str(number)) for number in range(5)))
    ]
    for order in orders:
        delivery = of_newest_revision(order, "odoo:main")
        DeliveryStep.objects.create(delivery=delivery, name="partner", record_id=1)
        Attempt.objects.create(delivery=delivery, started_at=timezone.now(), outcome="held")
        difference(order)
        run(order.shop, f"odoo:{order.pk}")
    Delivery.objects.update(state=DeliveryState.HELD, error_class="config")
    relay_batch(Embedded(), "test")
    return orders


def queries(client: Client, address: str) -> list[str]:
    """What is asked of the database, when the key's use needs not be noted."""
    ApiKey.objects.update(last_used_at=timezone.now())
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return [query["sql"] for query in captured.captured_queries]


@pytest.mark.usefixtures("many_orders")
@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/api/v1/orders/?", 5),  # key, orders, shops, newest revisions, deliveries that wait
        ("/api/v1/orders/?status=open&held=true&sku=LMP-01&number=%231&channel=paper&", 5),
        ("/api/v1/shops/?", 2),  # key, shops
        ("/api/v1/differences/?", 4),  # key, differences, orders, shops
        ("/api/v1/reconciliations/?", 3),  # key, runs, shops
        ("/api/v1/events/?", 5),  # key, messages, orders, shops, revisions
    ],
)
def test_a_large_page_asks_as_much_as_a_small_one(client: Client, address: str, expected: int) -> None:
    small, large = queries(client, f"{address}limit=1"), queries(client, f"{address}limit=200")

    assert len(small) == len(large) == expected
    assert not any("COUNT(" in query for query in large)


@pytest.mark.usefixtures("many_orders")
def test_filtering_by_shop_looks_the_shops_up_once(client: Client) -> None:
    one = queries(client, "/api/v1/orders/?shop=a&limit=1")
    all_four = queries(client, "/api/v1/orders/?shop=a&shop=b&shop=c&shop=d&limit=200")

    assert len(one) == len(all_four) == 6


def test_one_order_asks_the_same_however_long_its_history(client: Client, many_orders: list[Order]) -> None:
    order = many_orders[0]
    address = f"/api/v1/orders/{order.pk}/"
    short = queries(client, address)

    for number in range(5):
        delivery = Delivery.objects.create(order=order, revision=1, target=f"odoo:{number}")
        for step in ("partner", "order"):
            DeliveryStep.objects.create(delivery=delivery, name=step)
            Attempt.objects.create(delivery=delivery, started_at=timezone.now(), outcome="held")
    long = queries(client, address)

    assert len(short) == len(long) == 8


@pytest.mark.usefixtures("many_orders")
@pytest.mark.parametrize(
    "address", ["/api/v1/orders/", "/api/v1/shops/", "/api/v1/shops/a/", "/api/v1/events/"]
)
def test_credentials_are_not_even_read(client: Client, address: str) -> None:
    assert not any("credentials" in query for query in queries(client, address))
