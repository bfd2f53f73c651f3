"""An invoice's PDF by the customer's own link: the same on 17 to 19, and nothing is written or mailed.

A draft gives a PDF too, so the state is read before. Nothing that Odoo says becomes part of
the address but the token: a link to anywhere else would be a request forged in our name.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from hub.errors import AffluentError, BusinessError, ContractError, ErrorClass, TransientError
from hub.sentences import say
from odoo_bridge.odoo.client import Odoo
from odoo_bridge.odoo.errors import rests_connection
from odoo_bridge.odoo.gateways.attachments import Attachments, Named
from odoo_bridge.odoo.transports.wire import Answer, Wire

_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,128}", re.ASCII)
_END_WITHIN = 1024  # bytes; where the standard lets readers look for the mark
_LOOK = say("Open the invoice's preview in Odoo: what stands there is what a customer would see.")


@dataclass(frozen=True, slots=True)
class Pdf:
    """An invoice as a file. `number` is Odoo's own."""

    number: str
    data: bytes


def fetch(odoo: Odoo, wire: Wire, database: str, record_id: int, *, most: int) -> Pdf:
    """The PDF of a posted invoice, of at most so many bytes; raises the classed error of what is wrong.

    What the page answers says nothing about the connection: orders go on whatever happens here.
    """
    attachments = Attachments(odoo)
    number = _number(attachments.named(record_id), record_id)
    url = attachments.pdf_link(record_id)
    path = f"/my/invoices/{record_id}?access_token={_token(url, record_id)}&report_type=pdf&download=true"
    try:
        # Servers with several databases learn here which one (18 and later; before, by their dbfilter).
        answer = wire.download(
            path, {"X-Odoo-Database": database}, say("PDF of {number}", number=number), most=most
        )
    except AffluentError as error:
        raise _of_page(error, number) from None
    return Pdf(number, _checked(answer, number))


def _number(invoice: Named | None, record_id: int) -> str:
    """Its number; raises where there is no such posted invoice (any more)."""
    if invoice is None:
        raise BusinessError(
            "invoice_gone",
            say("Odoo has no invoice {record_id} any more.", record_id=record_id),
            say("Look at the order in Odoo."),
        )
    if not invoice.posted:
        raise BusinessError(
            "invoice_not_posted",
            say("Invoice {invoice} is not posted in Odoo any more.", invoice=invoice.name),
            say("Post it in Odoo, then fetch the PDF again."),
        )
    return invoice.name


def _token(url: str, record_id: int) -> str:
    """The secret of the link; raises `ContractError` where it is not a link to this very invoice."""
    parts = urlsplit(url)
    tokens = parse_qs(parts.query).get("access_token", [])
    if parts.path != f"/my/invoices/{record_id}" or len(tokens) != 1 or not _TOKEN.fullmatch(tokens[0]):
        raise ContractError(
            "pdf_link_odd",
            say("Odoo's customer link of invoice {record_id} leads elsewhere.", record_id=record_id),
            _LOOK,
        )
    return tokens[0]


def _of_page(error: AffluentError, number: str) -> AffluentError:
    """What went wrong with this file alone."""
    cause = say("PDF of {number}: {cause}", number=number, cause=error.cause)
    if error.error_class is ErrorClass.CONTRACT:
        return ContractError(
            "pdf_too_large", cause, say("Raise PDF_MAX_BYTES, or lighten the layout in Odoo.")
        )
    return TransientError("pdf_unreachable" if rests_connection(error) else error.code, cause, _LOOK)


def _checked(answer: Answer, number: str) -> bytes:
    if answer.status == 429 or answer.status >= 500:
        raise TransientError(
            "pdf_not_made",
            say(
                "Odoo could not make the PDF of {number} (HTTP {status}).",
                number=number,
                status=answer.status,
            ),
            _LOOK,
        )
    if answer.status != 200:
        raise ContractError(
            "pdf_refused",
            say(
                "Odoo does not hand out the PDF of {number} (HTTP {status}).",
                number=number,
                status=answer.status,
            ),
            say(
                "{look} With several databases on the server, its dbfilter must find the right one.",
                look=_LOOK,
            ),
        )
    kind = answer.content_type.partition(";")[0].strip().lower()
    if kind != "application/pdf" or not answer.body.startswith(b"%PDF-"):
        raise ContractError(
            "pdf_is_none",
            say("What Odoo sent as PDF of {number} is none ({kind}).", number=number, kind=kind[:60]),
            _LOOK,
        )
    if b"%%EOF" not in answer.body[-_END_WITHIN:]:
        raise TransientError("pdf_cut", say("The PDF of {number} came cut short.", number=number), "")
    return answer.body
