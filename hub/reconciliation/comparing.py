"""Comparing a shop's orders with one side, portion by portion; each portion is written before the next."""

from collections.abc import Callable, Sequence

import structlog
from django.db import DatabaseError
from django.utils import timezone

from hub.errors import AffluentError, ErrorClass
from hub.models import Difference, Order, Reconciliation, ReconciliationState
from hub.reconciliation import scope
from hub.reconciliation.findings import Examined, Tally, Verdict
from hub.reconciliation.healing import heal_found
from hub.reconciliation.ledger import judge, store
from hub.reconciliation.sides import Side
from hub.sentences import say

log = structlog.get_logger(__name__)
Watch = Callable[[Reconciliation, int, int], None]
"""Called after each portion with the row, how many orders are done, and how many there are."""


class ReconciliationMistake(AffluentError):  # noqa: N818 - named after what happened
    """A mistake in the hub, not at the other side."""

    error_class = ErrorClass.BUG


def unwatched(_run: Reconciliation, _done: int, _total: int) -> None:
    """Nobody looks on."""


def compare(
    run: Reconciliation, side: Side, *, writes: bool = True, watch: Watch = unwatched
) -> list[Difference]:
    """Fill the row in; returns the differences that are open now (rows that are not stored unless `writes`).

    Never raises for trouble of the other side: it is noted on the row, and the orders that are left count as
    not compared. What is open of those stays as it is.
    """
    tally, found = Tally(), list[Difference]()
    ids = scope.order_ids(run.shop, run.since, side.name)
    done = 0
    try:
        for chunk in scope.chunks(ids):
            examined = _examine(run, side, chunk)
            found += _take(run, side, examined, writes=writes)
            tally.add(examined)
            done += len(chunk)
            _fill(run, tally)
            watch(run, done, len(ids))
        run.clear_trouble()
    except AffluentError as trouble:
        log.warning("reconciliation_incomplete", shop=run.shop.slug, side=side.name, code=trouble.code)
        note_incomplete(run, trouble)
        tally.miss(Verdict.NOT_COMPARED, say("the other side could not be asked"), len(ids) - done)
    finish(run, tally, side.days(), writes=writes)
    return found


def finish(run: Reconciliation, tally: Tally, days: list[list[str | int]], *, writes: bool = True) -> None:
    """Write down how it ended."""
    _fill(run, tally)
    run.days, run.finished_at = days, timezone.now()
    run.state = ReconciliationState.INCOMPLETE if run.in_trouble else ReconciliationState.DONE
    if writes:
        run.save()


def note_incomplete(run: Reconciliation, trouble: AffluentError) -> None:
    """What stopped it."""
    run.note_trouble(trouble, timezone.now())


def _examine(run: Reconciliation, side: Side, chunk: Sequence[int]) -> Sequence[Examined]:
    try:
        return _steady(side.examine(scope.read(run.shop, chunk)))
    except (AffluentError, DatabaseError):
        raise
    except Exception as mistake:  # one shop must not stop the others, whatever is wrong
        log.exception("reconciliation_mistake", shop=run.shop.slug, side=side.name)
        cause = say(
            "Comparing the orders of shop {shop} with {side}: {mistake}.",
            shop=run.shop.slug,
            side=side.name,
            mistake=repr(mistake),
        )
        raise ReconciliationMistake(
            "reconciliation_mistake", cause, say("Report it with the log of the hub.")
        ) from mistake


def _steady(examined: Sequence[Examined]) -> list[Examined]:
    """An order that changed while it was compared does not differ: nobody knows yet."""
    doubted = [one.order for one in examined if one.verdict is Verdict.DIFFERS]
    rows = Order.objects.filter(pk__in=[order.pk for order in doubted if order.pk]) if doubted else ()
    now = {row.pk: (row.changed_at, row.published_revision) for row in rows}
    moved = {
        order.pk
        for order in doubted
        if order.pk and now.get(order.pk) != (order.changed_at, order.published_revision)
    }
    return [
        Examined(one.order, Verdict.UNDER_WAY, say("changed while it was compared"))
        if one.order.pk in moved
        else one
        for one in examined
    ]


def _take(run: Reconciliation, side: Side, examined: Sequence[Examined], *, writes: bool) -> list[Difference]:
    entries = judge(side.name, examined, timezone.now())
    run.opened += len(entries.opened)
    run.resolved += len(entries.resolved)
    if writes:
        store(entries)
        run.healed += heal_found(side, entries)
    return entries.open


def _fill(run: Reconciliation, tally: Tally) -> None:
    for name in Reconciliation.COUNTS:
        setattr(run, name, tally.counts[name])
    run.reasons = {verdict: dict(reasons) for verdict, reasons in tally.reasons.items()}
