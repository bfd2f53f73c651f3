"""Metrics for Prometheus, counted in the database."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from hub.models import Backfill, Outbox, Shop, WebhookSubscription
from tests.factories import ingest, shop, unified_order
from tests.hub.documents.documents import failed_document, kept_document
from tests.hub.reconciliation.differences import difference, run
from tests.hub.webhooks.calls import call, calling_shop, said, waiting

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
    kept_document(order)
    failed_document(order, record_id=8)
    Outbox.objects.update(occurred_at=timezone.now() - timedelta(minutes=10))
    Shop.objects.update(last_success_at=timezone.now() - timedelta(minutes=5), error_class="transient")

    found = scrape(client)

    assert found["orders", ("", "lampes-fr", "open")] == 2
    assert found["orders", ("contract", "lampes-fr", "unknown")] == 1
    assert found["outbox_waiting", ()] == 2
    assert found["outbox_oldest_seconds", ()] == pytest.approx(600, abs=30)
    assert found["deliveries", ("config", "held", "odoo:main")] == 1
    assert found["invoice_pdfs", ("kept", "odoo:main")] == 1
    assert found["invoice_pdfs", ("failed", "odoo:main")] == 1
    assert found["poll_lag_seconds", ("lampes-fr",)] == pytest.approx(300, abs=30)
    assert found["shop_trouble", ("transient", "lampes-fr")] == 1


def test_webhooks_are_counted_by_what_became_of_them(client: Client) -> None:
    lampes, maison = calling_shop(), calling_shop("maison")
    call(said("e1"))
    call(said("e1"))
    call(said("e2"), slug="maison")
    call(b"{}", slug="maison")
    call(said("e3"), secret="another")
    waiting(lampes, "e4", received_at=timezone.now() - timedelta(minutes=10))
    WebhookSubscription.objects.filter(shop=maison).update(silent_since=timezone.now())

    found = scrape(client)

    outcomes = {"stored": 2, "duplicate": 1, "unreadable": 1, "forged": 1}
    for outcome, count in outcomes.items():
        assert found["webhooks_received_total", ("paper", outcome)] == count
    assert found["webhooks_waiting", ()] == 3
    assert found["webhooks_oldest_seconds", ()] == pytest.approx(600, abs=30)
    assert found["webhooks_silent", ("maison",)] == 1
    assert ("webhooks_silent", ("lampes-fr",)) not in found


def test_orders_that_polling_had_missed_are_those_of_the_last_night(client: Client) -> None:
    lampes = shop()
    night = {"shop": lampes, "since": timezone.now(), "reason": "nightly", "state": "done"}
    Backfill.objects.create(**night, missed=7)
    Backfill.objects.create(**night, missed=2)
    Backfill.objects.create(**{**night, "state": "running"}, missed=9)

    assert scrape(client)["missed_orders", ("lampes-fr",)] == 2


def test_differences_and_the_age_of_comparisons_are_told(client: Client) -> None:
    [order] = ingest(shop(), unified_order())
    difference(order)
    difference(order, "doubled", state="resolved")
    run(order.shop, not_compared=3, finished_at=timezone.now() - timedelta(hours=1))

    found = scrape(client)

    assert found["differences", ("sale_order_deleted", "lampes-fr", "odoo:main", "open")] == 1
    assert sum(name == "differences" for name, _ in found) == 1
    assert found["reconciliation_age_seconds", ("lampes-fr", "shop")] == pytest.approx(3600, abs=30)
    assert found["reconciliation_not_compared", ("lampes-fr", "shop")] == 3


def test_a_scrape_asks_few_questions_however_much_there_is(client: Client) -> None:
    for number in range(3):
        slug = f"shop-{number}"
        ingest(shop(slug), *[unified_order(str(order)) for order in range(5)])

    with CaptureQueriesContext(connection) as queries:
        scrape(client)

    assert len(queries) <= 13  # one for each family that asks


@pytest.mark.parametrize("given", [None, "", "Bearer", "Bearer wrong", "Basic right", "Bearer é"])
def test_with_a_token_only_its_bearer_may_read(client: Client, settings: Settings, given: str | None) -> None:
    settings.METRICS_TOKEN = "right"
    headers = {"Authorization": given} if given is not None else {}

    assert client.get("/metrics", headers=headers).status_code == 401
    assert client.get("/metrics", headers={"Authorization": "Bearer right"}).status_code == 200
