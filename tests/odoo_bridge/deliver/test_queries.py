"""What a delivery costs the hub's own database: a batch hardly more than one order."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hub import leases
from hub.models import DeliveryState
from odoo_bridge.deliver.engine import Engine
from tests.odoo_bridge.deliver.test_batch import orders
from tests.odoo_bridge.world import World

FOR_A_BATCH = 52
FOR_EACH_ORDER = 1  # its ending, which is written only while its lease is ours


@pytest.mark.parametrize("count", [1, 20])
def test_a_batch_takes_few_queries(world: World, count: int) -> None:
    world.delivered("0")
    orders(world, count)

    with CaptureQueriesContext(connection) as captured:
        ended = Engine(world.connection, world.knowledge, leases.new_owner()).deliver_due()

    assert ended == {DeliveryState.DELIVERED: count}
    queries = [query["sql"] for query in captured.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(queries) <= FOR_A_BATCH + FOR_EACH_ORDER * count, "\n".join(queries)
