"""A slow Odoo: the claim is kept alive by each finished step, so that nobody starts a second time."""

import threading

from django.db import connection
from django.test import override_settings

from hub import deliveries
from hub.models import Delivery, DeliveryState
from tests.odoo_bridge.world import World


@override_settings(LEASE_SECONDS=2)
def test_a_long_delivery_stays_ours(real_world: World) -> None:
    # given an Odoo so slow that one lease is far too short for all steps together
    planned = real_world.delivery()
    real_world.sandbox.fault("latency", seconds=0.3, times=None)
    worker = threading.Thread(target=_deliver, args=(real_world, planned))
    worker.start()
    while Delivery.objects.get().state != DeliveryState.RUNNING:
        worker.join(0.01)

    # when another worker looks for work all the while
    taken: list[Delivery] = []
    while worker.is_alive():
        taken += deliveries.claim_due(planned.target, "other", 1)
        worker.join(0.1)

    # then it finds none, and the order arrives once
    assert taken == []
    assert Delivery.objects.get().state == DeliveryState.DELIVERED
    real_world.assert_once()


def _deliver(world: World, delivery: Delivery) -> None:
    world.attempt(delivery)
    connection.close()
