"""A shop that was polled to its end, at a time when its orders are young."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import time_machine

from hub.models import Difference, Reconciliation, Shop
from hub.polling import poll
from tests.hub.ingest.pages import at
from tests.hub.polling.ledger import Ledger, opened

NOW = at(20_000)
LATE = 15_000.0  # the shop's clock when it is read again


@contextmanager
def today() -> Iterator[None]:
    """The day of the ledger's orders; time goes on."""
    with time_machine.travel(NOW):
        yield


def polled(ledger: Ledger, slug: str = "lampes-fr", **columns: object) -> Shop:
    """Its orders are in the hub and have settled; some time later."""
    made = opened(ledger, slug, created_at=NOW - timedelta(days=60), **columns)
    Shop.objects.filter(pk=made.pk).update(created_at=NOW - timedelta(days=60))
    assert poll(made).error is None
    ledger.clock = LATE
    made.refresh_from_db()
    return made


def counts(run: Reconciliation) -> dict[str, int]:
    """What is counted at all."""
    return {name: number for name in Reconciliation.COUNTS if (number := getattr(run, name))}


def told() -> dict[str, tuple[str, str]]:
    """State and cause of each difference by its kind."""
    return {row.kind: (row.state, row.cause) for row in Difference.objects.all()}
