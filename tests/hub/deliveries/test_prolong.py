"""A slow target must not cost a worker its claim half-way."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from hub import deliveries
from hub.models import Delivery
from tests.factories import ingest, shop, unified_order

TARGET = "odoo:main"


@pytest.fixture
def delivery(db: None) -> Delivery:
    [order] = ingest(shop("lampes-fr"), unified_order(shop="lampes-fr"))
    return Delivery.objects.create(order=order, revision=1, target=TARGET)


def test_a_prolonged_claim_outlives_its_first_lease(delivery: Delivery) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        deliveries.claim(delivery, "slow")
        clock.shift(timedelta(seconds=170))

        assert deliveries.prolong(delivery)

        clock.shift(timedelta(seconds=170))
        assert deliveries.claim_next(TARGET, "other") is None


def test_a_lost_claim_cannot_be_prolonged(delivery: Delivery) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        deliveries.claim(delivery, "slow")
        clock.shift(timedelta(seconds=181))
        taken = deliveries.claim_next(TARGET, "other")

        assert not deliveries.prolong(delivery)
        assert Delivery.objects.get() == taken
        assert Delivery.objects.get().owner == "other"
