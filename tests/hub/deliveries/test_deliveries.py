"""The life of a delivery, the same for every target."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from hub import deliveries
from hub.errors import BusinessError
from hub.models import Delivery, DeliveryState, Event, Order
from tests.factories import PLACED_AT, claim, ingest, shop, unified_order

pytestmark = pytest.mark.django_db
TARGET = "odoo:main"


@pytest.fixture
def order() -> Order:
    [stored] = ingest(shop(), unified_order())
    return stored


def due() -> list[Delivery]:
    return list(deliveries.due(TARGET))


def publish_another_revision(order: Order) -> Order:
    order.revision = order.published_revision = order.revision + 1
    order.save()
    return order


def test_a_revision_has_one_delivery_per_target(order: Order) -> None:
    first = deliveries.of_newest_revision(order, TARGET)

    assert deliveries.of_newest_revision(order, TARGET) == first
    assert deliveries.of_newest_revision(order, "odoo:other") != first


def test_a_newer_revision_ends_the_waiting_older_one_but_not_the_running_one(order: Order) -> None:
    first = deliveries.of_newest_revision(order, TARGET)
    second = deliveries.of_newest_revision(publish_another_revision(order), TARGET)
    first.refresh_from_db()
    assert first.state == DeliveryState.SUPERSEDED

    assert claim(second, "bridge a")
    third = deliveries.of_newest_revision(publish_another_revision(order), TARGET)
    second.refresh_from_db()
    assert second.state == DeliveryState.RUNNING

    # and the newer one waits until the older one is written
    assert due() == []
    assert not claim(third, "bridge b")
    deliveries.finish(second, DeliveryState.DELIVERED)
    assert due() == [third]
    assert claim(third, "bridge b")


def test_a_claim_keeps_others_away_until_its_lease_ends(order: Order) -> None:
    delivery = deliveries.of_newest_revision(order, TARGET)
    assert claim(delivery, "bridge a")
    assert not claim(Delivery.objects.get(), "bridge b")

    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        assert due() == [delivery]
        assert claim(Delivery.objects.get(), "bridge b")

        # the first one comes back to life: what it says does not count any more
        assert not deliveries.finish(delivery, DeliveryState.DELIVERED, result={"sale_order": "S1"})
    stored = Delivery.objects.get()
    assert (stored.state, stored.owner, stored.result) == (DeliveryState.RUNNING, "bridge b", {})


def test_finishing_writes_the_result_and_clears_the_trouble(order: Order) -> None:
    delivery = deliveries.of_newest_revision(order, TARGET)
    claim(delivery, "me")
    delivery.note_trouble(BusinessError("unknown_sku", "SKU A is unknown."), timezone.now())

    assert deliveries.finish(delivery, DeliveryState.DELIVERED, result={"sale_order": "S00042"})

    stored = Delivery.objects.get()
    assert (stored.state, stored.result, stored.error_class, stored.owner) == (
        DeliveryState.DELIVERED,
        {"sale_order": "S00042"},
        "",
        "",
    )
    assert stored.finished_at is not None
    assert due() == []


def test_a_held_delivery_goes_on_when_what_it_waits_for_exists(order: Order) -> None:
    delivery = deliveries.of_newest_revision(order, TARGET)
    claim(delivery, "me")
    deliveries.finish(delivery, DeliveryState.HELD, waits_for="sku:LMP-01")
    assert due() == []

    assert deliveries.release_waiting(TARGET, "sku:OTHER") == 0
    assert deliveries.release_waiting(TARGET, "sku:LMP-01") == 1

    assert due() == [delivery]


def test_what_waits_for_its_time_is_not_due_before(order: Order) -> None:
    delivery = deliveries.of_newest_revision(order, TARGET)
    claim(delivery, "me")
    later = timezone.now() + timedelta(minutes=5)
    deliveries.finish(delivery, DeliveryState.WAITING, next_attempt_at=later)

    assert due() == []
    assert list(deliveries.due(TARGET, later)) == [delivery]


@pytest.mark.parametrize(
    ("state", "may"),
    [
        (DeliveryState.HELD, True),
        (DeliveryState.FAILED, True),
        (DeliveryState.NOT_DUE, True),
        (DeliveryState.RUNNING, False),
        (DeliveryState.DELIVERED, False),
        (DeliveryState.SUPERSEDED, False),
    ],
)
def test_staff_may_deliver_again_what_rests(order: Order, state: DeliveryState, may: bool) -> None:
    delivery = deliveries.of_newest_revision(order, TARGET)
    Delivery.objects.update(state=state, attempts=7)

    assert deliveries.again(delivery, actor="zoe", reason="the period is open again") is may

    assert Event.objects.filter(actor="zoe", text__contains="period").exists() is may
    assert (Delivery.objects.get().attempts == 0) is may


def test_the_oldest_order_goes_first() -> None:
    lampes = shop()
    orders = [unified_order(str(day), placed_at=PLACED_AT - timedelta(days=day)) for day in range(3)]
    for order in ingest(lampes, *orders):
        deliveries.of_newest_revision(order, TARGET)

    assert [delivery.order.external_id for delivery in due()] == ["2", "1", "0"]


@pytest.mark.django_db(transaction=True)
def test_of_many_bridges_exactly_one_gets_it() -> None:
    [order] = ingest(shop(), unified_order())
    start, winners, troubles = threading.Barrier(6), list[str](), list[BaseException]()

    def bridge(owner: str) -> None:
        try:
            start.wait(10)
            if claim(deliveries.of_newest_revision(order, TARGET), owner):
                winners.append(owner)
        except BaseException as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=bridge, args=(f"bridge {number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert troubles == []
    assert len(winners) == 1
    assert Delivery.objects.count() == 1
