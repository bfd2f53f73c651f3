"""A kept document as an HTTP answer that a browser saves and never runs."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from hub.models import InvoiceContent, InvoiceDocument

_SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",  # a customer's invoice belongs in no shared cache
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Referrer-Policy": "no-referrer",  # the address is the right to download
    "X-Robots-Tag": "noindex",
}


def answer(document: InvoiceDocument) -> HttpResponse:
    """The file as an attachment, named as RFC 6266 and RFC 8187 want it."""
    data = bytes(InvoiceContent.objects.values_list("data", flat=True).get(document=document))
    response = HttpResponse(data, content_type="application/pdf", headers=_SAFE)
    response["Content-Length"] = str(len(data))
    disposition = content_disposition_header(as_attachment=True, filename=document.file_name)
    response["Content-Disposition"] = disposition or "attachment"
    return response
