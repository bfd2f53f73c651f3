"""From published messages to deliveries: each settled order gets one, come what may."""

import threading
from datetime import timedelta

import pytest
from django.db import connection as database
from django.utils import timezone

from hub import leases
from hub.models import Delivery, Order, Outbox
from hub.outbox.relay import Embedded, relay_batch
from odoo_bridge.bridge.feed import plan, plan_again, plan_from_feed
from odoo_bridge.models import ShopPolicy
from tests.factories import PLACED_AT, ingest, shop, unified_order
from tests.odoo_bridge.world import World, connection_to


def publish() -> None:
    while relay_batch(Embedded(), "test"):
        pass
    leases.release("relay", "test")


def test_messages_become_deliveries_once(world: World) -> None:
    for number in range(3):
        world.order(str(number))
    assert plan_from_feed(world.connection) == 0, "nothing was published yet"
    publish()

    assert plan_from_feed(world.connection) == 3
    assert plan_from_feed(world.connection) == 0
    assert Delivery.objects.count() == 3


def test_fresh_messages_are_left_to_the_broker(world: World) -> None:
    world.order()
    publish()
    assert plan_from_feed(world.connection, older_than=30) == 0

    Outbox.objects.update(published_at=timezone.now() - timedelta(seconds=31))

    assert plan_from_feed(world.connection, older_than=30) == 1


def test_a_long_feed_is_read_in_parts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("odoo_bridge.bridge.feed.BATCH", 2)
    for number in range(5):
        world.order(str(number))
    publish()

    assert [plan_from_feed(world.connection) for _ in range(4)] == [2, 2, 1, 0]


def test_several_messages_of_one_order_are_one_delivery_of_its_newest_content(world: World) -> None:
    world.order()
    world.order(tags=("vip",), updated_at=PLACED_AT + timedelta(hours=1))
    publish()

    plan_from_feed(world.connection)

    assert Delivery.objects.get().revision == 2


def test_an_order_that_has_not_settled_is_not_planned(world: World) -> None:
    [order] = ingest(world.shop, unified_order(shop=world.shop.slug), observed_at=PLACED_AT)

    assert order.published_revision == 0
    assert plan(order) is None


def test_a_shop_that_goes_nowhere_is_not_planned(world: World) -> None:
    connection_to(world.sandbox, "second")
    [order] = ingest(shop("lampen-de"), unified_order(shop="lampen-de"))

    assert plan(order) is None


def test_the_feed_can_be_read_again_after_a_shop_was_sent_here(world: World) -> None:
    # given orders of a shop that went nowhere when they were published
    connection_to(world.sandbox, "second")
    lampen = shop("lampen-de")
    ingest(lampen, unified_order(shop="lampen-de"))
    publish()
    plan_from_feed(world.connection)
    assert not Delivery.objects.exists()

    ShopPolicy.objects.create(shop=lampen, connection=world.connection)
    plan_again(world.connection)

    assert plan_from_feed(world.connection) == 1
    assert Delivery.objects.get().target == "odoo:main"


def test_an_order_of_another_connection_gets_its_row_there(world: World) -> None:
    second = connection_to(world.sandbox, "second")
    ShopPolicy.objects.update(connection=second)
    world.order()
    publish()

    plan_from_feed(world.connection)

    assert Delivery.objects.get().target == "odoo:second"


def test_two_bridges_read_the_same_feed_at_once(real_world: World) -> None:
    for number in range(20):
        real_world.order(str(number))
    publish()
    start = threading.Barrier(2)
    failed: list[BaseException] = []

    def read() -> None:
        start.wait()
        try:
            plan_from_feed(real_world.connection)
        except BaseException as error:
            failed.append(error)
        database.close()

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()

    assert not failed
    assert Delivery.objects.count() == Order.objects.count() == 20
    real_world.connection.refresh_from_db()
    assert real_world.connection.planned_position == 20


def test_an_order_stays_with_the_odoo_that_it_was_written_to(world: World) -> None:
    # given an order that is in Odoo, and a shop that moves to another connection
    delivered = world.delivered()
    second = connection_to(world.sandbox, "second")
    ShopPolicy.objects.update(connection=second)
    publish()

    plan_again(second)
    plan_from_feed(second)

    # then its history is not invoiced once more there
    assert Delivery.objects.get() == delivered
