"""Whatever shop, Odoo, people and workers do in whatever order: nothing is doubled, nothing is lost.

Hypothesis draws what happens next; a failure is shown as the shortest story that leads to it. The stories of
a run are always the same; `LIFE_STORIES` tells more of them, `LIFE_SEED` others.
"""

import os

import pytest
from django.db.models import F
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from hub.models import Attempt, DeliveryState
from tests.odoo_bridge import truth
from tests.odoo_bridge.books import Books
from tests.odoo_bridge.deliver.machine.odoo_rules import OdooRules
from tests.odoo_bridge.deliver.machine.shop_rules import ShopRules

SEED = os.environ.get("LIFE_SEED")
STORIES = settings(
    max_examples=int(os.environ.get("LIFE_STORIES", "10")),
    stateful_step_count=25,
    deadline=None,
    derandomize=SEED is None,
    database=None,
    print_blob=False,
    suppress_health_check=list(HealthCheck),
)


class Story(ShopRules, OdooRules):
    """All that may happen, and what must hold after each step and at the end."""

    @invariant()
    def nothing_is_doubled(self) -> None:
        """However often something is seen or tried."""
        books = Books.of(self.world)
        truth.assert_nothing_is_doubled(books)
        truth.assert_no_more_is_credited_than_was_invoiced(books)

    @invariant()
    def no_older_content_is_in_odoo_than_the_one_that_was_written(self) -> None:
        """Workers that were overtaken write nothing."""
        truth.assert_newest_was_written_last(self.deliveries.filter(state=DeliveryState.DELIVERED))

    @invariant()
    def the_bridge_makes_no_mistake(self) -> None:
        """Whatever goes wrong is somebody else's, and named."""
        mistakes = Attempt.objects.filter(
            delivery__target=self.world.connection.target, error_code="delivery_crashed"
        )
        assert list(mistakes.values_list("error_cause", flat=True)) == []

    def teardown(self) -> None:
        """In the end everything is told."""
        try:
            self.calm_down()
            self._all_is_told()
        finally:
            self.end()

    def _all_is_told(self) -> None:
        books = Books.of(self.world)
        newest = self.deliveries.filter(revision=F("order__published_revision")).select_related("order__shop")
        assert {one.order.external_id for one in newest} == set(self.orders)
        for one in newest:
            truth.assert_told(
                books,
                one,
                bent=one.order.external_id in self.bent,
                by_people=one.order.number in self.by_people,
                pays=self.world.policy.register_payment,
            )
        truth.assert_nothing_is_doubled(books)


@pytest.mark.repeats
@pytest.mark.parametrize("version", ["17", "19"])
def test_nothing_is_doubled_and_nothing_is_lost(db: None, version: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        machine = type("Story", (Story,), {"version": version, "patch": patch})

        run_state_machine_as_test(seed(int(SEED))(machine) if SEED else machine, settings=STORIES)
