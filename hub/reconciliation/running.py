"""One shop, compared with itself and with every target: who asks, how long it goes on, and the rows of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from hub import leases
from hub.errors import AffluentError, BusinessError
from hub.models import Backfill, BackfillState, Difference, Reconciliation, ReconciliationReason, Shop
from hub.reconciliation import comparing, sides
from hub.reconciliation.comparing import Watch, unwatched
from hub.reconciliation.findings import Tally
from hub.reconciliation.recount import Recount
from hub.reconciliation.sides import SHOP, Side
from hub.sentences import say

_LEASE_SECONDS = 600  # a portion takes seconds; the shop may take longer to answer


@dataclass(slots=True, kw_only=True)
class Asked:
    """What is to be compared, for whom. `began`: runs of the same night since then are one row."""

    since: datetime
    by: str
    reason: ReconciliationReason = ReconciliationReason.ASKED
    writes: bool = True
    watch: Watch = unwatched
    began: datetime | None = None


@dataclass(slots=True)
class Result:
    """What came of it: a row per side, and the differences that are open."""

    runs: list[Reconciliation] = field(default_factory=list)
    open: list[Difference] = field(default_factory=list)

    @property
    def incomplete(self) -> list[Reconciliation]:
        """The sides that could not be compared."""
        return [run for run in self.runs if run.in_trouble]


@contextmanager
def alone(shop: Shop) -> Iterator[Callable[[], bool]]:
    """Only one process reconciles a shop; yields what keeps it so. Raises `BusinessError` for the second."""
    name, owner = f"reconcile:{shop.pk}", leases.new_owner()
    if not leases.acquire(name, owner, seconds=_LEASE_SECONDS):
        raise BusinessError(
            "reconciled_elsewhere",
            say("Shop {shop} is being reconciled already.", shop=shop.slug),
            say("Wait until that is done; it takes minutes."),
        )
    try:
        yield lambda: leases.acquire(name, owner, seconds=_LEASE_SECONDS)
    finally:
        leases.release(name, owner)


def with_shop(shop: Shop, asked: Asked, walk: Backfill | None, trouble: AffluentError | None) -> Result:
    """Recount the shop after `walk` read it; `trouble` says why there was no such walk."""
    run = begin(shop, SHOP, asked)
    read = walk is not None and walk.state == BackfillState.DONE and walk.observed_from is not None
    if read and walk is not None and walk.observed_from is not None:
        side = Recount(shop, max(asked.since, walk.since), walk.observed_from)
        run.since = side.since
        return Result([run], compare(run, side, asked))
    return not_read(run, asked, trouble or not_done(shop))


def not_read(run: Reconciliation, asked: Asked, trouble: AffluentError) -> Result:
    """The shop could not be read: nothing is said about its orders."""
    comparing.note_incomplete(run, trouble)
    comparing.finish(run, Tally(), [], writes=asked.writes)
    return Result([run])


def not_done(shop: Shop) -> BusinessError:
    """The re-read has not come to its end."""
    return BusinessError(
        "reread_not_done",
        say(
            "Shop {shop} was not read to its end, so that nobody can say what it does not have any more.",
            shop=shop.slug,
        ),
        say("See the newest row of “Re-reads” for what stops it."),
    )


def with_targets(shop: Shop, asked: Asked, wanted: Callable[[str], bool] = lambda _: True) -> Result:
    """Compare the hub with every target of the shop that is wanted by name."""
    result = Result()
    for side in sides.targets(shop, asked.since):
        if wanted(side.name):
            run = begin(shop, side.name, asked)
            result.runs.append(run)
            result.open += compare(run, side, asked)
    return result


def compare(run: Reconciliation, side: Side, asked: Asked) -> list[Difference]:
    """Fill the row in."""
    return comparing.compare(run, side, writes=asked.writes, watch=asked.watch)


def begin(shop: Shop, side: str, asked: Asked) -> Reconciliation:
    """A row for this comparison; a night has one per side, however often it is tried."""
    run = tonights(shop, side, asked.began) if asked.began else None
    run = run or Reconciliation(shop=shop, side=side, reason=asked.reason)
    run.since, run.started_by, run.started_at, run.finished_at = asked.since, asked.by, timezone.now(), None
    run.state, run.attempts = Reconciliation._meta.get_field("state").default, run.attempts + 1
    run.opened = run.resolved = run.healed = 0
    if asked.writes:
        run.save()
    return run


def tonights(shop: Shop, side: str, began: datetime) -> Reconciliation | None:
    """The nightly row of this side since then."""
    nightly = Reconciliation.objects.filter(shop=shop, side=side, reason=ReconciliationReason.NIGHTLY)
    row = nightly.filter(started_at__gte=began).order_by("-id").first()
    if row is not None:
        row.shop = shop
    return row
