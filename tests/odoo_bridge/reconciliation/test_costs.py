"""What comparing costs: a fixed number of queries and of calls to Odoo for each portion of 200 orders."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hub import leases
from hub.models import Reconciliation
from hub.reconciliation import scope
from odoo_bridge.deliver.engine import Engine
from odoo_bridge.odoo.transports.wire import Wire
from tests.odoo_bridge.deliver.test_batch import orders
from tests.odoo_bridge.reconciliation.comparison import compared, counts
from tests.odoo_bridge.world import World

PORTION, PORTIONS = 5, 2
FOR_A_RUN = 8  # finding the side, the scope, and the row at its beginning and end
FOR_A_PORTION = 8
MORE_WITH_DIFFERENCES = 14  # the second look, whether orders changed, and the rows of the differences


def everything(world: World) -> None:
    orders(world, PORTION * PORTIONS)
    engine = Engine(world.connection, world.knowledge, leases.new_owner())
    while engine.deliver_due():
        pass


def costs(world: World, monkeypatch: pytest.MonkeyPatch) -> tuple[Reconciliation, list[str], int]:
    made = 0
    post = Wire.post

    def counted(self: Wire, *told: object) -> object:
        nonlocal made
        made += 1
        return post(self, *told)  # type: ignore[arg-type]

    monkeypatch.setattr(Wire, "post", counted)
    with CaptureQueriesContext(connection) as captured:
        run = compared(world)
    monkeypatch.setattr(Wire, "post", post)
    return run, [q["sql"] for q in captured.captured_queries if "SAVEPOINT" not in q["sql"]], made


@pytest.mark.parametrize("odoo", ["19"], indirect=True)
def test_a_portion_takes_few_queries_and_at_most_four_calls(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scope, "CHUNK", PORTION)
    everything(world)

    run, queries, calls = costs(world, monkeypatch)

    assert counts(run) == {"equal": PORTION * PORTIONS}
    assert calls == 2 * PORTIONS
    assert len(queries) <= FOR_A_RUN + FOR_A_PORTION * PORTIONS, "\n".join(queries)

    # and when every order differs
    for row in world.rows("account.move"):
        world.sandbox.engine.database.table("account.move").update(row["id"], {"state": "draft"})
    run, queries, calls = costs(world, monkeypatch)

    assert counts(run) == {"differing": PORTION * PORTIONS}
    assert calls == 4 * PORTIONS
    each = FOR_A_PORTION + MORE_WITH_DIFFERENCES
    assert len(queries) <= FOR_A_RUN + each * PORTIONS, "\n".join(queries)
