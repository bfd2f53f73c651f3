"""The life of a document: wanted once, tried a bounded number of times, kept, fetched again."""

import hashlib
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from hub.documents import keeping
from hub.errors import AffluentError, BusinessError, ContractError, RateLimitedError, TransientError
from hub.models import DocumentState, Event, InvoiceContent, InvoiceDocument, Order
from tests.factories import ingest, shop, unified_order
from tests.hub.documents.documents import PDF, TARGET, failed_document, kept_document, wanted_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def order() -> Order:
    [row] = ingest(shop(), unified_order())
    return row


def stored(document: InvoiceDocument) -> InvoiceDocument:
    return InvoiceDocument.objects.get(pk=document.pk)


def test_the_same_invoice_is_wanted_once(order: Order) -> None:
    kept_document(order)

    again = wanted_document(order, number="another name")

    assert (again.state, again.number) == (DocumentState.KEPT, "INV/2026/00007")
    assert not keeping.due(TARGET, 5)


def test_what_is_kept_is_known_by_its_digest(order: Order) -> None:
    document = kept_document(order)

    assert (stored(document).sha256, stored(document).size) == (hashlib.sha256(PDF).hexdigest(), len(PDF))
    assert bytes(InvoiceContent.objects.get(document=document).data) == PDF
    assert Event.objects.filter(order=order, text__startswith="PDF of INV/2026/00007 kept.").exists()


def test_a_try_is_counted_before_it_is_made(order: Order) -> None:
    document = wanted_document(order)

    assert keeping.begin(document)

    # whoever is killed now leaves a document that is due again later, and one try less to go
    assert stored(document).attempts == 1
    assert not keeping.due(TARGET, 5)
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        assert keeping.due(TARGET, 5) == [document]


def test_two_that_begin_at_once_do_not_both_fetch(order: Order) -> None:
    document = wanted_document(order)
    twin = stored(document)

    assert [keeping.begin(document), keeping.begin(twin)] == [True, False]


def test_what_time_may_mend_is_tried_a_bounded_number_of_times(order: Order) -> None:
    document = wanted_document(order)

    for _ in range(keeping.MAX_ATTEMPTS):
        assert stored(document).state == DocumentState.WAITING
        document.next_attempt_at = None
        keeping.begin(document)
        keeping.fail(document, TransientError("pdf_not_made", "Odoo could not make it."))

    assert stored(document).state == DocumentState.FAILED
    assert stored(document).next_attempt_at is None
    assert Event.objects.filter(order=order, text__contains="Odoo could not make it.").count() == 1


@pytest.mark.parametrize("kind", [BusinessError, ContractError, AffluentError])
def test_what_only_a_person_mends_fails_at_once(order: Order, kind: type[AffluentError]) -> None:
    document = wanted_document(order)
    keeping.begin(document)

    keeping.fail(document, kind("code", "The cause.", "The remedy."))

    assert (stored(document).state, stored(document).error_remedy) == (DocumentState.FAILED, "The remedy.")


def test_who_asks_for_patience_is_given_it(order: Order) -> None:
    document = wanted_document(order)
    keeping.begin(document)

    keeping.fail(document, RateLimitedError("slow", "Too fast.", retry_after=3600))

    waits = stored(document).next_attempt_at
    assert waits is not None
    assert timedelta(minutes=59) < waits - timezone.now() <= timedelta(hours=1)


def test_a_target_that_is_away_costs_no_try(order: Order) -> None:
    document = wanted_document(order)
    keeping.begin(document)

    keeping.put_back(document)

    assert (stored(document).attempts, keeping.due(TARGET, 5)) == (0, [document])


def test_fetched_again_it_keeps_the_old_file_until_the_new_one_is_there(order: Order) -> None:
    document = kept_document(order)

    assert keeping.again(document, actor="zoe")
    assert not keeping.again(document, actor="zoe")

    assert (stored(document).state, stored(document).is_kept) == (DocumentState.WAITING, True)
    assert InvoiceContent.objects.filter(document=document).exists()
    assert Event.objects.get(order=order, actor="zoe").text == "Fetch the PDF of INV/2026/00007 again."


def test_a_failed_one_is_due_again_when_a_person_asks(order: Order) -> None:
    document = failed_document(order)

    assert keeping.again(document, actor="zoe")

    assert keeping.due(TARGET, 5) == [document]


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("INV/2026/00007", "INV_2026_00007.pdf"),
        ("FACT n°7\r\nSet-Cookie: x", "FACT_n_7_Set-Cookie_x.pdf"),
        ("../../etc/passwd", "etc_passwd.pdf"),
        ("Счёт 7", "Счёт_7.pdf"),
        ("/", "7.pdf"),
    ],
)
def test_a_number_becomes_a_harmless_file_name(number: str, name: str) -> None:
    assert InvoiceDocument(number=number, record_id=7).file_name == name
