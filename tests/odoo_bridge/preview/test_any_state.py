"""Whatever happened before: looking writes nothing, and says how the next attempt ends.

The stories of the state machine of deliveries go on, and in between somebody looks.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from hub import previews
from hub.errors import AffluentError
from hub.models import Order
from tests.odoo_bridge.deliver.machine.odoo_rules import OdooRules
from tests.odoo_bridge.deliver.machine.shop_rules import ANY, ShopRules
from tests.odoo_bridge.preview.watching import untouched

STORIES = settings(
    max_examples=4,
    stateful_step_count=14,
    deadline=None,
    derandomize=True,
    print_blob=False,
    suppress_health_check=list(HealthCheck),
)


class LookedAt(ShopRules, OdooRules):
    """The same life, with somebody who looks at orders and at the shop, whatever state they are in."""

    @precondition(lambda self: self.orders)
    @rule(which=ANY)
    def somebody_looks_at_an_order(self, which: int) -> None:
        order = Order.objects.select_related("shop").get(shop=self.world.shop, external_id=self.one(which))
        self._look(lambda: previews.previewer().of_order(order, seconds=30))

    @rule(most=st.integers(1, 5))
    def somebody_looks_at_the_shop(self, most: int) -> None:
        since = timezone.now() - timedelta(days=3650)
        self._look(lambda: previews.previewer().of_shop(self.world.shop, since, seconds=30, most=most))

    def _look(self, look: Any) -> None:
        faults = list(self.sandbox.engine.faults.planned)
        self.sandbox.engine.faults.clear()
        with untouched(self.sandbox):
            try:
                found = look()
            except AffluentError as trouble:
                raise AssertionError(f"nobody could look: {trouble}") from trouble
        for fault in faults:
            self.sandbox.engine.faults.add(fault)
        assert "bug" not in {lack.error_class for lack in getattr(found, "lacks", ())}
        assert "bug" not in {cause.lack.error_class for cause in getattr(found, "causes", ())}

    def teardown(self) -> None:
        self.end()


def test_looking_writes_nothing_in_any_state(db: None) -> None:
    with pytest.MonkeyPatch.context() as patch:
        run_state_machine_as_test(type("LookedAt", (LookedAt,), {"patch": patch}), settings=STORIES)
