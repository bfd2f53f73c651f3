"""Comparing one shop's orders with the sandbox Odoo, for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import time_machine
from django.utils import timezone

from hub.models import Difference, Reconciliation
from hub.reconciliation import running
from hub.reconciliation.running import Asked, Result
from tests.factories import PLACED_AT
from tests.odoo_bridge.world import World

SINCE = PLACED_AT - timedelta(days=1)


def compared(world: World, *, writes: bool = True) -> Reconciliation:
    """The run with the world's Odoo."""
    [run] = result(world, writes=writes).runs
    return run


def result(world: World, *, writes: bool = True) -> Result:
    """The same with the differences that are open."""
    return running.with_targets(world.shop, Asked(since=SINCE, by="zoe", writes=writes))


def found(world: World) -> list[Difference]:
    """What is open after comparing."""
    compared(world)
    return still_open()


def still_open() -> list[Difference]:
    """What waits for a person."""
    return list(Difference.objects.filter(state="open").order_by("kind"))


def kinds_found(world: World) -> list[str]:
    """The kinds of what is open after comparing."""
    return [row.kind for row in found(world)]


def counts(run: Reconciliation) -> dict[str, int]:
    """What is counted at all."""
    return {name: number for name in Reconciliation.COUNTS if (number := getattr(run, name))}


@contextmanager
def hours_later(hours: float = 2) -> Iterator[None]:
    """Nothing is fresh any more."""
    with time_machine.travel(timezone.now() + timedelta(hours=hours)):
        yield
