"""Invoice PDFs in the back office: downloaded and fetched again by those who may, trouble shown."""

import pytest
from django.test import Client

from hub import deliveries
from hub.documents import sources
from hub.models import DeliveryStep, DocumentState, Event, InvoiceDocument, Order
from tests.factories import ingest, shop, unified_order
from tests.hub.admin.conftest import Staff, text_of
from tests.hub.documents.documents import PDF, TARGET, failed_document, kept_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def order() -> Order:
    [row] = ingest(shop(), unified_order())
    return row


def order_page(client: Client, order: Order) -> str:
    return text_of(client.get(f"/admin/hub/order/{order.pk}/change/"))


def download(document: InvoiceDocument) -> str:
    return f"/admin/hub/invoicedocument/{document.pk}/download/"


def test_the_orders_page_offers_the_file(client: Client, order: Order) -> None:
    document = kept_document(order)

    page = order_page(client, order)

    assert "INV/2026/00007" in page
    assert download(document) in page
    assert client.get(download(document)).content == PDF


def test_who_may_not_see_documents_sees_none(staff: Staff, order: Order) -> None:
    document = kept_document(order)
    someone = staff("view_order")

    assert download(document) not in order_page(someone, order)
    assert someone.get(download(document)).status_code == 403


def test_who_may_only_see_fetches_nothing(staff: Staff, order: Order) -> None:
    document = kept_document(order)
    someone = staff("view_order", "view_invoicedocument")

    assert someone.get(download(document)).status_code == 200
    assert "Fetch again" not in order_page(someone, order)
    assert someone.post(f"/admin/hub/invoicedocument/{document.pk}/do/again/").status_code == 403
    assert InvoiceDocument.objects.get().state == DocumentState.KEPT


def test_trouble_is_shown_where_people_look(client: Client, order: Order) -> None:
    document = failed_document(order)

    assert "1 invoice PDF" in text_of(client.get("/admin/"))
    for page in ("/admin/hub/invoicedocument/", f"/admin/hub/order/{order.pk}/change/"):
        assert "Odoo has no such invoice." in text_of(client.get(page)), page
    about = text_of(client.get(f"/admin/hub/invoicedocument/{document.pk}/change/"))
    assert "Look at it in Odoo." in about
    assert client.get(download(document)).status_code == 404


def test_it_is_fetched_again_by_a_button(client: Client, order: Order) -> None:
    document = failed_document(order)

    client.post(f"/admin/hub/invoicedocument/{document.pk}/do/again/")

    assert InvoiceDocument.objects.get().state == DocumentState.WAITING
    assert Event.objects.get(order=order, actor="zoe").text == "Fetch the PDF of INV/2026/00007 again."


def test_many_are_fetched_again_at_once(client: Client, order: Order) -> None:
    documents = [failed_document(order, 7), failed_document(order, 8)]
    chosen = {"action": "fetch_again", "_selected_action": [document.pk for document in documents]}

    page = client.post("/admin/hub/invoicedocument/", chosen, follow=True)

    assert "2 PDFs are fetched soon." in text_of(page)
    assert set(InvoiceDocument.objects.values_list("state", flat=True)) == {DocumentState.WAITING}


def test_the_pdf_of_an_older_invoice_is_asked_for_by_hand(client: Client, order: Order) -> None:
    # given an order whose invoice was posted while the policy kept no PDFs
    delivery = deliveries.of_newest_revision(order, TARGET)
    DeliveryStep.objects.create(
        delivery=delivery, name="posted", model="account.move", record_id=7, record_name="INV/2026/00007"
    )
    assert "Fetch the invoice PDF" in order_page(client, order)

    client.post(f"/admin/hub/order/{order.pk}/do/fetch-pdf/")

    assert InvoiceDocument.objects.get().number == "INV/2026/00007"
    assert "Fetch the invoice PDF" not in order_page(client, order)


def test_an_order_without_an_invoice_has_nothing_to_fetch(client: Client, order: Order) -> None:
    assert sources.ask(order) == 0
    assert "Fetch the invoice PDF" not in order_page(client, order)
