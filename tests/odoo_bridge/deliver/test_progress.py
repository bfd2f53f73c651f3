"""Finished steps are stored once, whoever stores them."""

import pytest

from hub.models import DeliveryStep
from odoo_bridge.deliver.progress import Finished, progress_of, remember
from tests.odoo_bridge.world import World, story

pytestmark = pytest.mark.parametrize("odoo", ["19"], indirect=True)


def test_a_step_that_an_overtaken_worker_stores_too_is_stored_once(world: World) -> None:
    # given two workers that know the same of two deliveries
    one, two = world.delivery("1"), world.delivery("2")
    slow, quick = progress_of([one, two]), progress_of([one, two])
    remember([Finished(slow[one.pk], "partner", "res.partner", 7)])

    # when the second stores what the first has stored, beside something new
    remember(
        [
            Finished(quick[one.pk], "partner", "res.partner", 7),
            Finished(quick[two.pk], "partner", "res.partner", 8),
        ]
    )

    # then nobody is stopped by it
    found = DeliveryStep.objects.order_by("id").values_list("delivery", "name", "record_id")
    assert list(found) == [(one.pk, "partner", 7), (two.pk, "partner", 8)]
    assert quick[one.pk].record_id("partner") == 7
    assert story(one).count("Customer") == 1
