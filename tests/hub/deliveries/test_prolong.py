"""A slow target must not cost a worker its claim half-way."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from hub import deliveries
from hub.models import Delivery
from tests.factories import claim, ingest, shop, unified_order

TARGET = "odoo:main"


@pytest.fixture
def delivery(db: None) -> Delivery:
    [order] = ingest(shop("lampes-fr"), unified_order(shop="lampes-fr"))
    return Delivery.objects.create(order=order, revision=1, target=TARGET)


def prolong(delivery: Delivery) -> None:
    deliveries.prolong([delivery], "slow")


def keep(delivery: Delivery) -> None:
    deliveries.keep_claims([delivery])


@pytest.mark.parametrize("kept_alive", [prolong, keep])
def test_a_prolonged_claim_outlives_its_first_lease(
    delivery: Delivery, kept_alive: Callable[[Delivery], None]
) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        claim(delivery, "slow")
        delivery.refresh_from_db()
        clock.shift(timedelta(seconds=170))

        kept_alive(delivery)

        clock.shift(timedelta(seconds=170))
        assert deliveries.claim_due(TARGET, "other", 1) == []


@pytest.mark.parametrize("kept_alive", [prolong, keep])
def test_a_lost_claim_cannot_be_prolonged(delivery: Delivery, kept_alive: Callable[[Delivery], None]) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        claim(delivery, "slow")
        delivery.refresh_from_db()
        clock.shift(timedelta(seconds=181))
        [taken] = deliveries.claim_due(TARGET, "other", 1)

        kept_alive(delivery)

        assert Delivery.objects.get() == taken
        assert (Delivery.objects.get().owner, Delivery.objects.get().attempts) == ("other", 1)


def test_who_gets_on_begins_to_count_anew(delivery: Delivery) -> None:
    Delivery.objects.update(attempts=5)
    claim(delivery, "slow")

    deliveries.prolong([delivery], "slow")

    assert (delivery.attempts, Delivery.objects.get().attempts) == (0, 0)
