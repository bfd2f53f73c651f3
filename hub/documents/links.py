"""Links to documents: whoever has one may download, until it expires. Nothing is stored for them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from hub.models import InvoiceDocument

_SALT = "hub.documents.links"  # a signature made for anything else opens no document


@dataclass(frozen=True, slots=True)
class Link:
    """The address on this hub, and the moment from which it is refused."""

    url: str
    expires_at: datetime


class Forged(Exception):  # noqa: N818 - named after what happened
    """This hub did not sign it."""


class Expired(Exception):  # noqa: N818 - named after what happened
    """It was good once."""


def make(document: InvoiceDocument) -> Link:
    """A link that holds for `DOCUMENT_LINK_SECONDS`."""
    expires_at = timezone.now().replace(microsecond=0) + timedelta(seconds=settings.DOCUMENT_LINK_SECONDS)
    # The end is signed too: a setting that is changed later does not lengthen links that are out already.
    token = signing.Signer(salt=_SALT).sign(f"{document.pk}.{int(expires_at.timestamp())}")
    return Link(settings.BASE_URL + reverse("document", args=[token]), expires_at)


def document_of(token: str) -> int:
    """The document's id; raises `Forged` or `Expired`."""
    try:
        signed = signing.Signer(salt=_SALT).unsign(token)
    except signing.BadSignature:
        raise Forged from None
    pk, _, until = signed.partition(".")
    if int(until) <= timezone.now().timestamp():
        raise Expired
    return int(pk)
