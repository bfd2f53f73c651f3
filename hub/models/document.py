"""Documents of an order at a target, as files: the invoice as PDF, kept so that customers can have it."""

import re

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.models.order import Order
from hub.models.trouble import Troubled

NUMBER_LENGTH = 255


class DocumentKind(models.TextChoices):
    """What it is."""

    INVOICE = "invoice", _("Invoice")


class DocumentState(models.TextChoices):
    """How far the fetching is. A document that is fetched again still has what was kept before."""

    WAITING = "waiting", _("Waiting to be fetched")
    KEPT = "kept", _("Kept")
    FAILED = "failed", _("Could not be fetched")


class InvoiceDocument(Troubled):
    """The PDF of the record `record_id` at `target`; `number` is what people call the invoice.

    `size` (bytes), `sha256` and `fetched_at` are of the kept content; `fetched_at` is null before the first.
    """

    order = models.ForeignKey(
        Order, on_delete=models.CASCADE, related_name="invoice_documents", verbose_name=_("order")
    )
    target = models.CharField(_("target"), max_length=64)
    record_id = models.BigIntegerField(_("id"), validators=[MinValueValidator(1)])
    kind = models.CharField(
        _("kind"), max_length=16, choices=DocumentKind.choices, default=DocumentKind.INVOICE
    )
    number = models.CharField(_("number"), max_length=NUMBER_LENGTH)
    state = models.CharField(
        _("state"), max_length=16, choices=DocumentState.choices, default=DocumentState.WAITING
    )
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True, blank=True)
    size = models.PositiveIntegerField(_("size"), default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    fetched_at = models.DateTimeField(_("fetched"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("invoice PDF")
        verbose_name_plural = _("invoice PDFs")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["target", "record_id"], name="document_once")]
        indexes = [
            models.Index(fields=["target", "state", "next_attempt_at"], name="document_due"),
            models.Index(fields=["state"], name="document_state"),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.order})"

    @property
    def is_kept(self) -> bool:
        """Whether there is something to download."""
        return self.fetched_at is not None

    @property
    def file_name(self) -> str:
        """The number as the name of a file: INV/2026/00001 becomes INV_2026_00001.pdf."""
        name = re.sub(r"[^\w.-]+", "_", self.number).strip("._")
        return f"{name or self.record_id}.pdf"


class InvoiceContent(models.Model):
    """The bytes of a document: a table of their own, so that no list reads them by mistake."""

    document = models.OneToOneField(
        InvoiceDocument, on_delete=models.CASCADE, primary_key=True, related_name="content"
    )
    data = models.BinaryField()

    def __str__(self) -> str:
        return str(self.document)
