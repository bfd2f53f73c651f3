"""`/metrics` for Prometheus, counted in the database at each scrape: every process tells the same."""

import secrets
from collections.abc import Iterator

from django.conf import settings
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from hub.models import Delivery, Order, Outbox, Shop


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The text format; with METRICS_TOKEN set, only for `Authorization: Bearer <token>`."""
    token = str(settings.METRICS_TOKEN)
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and not secrets.compare_digest(given.encode(), token.encode()):
        return HttpResponse("METRICS_TOKEN is needed.\n", status=401, headers={"WWW-Authenticate": "Bearer"})
    registry = CollectorRegistry()
    registry.register(HubCollector())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class HubCollector(Collector):
    """Gauges over orders, outbox, deliveries and polls; one query each."""

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Nothing ahead of time: registering must not ask the database."""
        return iter(())

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """All families."""
        yield _orders()
        yield from _outbox()
        yield _deliveries()
        yield from _polls()


def _orders() -> GaugeMetricFamily:
    family = GaugeMetricFamily(
        "affluent_orders",
        "Orders by shop, status and class of what holds them",
        labels=["shop", "status", "held"],
    )
    counted = Order.objects.values_list("shop__slug", "status", "error_class").annotate(Count("pk"))
    for shop, status, held, count in counted.order_by():
        family.add_metric([shop, status, held], count)
    return family


def _outbox() -> Iterator[GaugeMetricFamily]:
    waiting = Outbox.objects.filter(published_at=None).aggregate(Count("pk"), Min("occurred_at"))
    oldest = waiting["occurred_at__min"]
    age = (timezone.now() - oldest).total_seconds() if oldest else 0.0
    yield GaugeMetricFamily("affluent_outbox_waiting", "Messages not published yet", waiting["pk__count"])
    yield GaugeMetricFamily("affluent_outbox_oldest_seconds", "Age of the oldest of them", max(age, 0.0))


def _deliveries() -> GaugeMetricFamily:
    family = GaugeMetricFamily(
        "affluent_deliveries",
        "Deliveries by target, state and class of error",
        labels=["target", "state", "error"],
    )
    counted = Delivery.objects.values_list("target", "state", "error_class").annotate(Count("pk"))
    for target, state, error, count in counted.order_by():
        family.add_metric([target, state, error], count)
    return family


def _polls() -> Iterator[GaugeMetricFamily]:
    lag = GaugeMetricFamily(
        "affluent_poll_lag_seconds",
        "Since the last complete poll (or since the shop was added)",
        labels=["shop"],
    )
    trouble = GaugeMetricFamily(
        "affluent_shop_trouble", "1 for an active shop that cannot be read", labels=["shop", "error"]
    )
    now = timezone.now()
    for shop in Shop.objects.filter(active=True).defer("credentials"):
        since = shop.last_success_at or shop.created_at
        lag.add_metric([shop.slug], max((now - since).total_seconds(), 0.0))
        if shop.in_trouble:
            trouble.add_metric([shop.slug, shop.error_class], 1)
    yield lag
    yield trouble
