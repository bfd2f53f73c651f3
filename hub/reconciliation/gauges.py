"""What `/metrics` tells of reconciliation: a query each."""

from collections.abc import Iterator

from django.db.models import Count
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily

from hub.models import Difference
from hub.models.reconciliation import UNRESOLVED
from hub.reconciliation.nightly import newest


def families() -> Iterator[GaugeMetricFamily]:
    """Differences that are not over, how long ago each side was compared, and what could not be."""
    yield _differences()
    yield from _runs()


def _differences() -> GaugeMetricFamily:
    family = GaugeMetricFamily(
        "affluent_differences",
        "Differences between shops, hub and targets that are not over",
        labels=["shop", "side", "kind", "state"],
    )
    rows = Difference.objects.filter(state__in=UNRESOLVED).order_by()
    for *labels, count in rows.values_list("shop__slug", "side", "kind", "state").annotate(Count("pk")):
        family.add_metric(labels, count)
    return family


def _runs() -> Iterator[GaugeMetricFamily]:
    age = GaugeMetricFamily(
        "affluent_reconciliation_age_seconds",
        "Since a shop's orders were last compared with this side",
        labels=["shop", "side"],
    )
    left = GaugeMetricFamily(
        "affluent_reconciliation_not_compared",
        "Orders that the last comparison could not compare",
        labels=["shop", "side"],
    )
    now = timezone.now()
    for run in newest().select_related("shop").defer("shop__credentials", "days"):
        if run.finished_at is not None:
            age.add_metric([run.shop.slug, run.side], max((now - run.finished_at).total_seconds(), 0.0))
        left.add_metric([run.shop.slug, run.side], run.not_compared)
    yield age
    yield left
