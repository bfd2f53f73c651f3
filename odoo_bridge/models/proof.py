"""Proofs of VIES on customers in Odoo: which answer belongs on which partner, and how far that is."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.models import Order
from hub.models.trouble import Troubled
from odoo_bridge.models.connection import OdooConnection
from odoo_bridge.models.vies import VatCheck


class ProofState(models.TextChoices):
    """How far it is."""

    WAITING = "waiting", _("Waiting to be put into Odoo")
    PLACED = "placed", _("In Odoo")
    FAILED = "failed", _("Could not be put into Odoo")


class ProofForm(models.TextChoices):
    """As what it stands on the partner."""

    ATTACHMENT = "attachment", _("Attachment")
    NOTE = "note", _("Note in the chatter")


class PartnerProof(Troubled):
    """An answer "valid" that a decision rests on, and the partner in Odoo that it is put on: each pair once.

    `order` is the first that needed it. `record_id` is Odoo's id of the attachment or note.
    """

    connection = models.ForeignKey(
        OdooConnection, on_delete=models.CASCADE, related_name="proofs", verbose_name=_("Odoo connection")
    )
    answer = models.ForeignKey(
        VatCheck, on_delete=models.PROTECT, related_name="placed", verbose_name=_("answer of VIES")
    )
    partner_id = models.PositiveBigIntegerField(_("Odoo partner id"))
    order = models.ForeignKey(
        Order, on_delete=models.SET_NULL, related_name="vat_proofs", null=True, verbose_name=_("order")
    )
    state = models.CharField(
        _("state"), max_length=16, choices=ProofState.choices, default=ProofState.WAITING
    )
    form = models.CharField(_("form"), max_length=16, choices=ProofForm.choices, blank=True)
    record_id = models.PositiveBigIntegerField(_("id in Odoo"), null=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True, blank=True)
    placed_at = models.DateTimeField(_("put there"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("proof of VIES in Odoo")
        verbose_name_plural = _("proofs of VIES in Odoo")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["connection", "answer", "partner_id"], name="partner_proof_once")
        ]
        indexes = [
            models.Index(fields=["connection", "state", "next_attempt_at"], name="partner_proof_due"),
            models.Index(fields=["state"], name="partner_proof_state"),
        ]

    def __str__(self) -> str:
        return f"{self.answer.vat_id} → #{self.partner_id}"
