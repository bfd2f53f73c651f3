"""`GET /documents/<token>/`: a customer downloads an invoice with a signed link, and nothing else."""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hub.documents import links, serving
from hub.limits import seconds_to_wait
from hub.models import InvoiceContent, InvoiceDocument
from hub.web.caller import caller

FORGED_PER_MINUTE = 30  # of one address
DOWNLOADS_PER_MINUTE = 600  # of one address: a shop may fetch for all of its customers


@require_safe
def download(request: HttpRequest, token: str) -> HttpResponse:
    """200 the PDF; 403 forged, 410 expired or gone, 429 too many, 503 the database does not answer."""
    try:
        pk = links.document_of(token)
    except links.Forged:
        wait = seconds_to_wait("documents:forged", caller(request), FORGED_PER_MINUTE)
        words = _("This link is not valid. Open the invoice from your order in the shop again.")
        return _words(words, 403) if wait is None else _too_many(wait)
    except links.Expired:
        return _words(_("This link has expired. Open the invoice from your order in the shop again."), 410)
    wait = seconds_to_wait("documents", caller(request), DOWNLOADS_PER_MINUTE)
    return _file(pk) if wait is None else _too_many(wait)


def _file(pk: int) -> HttpResponse:
    try:
        return serving.answer(InvoiceDocument.objects.get(pk=pk))
    except (InvoiceDocument.DoesNotExist, InvoiceContent.DoesNotExist):
        return _words(_("This invoice is no longer here. Ask the shop for it."), 410)
    except DatabaseError:
        answer = _words(_("The invoice cannot be read right now. Try again in a minute."), 503)
        answer["Retry-After"] = "60"
        return answer


def _too_many(wait: int) -> HttpResponse:
    answer = _words(_("Too many requests. Try again in a minute."), 429)
    answer["Retry-After"] = str(wait)
    return answer


def _words(text: str, status: int) -> HttpResponse:
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(f"{text}\n", "text/plain; charset=utf-8", status, headers=headers)
