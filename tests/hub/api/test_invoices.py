"""The invoice PDFs of an order: what is known of them, and links that need no key."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from hub.models import Order
from tests.factories import ingest, shop, unified_order
from tests.hub.documents.documents import PDF, failed_document, kept_document, wanted_document

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def order() -> Order:
    [row] = ingest(shop(), unified_order())
    return row


def test_a_kept_invoice_comes_with_a_link(client: Client, order: Order, settings: Settings) -> None:
    settings.BASE_URL, settings.DOCUMENT_LINK_SECONDS = "https://hub.example.com", 900

    with time_machine.travel(NOON, tick=False):
        document = kept_document(order)
        [found] = client.get(f"/api/v1/orders/{order.pk}/invoices/").json()["results"]
        link = found["file"].pop("link")

        assert link["expires_at"] == "2026-11-21T12:15:00Z"
        assert link["url"].startswith(f"https://hub.example.com/documents/{document.pk}.")
        downloaded = Client().get(link["url"].removeprefix("https://hub.example.com"))
    assert downloaded.content == PDF
    assert found == {
        "id": document.pk,
        "order_id": order.pk,
        "kind": "invoice",
        "number": "INV/2026/00007",
        "target": "odoo:main",
        "state": "kept",
        "error": None,
        "created_at": "2026-11-21T12:00:00Z",
        "file": {
            "name": "INV_2026_00007.pdf",
            "size": len(PDF),
            "sha256": document.sha256,
            "fetched_at": "2026-11-21T12:00:00Z",
        },
    }


def test_one_that_is_not_there_yet_has_no_file(client: Client, order: Order) -> None:
    wanted_document(order)

    [found] = client.get(f"/api/v1/orders/{order.pk}/invoices/").json()["results"]

    assert (found["state"], found["file"]) == ("waiting", None)


def test_one_that_cannot_be_fetched_says_why(client: Client, order: Order) -> None:
    failed_document(order)

    [found] = client.get(f"/api/v1/orders/{order.pk}/invoices/").json()["results"]

    assert (found["state"], found["error"]["code"]) == ("failed", "invoice_gone")


def test_only_the_orders_own_invoices_are_listed(client: Client, order: Order) -> None:
    [other] = ingest(order.shop, unified_order("4712"))
    kept_document(other)

    assert client.get(f"/api/v1/orders/{order.pk}/invoices/").json() == {"next": None, "results": []}


def test_an_order_that_does_not_exist_has_no_invoices(client: Client) -> None:
    assert client.get("/api/v1/orders/99/invoices/").json()["code"] == "not-found"


def test_the_list_never_reads_the_files(client: Client, order: Order) -> None:
    kept_document(order)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(f"/api/v1/orders/{order.pk}/invoices/")

    assert not any("invoicecontent" in query["sql"] for query in queries)
