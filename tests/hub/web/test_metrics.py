"""Metrics for Prometheus, counted in the database."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from hub.models import Outbox, Shop
from tests.factories import ingest, shop, unified_order

pytestmark = pytest.mark.django_db
Samples = dict[tuple[str, tuple[str, ...]], float]


def scrape(client: Client) -> Samples:
    """Value by name and label values, the labels by name."""
    text = client.get("/metrics").content.decode()
    return {
        (
            sample.name.removeprefix("affluent_"),
            tuple(value for _, value in sorted(sample.labels.items())),
        ): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_an_empty_hub_has_metrics(client: Client) -> None:
    found = scrape(client)

    assert found["outbox_waiting", ()] == 0
    assert found["outbox_oldest_seconds", ()] == 0


def test_everything_is_counted(client: Client) -> None:
    lampes = shop()
    [order, _, _] = ingest(lampes, unified_order("1"), unified_order("2"), {"external_id": "3"})
    order.deliveries.create(revision=1, target="odoo:main", state="held", error_class="config")
    Outbox.objects.update(occurred_at=timezone.now() - timedelta(minutes=10))
    Shop.objects.update(last_success_at=timezone.now() - timedelta(minutes=5), error_class="transient")

    found = scrape(client)

    assert found["orders", ("", "lampes-fr", "open")] == 2
    assert found["orders", ("contract", "lampes-fr", "unknown")] == 1
    assert found["outbox_waiting", ()] == 2
    assert found["outbox_oldest_seconds", ()] == pytest.approx(600, abs=30)
    assert found["deliveries", ("config", "held", "odoo:main")] == 1
    assert found["poll_lag_seconds", ("lampes-fr",)] == pytest.approx(300, abs=30)
    assert found["shop_trouble", ("transient", "lampes-fr")] == 1


def test_a_scrape_asks_few_questions_however_much_there_is(client: Client) -> None:
    for number in range(3):
        slug = f"shop-{number}"
        ingest(shop(slug), *[unified_order(str(order)) for order in range(5)])

    with CaptureQueriesContext(connection) as queries:
        scrape(client)

    assert len(queries) <= 5


@pytest.mark.parametrize("given", [None, "", "Bearer", "Bearer wrong", "Basic right", "Bearer é"])
def test_with_a_token_only_its_bearer_may_read(client: Client, settings: Settings, given: str | None) -> None:
    settings.METRICS_TOKEN = "right"
    headers = {"Authorization": given} if given is not None else {}

    assert client.get("/metrics", headers=headers).status_code == 401
    assert client.get("/metrics", headers={"Authorization": "Bearer right"}).status_code == 200
