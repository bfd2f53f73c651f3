"""Two bridges between a shop that goes on selling and an Odoo at its worst: each thing arrives exactly once.

Orders are paid, refunded, edited and cancelled meanwhile. `make chaos` runs 2,000 of them; `CHAOS_ORDERS` and
`CHAOS_SEED` say otherwise. A table of counts is printed at the end.
"""

import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.db.models import F

from hub import deliveries
from hub.models import Attempt, Delivery, DeliveryState, Outbox
from odoo_bridge.deliver.deciding import CREDIT_DIFFERENCE
from odoo_bridge.models import OdooConnection, PaymentMapping
from sandbox.odoo import OdooSandbox
from tests.chain.crew import Crew
from tests.chain.market import Market, events
from tests.chain.tally import Tally
from tests.factories import ingest
from tests.odoo_bridge import truth
from tests.odoo_bridge.books import Books
from tests.odoo_bridge.world import World, build, sandbox

ORDERS = int(os.environ.get("CHAOS_ORDERS", "50"))
SEED = int(os.environ.get("CHAOS_SEED", "1"))
PATIENCE = 600 + 5 * ORDERS  # seconds
pytestmark = [pytest.mark.chain, pytest.mark.timeout(PATIENCE + 300)]

BRIDGES = ("bridge 1", "bridge 2")
PAGE = min(25, max(5, ORDERS // 10))
BACKLOG = min(
    100, ORDERS // 2
)  # more than two bridges take at once: what changes is on its way, or in Odoo already
TURN = 0.5
TRIES = 10
KILLS_PER_PAGE, KILLS_PER_TURN = 0.5, 0.02
_OPEN = (DeliveryState.WAITING, DeliveryState.RUNNING)
_DONE = (DeliveryState.DELIVERED, DeliveryState.NOT_DUE, DeliveryState.SUPERSEDED)


@pytest.fixture
def odoo() -> Iterator[OdooSandbox]:
    """Of a hundred calls 30 are answered into the void, 20 are slow, and 10 fail."""
    with sandbox("17" if SEED % 2 else "19") as running:
        yield running


@pytest.fixture
def real_world(odoo: OdooSandbox, transactional_db: None) -> World:
    """A shop connected to that Odoo while it was well; its payments are booked."""
    world = build(odoo)
    world.policy.register_payment = True
    world.policy.save()
    banks = (
        row for row in world.stored("account.journal") if row["type"] == "bank" and row["company_id"] == 1
    )
    PaymentMapping.objects.create(
        connection=world.connection, shop=world.shop, method="card", journal_id=next(banks)["id"]
    )
    return world


@pytest.fixture
def crew(real_world: World, hub_environment: Mapping[str, str], tmp_path: Path) -> Iterator[Crew]:
    """The processes; leases are short, so that a killed one is soon forgotten."""
    hired = Crew({**hub_environment, "LEASE_SECONDS": "5", "LOG_LEVEL": "ERROR"}, tmp_path)
    yield hired
    hired.stop()


def misbehave(odoo: OdooSandbox) -> None:
    odoo.engine.faults.chance.seed(SEED)
    odoo.fault("latency", rate=0.2, seconds=0.2, times=None)
    odoo.fault("cut", rate=0.3, times=None)
    odoo.fault("serialization", rate=0.05 / 0.7, times=None)
    odoo.fault("html", rate=0.05 / 0.65, status=503, times=None)


def persistently(action: Callable[[], object]) -> None:
    """This test shares the bridges' tables: like them, it may be a deadlock's victim, and tries again."""
    for _ in range(TRIES - 1):
        with suppress(OperationalError):
            action()
            return
    action()


def time_passes() -> None:
    """The pauses between tries are over. A person delivers again what was given up, and lets the hub credit
    the difference where an order got cheaper when Odoo had it.

    Tries are not counted: that nothing is doubled is to be shown, not how patient the hub is.
    """
    Delivery.objects.filter(state=DeliveryState.WAITING).update(next_attempt_at=None, attempts=0)
    OdooConnection.objects.update(retry_at=None)
    for given_up in Delivery.objects.filter(state=DeliveryState.FAILED).select_related("order__shop"):
        deliveries.again(given_up, actor="zoe", reason="Odoo was at its worst.")
    for held in Delivery.objects.filter(state=DeliveryState.HELD).select_related("order__shop"):
        deliveries.choose(held, CREDIT_DIFFERENCE, actor="zoe", reason="It got cheaper.")


def situation() -> dict[str, Any]:
    """Where the deliveries are, for the message of a failing test."""
    rows = Delivery.objects.values_list("state", "error_code")
    return {
        "unpublished": Outbox.objects.filter(published_at=None).count(),
        "deliveries": dict(Counter(rows)),
    }


def backlog() -> int:
    """How many orders wait for their turn."""
    unplanned = Outbox.objects.filter(order__deliveries=None).values("order").distinct().count()
    return unplanned + Delivery.objects.filter(state__in=_OPEN).count()


def newest_deliveries() -> dict[str, Delivery]:
    """Of what the shop shows last, by its order's id there."""
    rows = Delivery.objects.filter(revision=F("order__published_revision")).select_related("order__shop")
    return {row.order.external_id: row for row in rows}


def is_calm(market: Market) -> bool:
    """Whether everything that happened has come to its end, or waits for a person who must decide alone."""
    waiting = Delivery.objects.exclude(state__in=_DONE).exclude(
        state=DeliveryState.HELD, error_code__in=truth.FOR_PEOPLE
    )
    shown = {key: order.updated_at for key, order in market.orders.items()}
    return (
        not Outbox.objects.filter(published_at=None).exists()
        and not waiting.exists()
        and {key: row.order.updated_at for key, row in newest_deliveries().items()} == shown
        and not any(deliveries.offers(row, CREDIT_DIFFERENCE) for row in newest_deliveries().values())
    )


def tally_of(books: Books, market: Market, newest: Mapping[str, Delivery]) -> Tally:
    """The shop's orders by what became of them."""
    stands = {key for key, row in newest.items() if row.state == DeliveryState.DELIVERED}
    held = {key for key, row in newest.items() if row.state == DeliveryState.HELD}
    orders = market.orders
    return Tally(
        books,
        everything=orders.values(),
        standing=[one for key, one in orders.items() if key in stands and one.cancelled_at is None],
        held=[orders[key] for key in held],
    )


def assert_exactly_once(world: World, market: Market) -> Sequence[str]:
    """Each order for itself, and all kinds counted; the counts in words."""
    books, newest = Books.of(world), newest_deliveries()
    for key, delivery in newest.items():
        truth.assert_told(books, delivery, bent=key in market.edited, by_people=False, pays=True)
    truth.assert_nothing_is_doubled(books)
    truth.assert_no_more_is_credited_than_was_invoiced(books)
    assert not Attempt.objects.filter(error_code="delivery_crashed")
    tally = tally_of(books, market, newest)
    for one in tally.counts():
        assert (one.missing, one.doubled, one.strange) == (set(), set(), set()), one.kind
    shop, odoo = tally.turnover
    assert shop == odoo
    return (*tally.table(), f"waiting for a person, edited after delivery: {len(tally.held)}")


def test_every_order_arrives_exactly_once(
    crew: Crew, real_world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    # given two bridges of two lanes each, and an Odoo that loses, delays and fails
    market, chance = Market(random.Random(SEED)), random.Random(SEED)
    happening = events(market, ORDERS)
    misbehave(real_world.sandbox)
    for name in ("relay", *BRIDGES):
        crew.start(name, name.split()[0])

    # when the shop goes on selling and the bridges are killed without warning
    kills, end, selling = 0, time.monotonic() + PATIENCE, True
    while selling or not is_calm(market):
        assert time.monotonic() < end, (situation(), [crew.said(name) for name in BRIDGES])
        page = list(islice(happening, PAGE)) if backlog() < BACKLOG else []
        selling = len(market.orders) < ORDERS
        if page:
            # What changed twice within a page is shown as it is now.
            shown = {order.external_id: order for order in page}.values()
            persistently(partial(ingest, real_world.shop, *shown))
        if chance.random() < (KILLS_PER_PAGE if page else KILLS_PER_TURN):
            crew.kill_and_restart(chance.choice(BRIDGES))
            kills += 1
        persistently(time_passes)
        time.sleep(TURN)

    # then each is in Odoo exactly once, to the cent
    assert kills
    table = assert_exactly_once(real_world, market)
    calls = sum(real_world.sandbox.engine.calls.values())
    odoo = f"Odoo {real_world.sandbox.version}, {calls:,} calls, {kills} bridges killed"
    with capsys.disabled():
        sys.stdout.write("\n".join(("", f"{ORDERS:,} orders, seed {SEED}: {odoo}", *table, "")))
