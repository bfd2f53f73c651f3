"""Several workers take from the same list: nobody waits for a row that somebody else is just taking."""

import threading

import pytest
from django.db import connection, transaction

from hub import deliveries
from hub.models import Delivery, DeliveryState, Order
from tests.factories import ingest, shop, unified_order

TARGET = "odoo:main"


@pytest.fixture
def two_due(transactional_db: None) -> list[Delivery]:
    """Deliveries of two orders, the first one older."""
    lampes = shop("lampes-fr")
    orders = ingest(lampes, *(unified_order(shop="lampes-fr", external_id=number) for number in ("1", "2")))
    return [Delivery.objects.create(order=order, revision=1, target=TARGET) for order in orders]


def test_each_worker_gets_another_one(two_due: list[Delivery]) -> None:
    taken = [deliveries.claim_due(TARGET, owner, 1) for owner in ("first", "second", "third")]

    assert taken == [[two_due[0]], [two_due[1]], []]
    assert set(Delivery.objects.values_list("state", "owner")) == {
        (DeliveryState.RUNNING, "first"),
        (DeliveryState.RUNNING, "second"),
    }


@pytest.mark.timeout(30)
def test_a_row_that_is_being_taken_is_passed_over(two_due: list[Delivery]) -> None:
    # given a worker that holds the first order's row at this moment
    locked, finished = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Order.objects.select_for_update().get(pk=two_due[0].order_id)
            locked.set()
            finished.wait(20)
        connection.close()

    worker = threading.Thread(target=hold)
    worker.start()
    locked.wait(10)

    # when another one looks for work
    try:
        taken = deliveries.claim_due(TARGET, "second", 20)
    finally:
        finished.set()
        worker.join()

    # then it gets the next order without waiting
    assert taken == [two_due[1]]


def test_a_batch_is_taken_in_the_order_of_the_orders(two_due: list[Delivery]) -> None:
    assert deliveries.claim_due(TARGET, "only", 20) == two_due


def test_what_failed_repeatedly_comes_alone(two_due: list[Delivery]) -> None:
    Delivery.objects.filter(pk=two_due[0].pk).update(attempts=deliveries.ALONE_AFTER)

    assert [deliveries.claim_due(TARGET, "only", 20) for _ in range(3)] == [[two_due[0]], [two_due[1]], []]


def test_one_revision_of_an_order_at_a_time(two_due: list[Delivery]) -> None:
    newer = Delivery.objects.create(order=two_due[0].order, revision=2, target=TARGET)

    taken = deliveries.claim_due(TARGET, "only", 20)

    assert sorted(delivery.order_id for delivery in taken) == [row.order_id for row in two_due]
    deliveries.finish(taken[0], DeliveryState.DELIVERED)
    assert [row.pk for row in deliveries.claim_due(TARGET, "only", 20)] == [newer.pk]
