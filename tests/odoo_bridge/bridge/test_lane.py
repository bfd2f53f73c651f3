"""Lanes write to one Odoo: never more than two at once, and no message is acknowledged too early."""

import queue
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError

from hub import leases
from hub.errors import TransientError
from hub.models import Delivery, DeliveryState, Lease
from hub.order import Customer
from odoo_bridge import connections
from odoo_bridge.bridge.consumer import Task
from odoo_bridge.bridge.lane import LANES_PER_DATABASE, Lane
from odoo_bridge.deliver.engine import Engine
from odoo_bridge.models import OdooConnection, ShopPolicy
from tests.factories import shop
from tests.odoo_bridge.bridge.broker import eventually
from tests.odoo_bridge.deliver.afterwards import LATER, amounts, invoices, notes, refund
from tests.odoo_bridge.world import World, connection_to


class Hand:
    """A lane in this thread, turned by hand, with what was acknowledged."""

    def __init__(self, world: World) -> None:
        self.acknowledged: list[int] = []
        self.inbox: queue.Queue[Task] = queue.Queue()
        connection = OdooConnection.objects.get(pk=world.connection.pk)
        self.lane = Lane(connection, world.knowledge, self.inbox, threading.Event())

    def message(self, order_id: int) -> None:
        """A message that arrives."""
        self.inbox.put(Task(order_id, lambda: self.acknowledged.append(order_id)))


@pytest.fixture
def hand(world: World) -> Hand:
    return Hand(world)


def test_a_message_is_delivered_and_then_acknowledged(world: World, hand: Hand) -> None:
    order = world.order()
    hand.message(order.pk)

    assert hand.lane.turn()

    assert hand.acknowledged == [order.pk]
    world.assert_once()
    assert not hand.lane.turn()


def test_a_failed_attempt_is_recorded_and_acknowledged_too(world: World, hand: Hand) -> None:
    world.sandbox.fault("drop", model="product.product", method="search_read", times=3)
    order = world.order()
    hand.message(order.pk)

    hand.lane.turn()

    assert hand.acknowledged == [order.pk]
    assert Delivery.objects.get().attempts == 1


@pytest.mark.parametrize("order_id", [404, -1, 2**70])
def test_a_message_about_no_order_is_acknowledged(hand: Hand, order_id: int) -> None:
    hand.message(order_id)

    hand.lane.turn()

    assert hand.acknowledged == [order_id]


def test_the_same_message_twice_is_one_sale(world: World, hand: Hand) -> None:
    order = world.order()
    for _ in range(2):
        hand.message(order.pk)
        hand.lane.turn()

    assert hand.acknowledged == [order.pk] * 2
    world.assert_once()


def test_what_is_due_needs_no_message(world: World, hand: Hand) -> None:
    world.delivery()

    hand.lane.turn()

    world.assert_once()


def test_while_odoo_rests_messages_only_make_rows(world: World, hand: Hand) -> None:
    connections.note_outage(world.connection, TransientError("odoo_unavailable", "Down."))
    order = world.order()
    hand.message(order.pk)

    assert hand.lane.turn()
    assert not hand.lane.turn()

    assert hand.acknowledged == [order.pk]
    assert Delivery.objects.get().state == DeliveryState.WAITING
    assert not world.rows("sale.order")


def test_an_order_of_another_connection_is_left_to_its_lanes(world: World, hand: Hand) -> None:
    second = connection_to(world.sandbox, "second")
    lampen = shop("lampen-de")
    policy = ShopPolicy.objects.create(shop=lampen, connection=second)
    order = World(world.odoo, second, lampen, policy).order()
    hand.message(order.pk)

    hand.lane.turn()

    assert hand.acknowledged == [order.pk]
    delivery = Delivery.objects.get()
    assert (delivery.target, delivery.state) == ("odoo:second", DeliveryState.WAITING)


def test_trouble_with_our_database_loses_no_message(
    world: World, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deadlock(_: object) -> None:
        raise OperationalError(1213, "Deadlock found")

    order = world.order()
    hand.message(order.pk)
    with monkeypatch.context() as patch:
        patch.setattr("odoo_bridge.bridge.lane.plan", deadlock)
        with pytest.raises(OperationalError):
            hand.lane.turn()
    assert not hand.acknowledged

    hand.lane.turn()

    assert hand.acknowledged == [order.pk]
    world.assert_once()


def test_a_lane_goes_on_after_trouble_with_the_database(
    real_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_world.delivery()
    turn, failures = Lane.turn, iter([True])

    def once_broken(self: Lane) -> bool:
        if next(failures, False):
            raise OperationalError(2006, "Server has gone away")
        return turn(self)

    monkeypatch.setattr(Lane, "turn", once_broken)

    with running(real_world, 1):
        eventually(lambda: Delivery.objects.get().state == DeliveryState.DELIVERED)


@contextmanager
def running(world: World, count: int) -> Iterator[None]:
    """So many lanes, each in a thread, as several bridges would have them."""
    stop = threading.Event()
    inbox: queue.Queue[Task] = queue.Queue()
    lanes = [
        Lane(OdooConnection.objects.get(pk=world.connection.pk), world.knowledge, inbox, stop, batch=2)
        for _ in range(count)
    ]
    for lane in lanes:
        lane.start()
    try:
        yield
    finally:
        stop.set()
        for lane in lanes:
            lane.join(30)


def test_never_more_than_two_write_at_once(real_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    # given three bridges with two lanes each, and orders of different customers
    for number in range(12):
        real_world.delivery(str(number), customer=Customer(email=f"{number}@example.com", name="Zoé"))
    real_world.sandbox.fault("latency", seconds=0.01, times=None)
    lock, writing, most = threading.Lock(), 0, 0
    attempt = Engine.attempt

    def counted(self: Engine, claimed: Sequence[Delivery]) -> Any:
        nonlocal writing, most
        with lock:
            writing += 1
            most = max(most, writing)
        try:
            return attempt(self, claimed)
        finally:
            with lock:
                writing -= 1

    monkeypatch.setattr(Engine, "attempt", counted)
    with running(real_world, 6):
        eventually(lambda: not Delivery.objects.exclude(state=DeliveryState.DELIVERED).exists(), seconds=60)

    assert most == LANES_PER_DATABASE
    assert real_world.sandbox.state()["invoices_posted"] == 12
    assert real_world.sandbox.state()["doubled_client_order_refs"] == []


def test_two_lanes_credit_each_refund_once(real_world: World) -> None:
    # given orders that were all refunded after they had been delivered
    buyers = [Customer(email=f"{number}@example.com", name="Zoé") for number in range(6)]
    for number, buyer in enumerate(buyers):
        real_world.delivered(str(number), customer=buyer)
    for number, buyer in enumerate(buyers):
        real_world.delivery(
            str(number), customer=buyer, updated_at=LATER, refunds=(refund("r1", gross="9.00"),)
        )

    with running(real_world, 2):
        eventually(lambda: not Delivery.objects.exclude(state=DeliveryState.DELIVERED).exists(), seconds=60)

    assert amounts(notes(real_world)) == ["9.00"] * 6
    assert amounts(invoices(real_world)) == ["49.00"] * 6
    assert {row["amount_residual"] for row in invoices(real_world)} == {40}


def test_lanes_give_their_places_back(real_world: World) -> None:
    with running(real_world, 2):
        eventually(lambda: Lease.objects.filter(name__startswith="lane:").count() == 2)

    place = f"lane:{real_world.connection.pk}:1"
    assert leases.acquire(place, "somebody else")


def test_without_a_place_nothing_is_written(world: World, hand: Hand) -> None:
    for number in range(1, LANES_PER_DATABASE + 1):
        leases.acquire(f"lane:{world.connection.pk}:{number}", "another bridge")
    order = world.order()
    hand.message(order.pk)

    hand.lane.turn()

    assert hand.acknowledged == [order.pk]
    assert not world.rows("sale.order")
