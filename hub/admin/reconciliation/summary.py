"""What stands above the list of differences: how many of each kind, and the last run of each shop."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from hub.admin.labels import Label, badge
from hub.admin.reconciliation.words import COUNT, RUN, side_name
from hub.models import Difference, DifferenceState, Reconciliation
from hub.reconciliation import kinds
from hub.reconciliation.nightly import newest


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many of a kind are open, with the list of them."""

    label: Label
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class RunView:
    """The last run of a shop with one side; `counts` add up to `orders`."""

    run: Reconciliation
    side: Label
    badge: SafeString
    counts: list[int]
    url: str


def summary(request: HttpRequest) -> dict[str, Any]:
    """Two queries."""
    return {
        "kind_counts": _kinds(),
        "run_views": [view(run) for run in newest().select_related("shop")],
        "count_labels": list(COUNT.values()),
    }


def view(run: Reconciliation) -> RunView:
    """A run, ready to be printed."""
    return RunView(
        run=run,
        side=side_name(run.side),
        badge=badge(RUN, run.state),
        counts=[getattr(run, name) for name in Reconciliation.COUNTS],
        url=reverse("admin:hub_reconciliation_change", args=[run.pk]),
    )


def _kinds() -> list[KindCount]:
    rows = Difference.objects.filter(state=DifferenceState.OPEN).order_by()
    counts = dict(rows.values_list("kind").annotate(Count("pk")))
    url = reverse("admin:hub_difference_changelist")
    known = [kind.code for kind in kinds.known()]
    codes = sorted(counts, key=lambda code: known.index(code) if code in known else len(known))
    return [KindCount(kinds.of(code).label, counts[code], f"{url}?kind={code}") for code in codes]
