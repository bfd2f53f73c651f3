"""Links to documents: whoever has one downloads; forged and expired ones are refused in plain words."""

from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from hub.documents import keeping, links
from hub.models import InvoiceDocument
from hub.web import documents
from tests.factories import ingest, shop, unified_order
from tests.hub.documents.documents import PDF, kept_document

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_is_throttled() -> None:
    """The counters live in the process and would go on from test to test."""
    cache.clear()


@pytest.fixture
def document() -> InvoiceDocument:
    [order] = ingest(shop(), unified_order())
    return kept_document(order)


def path_of(document: InvoiceDocument) -> str:
    return links.make(document).url.removeprefix("http://127.0.0.1:8000")


def test_the_customer_downloads_without_a_key(document: InvoiceDocument) -> None:
    answer = Client().get(path_of(document))

    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer["Content-Disposition"] == 'attachment; filename="INV_2026_00007.pdf"'


def test_a_browser_saves_it_and_never_runs_it(document: InvoiceDocument) -> None:
    answer = Client().get(path_of(document))

    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


def test_a_name_in_any_alphabet_reaches_the_browser(document: InvoiceDocument) -> None:
    keeping.keep(document, PDF, number="Facture été/7")

    disposition = Client().get(path_of(document))["Content-Disposition"]

    assert disposition == "attachment; filename*=utf-8''Facture_%C3%A9t%C3%A9_7.pdf"


def test_head_says_how_large_it_is(document: InvoiceDocument) -> None:
    answer = Client().head(path_of(document))

    assert (answer.status_code, answer["Content-Length"]) == (200, str(len(PDF)))


def test_a_link_expires(document: InvoiceDocument, settings: Settings) -> None:
    settings.DOCUMENT_LINK_SECONDS = 900
    link, path = links.make(document), path_of(document)

    with time_machine.travel(link.expires_at - timedelta(seconds=2), tick=False):
        assert Client().get(path).status_code == 200
    with time_machine.travel(link.expires_at + timedelta(seconds=2), tick=False):
        answer = Client().get(path)

    assert (answer.status_code, answer["Content-Type"]) == (410, "text/plain; charset=utf-8")
    assert "expired" in answer.content.decode()


def test_a_longer_lifetime_does_not_revive_old_links(document: InvoiceDocument, settings: Settings) -> None:
    settings.DOCUMENT_LINK_SECONDS = 60
    path = path_of(document)
    settings.DOCUMENT_LINK_SECONDS = 7 * 24 * 3600

    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        assert Client().get(path).status_code == 410


def test_a_forged_link_is_refused(document: InvoiceDocument) -> None:
    path = path_of(document)
    other = path.replace(f"/{document.pk}.", f"/{document.pk + 1}.")

    for forged in (other, path[:-2] + "/", "/documents/1/", "/documents/1.9999999999:x/"):
        answer = Client().get(forged)
        assert answer.status_code == 403
        assert "not valid" in answer.content.decode()


def test_what_the_hub_signed_for_something_else_opens_nothing(document: InvoiceDocument) -> None:
    token = signing.Signer(salt="something else").sign(f"{document.pk}.9999999999")

    assert Client().get(f"/documents/{token}/").status_code == 403


def test_a_document_that_is_gone_is_told_from_a_forged_link(document: InvoiceDocument) -> None:
    path = path_of(document)
    document.delete()

    assert Client().get(path).status_code == 410


def test_refusals_speak_the_customers_language(document: InvoiceDocument) -> None:
    answer = Client(headers={"Accept-Language": "fr"}).get("/documents/1/")

    assert answer["Content-Language"] == "fr"


def test_guessing_is_throttled(document: InvoiceDocument, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "FORGED_PER_MINUTE", 2)

    answers = [Client().get(f"/documents/{number}/") for number in range(3)]

    assert [answer.status_code for answer in answers] == [403, 403, 429]
    assert int(answers[-1]["Retry-After"]) >= 1
    assert Client().get(path_of(document)).status_code == 200


def test_downloads_are_throttled_too(document: InvoiceDocument, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "DOWNLOADS_PER_MINUTE", 1)

    assert [Client().get(path_of(document)).status_code for _ in range(2)] == [200, 429]


def test_a_link_only_reads(document: InvoiceDocument) -> None:
    assert Client().post(path_of(document)).status_code == 405
