"""`/metrics` for Prometheus, counted in the database at each scrape: every process tells the same."""

import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from django.conf import settings
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from hub.backfill import newest_rereads
from hub.models import Delivery, InvoiceDocument, Order, Outbox, Shop, Webhook, WebhookState
from hub.reconciliation import gauges

# Outcome of a webhook → the column of its subscription that counts it.
_OUTCOMES = {
    "stored": "stored",
    "duplicate": "duplicates",
    "unreadable": "unreadable",
    "forged": "forged",
}

Families = Callable[[], Iterator[GaugeMetricFamily]]
_others: list[Families] = []


def register(families: Families) -> None:
    """Let another app add its gauges; a query or two, please."""
    if families not in _others:
        _others.append(families)


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
    """Metrics of orders, outbox, deliveries, shops and webhooks; one query each."""

    def describe(self) -> Iterator[Metric]:
        """Nothing ahead of time: registering must not ask the database."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """All families."""
        yield _orders()
        yield from _outbox()
        yield _deliveries()
        yield _invoice_pdfs()
        shops = list(Shop.objects.select_related("webhook_subscription").defer("credentials"))
        yield from _polls([shop for shop in shops if shop.active])
        yield from _webhooks(shops)
        yield from _waiting_webhooks()
        yield _missed()
        yield from gauges.families()
        for families in _others:
            yield from families()


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


def _invoice_pdfs() -> GaugeMetricFamily:
    family = GaugeMetricFamily(
        "affluent_invoice_pdfs", "Invoice PDFs by target and state", labels=["target", "state"]
    )
    counted = InvoiceDocument.objects.values_list("target", "state").annotate(Count("pk"))
    for target, state, count in counted.order_by():
        family.add_metric([target, state], count)
    return family


def _missed() -> GaugeMetricFamily:
    family = GaugeMetricFamily(
        "affluent_missed_orders",
        "Orders that the last nightly re-read found and polling had missed",
        labels=["shop"],
    )
    for slug, missed in newest_rereads().values_list("shop__slug", "missed"):
        family.add_metric([slug], missed)
    return family


def _polls(shops: Sequence[Shop]) -> Iterator[GaugeMetricFamily]:
    lag = GaugeMetricFamily(
        "affluent_poll_lag_seconds",
        "Since the last complete poll (or since the shop was added)",
        labels=["shop"],
    )
    trouble = GaugeMetricFamily(
        "affluent_shop_trouble", "1 for an active shop that cannot be read", labels=["shop", "error"]
    )
    now = timezone.now()
    for shop in shops:
        since = shop.last_success_at or shop.created_at
        lag.add_metric([shop.slug], max((now - since).total_seconds(), 0.0))
        if shop.in_trouble:
            trouble.add_metric([shop.slug, shop.error_class], 1)
    yield lag
    yield trouble


def _webhooks(shops: Sequence[Shop]) -> Iterator[Metric]:
    received = CounterMetricFamily(
        "affluent_webhooks_received", "Webhooks by channel and outcome", labels=["channel", "outcome"]
    )
    silent = GaugeMetricFamily(
        "affluent_webhooks_silent", "1 for a shop whose webhooks stopped", labels=["shop"]
    )
    counts: Counter[tuple[str, str]] = Counter()
    for shop in shops:
        subscription = getattr(shop, "webhook_subscription", None)
        if subscription is None:
            continue
        for outcome, column in _OUTCOMES.items():
            counts[shop.channel, outcome] += getattr(subscription, column)
        if subscription.silent_since:
            silent.add_metric([shop.slug], 1)
    for (channel, outcome), count in counts.items():
        received.add_metric([channel, outcome], count)
    yield received
    yield silent


def _waiting_webhooks() -> Iterator[GaugeMetricFamily]:
    waiting = Webhook.objects.filter(state=WebhookState.WAITING).aggregate(Count("pk"), Min("received_at"))
    oldest = waiting["received_at__min"]
    age = (timezone.now() - oldest).total_seconds() if oldest else 0.0
    yield GaugeMetricFamily("affluent_webhooks_waiting", "Webhooks not followed yet", waiting["pk__count"])
    yield GaugeMetricFamily("affluent_webhooks_oldest_seconds", "Age of the oldest of them", max(age, 0.0))
