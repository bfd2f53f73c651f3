"""What was decided about the VAT of an order's revision, why, and what the shop charged beside it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.models import Order
from hub.models.columns import ExactCharField
from odoo_bridge.models.vies import VatCheck


class VatState(models.TextChoices):
    """What became of it."""

    AGREED = "agreed", _("Charged as due")
    FOLLOWED_SHOP = "followed_shop", _("Invoiced as charged, another VAT is due")
    FOLLOWED_RULE = "followed_rule", _("Invoiced as due, the shop charged another VAT")
    HELD_DIFFERENT = "held_different", _("Held: another VAT is due")
    HELD_VIES = "held_vies", _("Held: VIES has not answered")
    HELD_UNDECIDED = "held_undecided", _("Held: it cannot be decided")


class OwnerFit(models.TextChoices):
    """Whether the owner of the VAT id, as VIES tells it, is the buyer."""

    NOT_COMPARED = "", _("not compared")
    SAME = "same", _("The buyer is the owner")
    DIFFERENT = "different", _("Name or address differs")
    UNKNOWN = "unknown", _("VIES tells neither")


class VatRecord(models.Model):
    """One row for each revision that was decided about; deciding again rewrites it until it is invoiced.

    `day` is that of the sale in the hub's time zone; amounts are in `currency`. `decisions` has an entry for
    each kind of supply (treatment, country, rate, rule, reasons, evidence, mention), `lines` one for each
    line of the order. `proof` is the answer of VIES that it stands on. `owner` has name
    and address as VIES and the order tell them, with what fits. `newest`: no later revision of the order was
    decided about.
    """

    order = models.ForeignKey(
        Order, on_delete=models.CASCADE, related_name="vat_records", verbose_name=_("order")
    )
    revision = models.PositiveIntegerField(_("revision"))
    newest = models.BooleanField(default=True)
    state = models.CharField(_("VAT"), max_length=16, choices=VatState.choices)
    day = models.DateField(_("day of the sale"))
    decided_at = models.DateTimeField(_("decided"), auto_now=True)
    currency = models.CharField(_("currency"), max_length=3)
    gross = models.DecimalField(_("gross"), max_digits=18, decimal_places=4)
    charged_tax = models.DecimalField(_("VAT charged"), max_digits=18, decimal_places=4)
    due_tax = models.DecimalField(_("VAT due"), max_digits=18, decimal_places=4)
    vat_id = models.CharField(_("VAT id"), max_length=32, blank=True)
    proof = models.ForeignKey(
        VatCheck, on_delete=models.PROTECT, related_name="+", null=True, verbose_name=_("proof")
    )
    owner_fit = models.CharField(
        _("owner in VIES"),
        max_length=12,
        choices=OwnerFit.choices,
        default=OwnerFit.NOT_COMPARED,
        blank=True,
    )
    owner = models.JSONField(default=dict)
    mention = models.TextField(_("on the invoice"), blank=True)
    reasons = models.JSONField(default=list)
    decisions = models.JSONField(default=list)
    lines = models.JSONField(default=list)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("VAT of an order")
        verbose_name_plural = _("VAT of orders")
        constraints = [models.UniqueConstraint(fields=["order", "revision"], name="vat_record_once")]
        indexes = [
            models.Index(fields=["day", "state"], name="vat_record_day"),
            models.Index(fields=["state", "decided_at"], name="vat_record_state"),
        ]

    def __str__(self) -> str:
        return f"{self.order} ({self.revision})"


class VatRefundPart(models.Model):
    """What of a decided order was given back on a day, with one treatment, country and rate: as it was due.

    `refund` is the shop's id of it; `cancelled` is what a cancelled order that was invoiced had left, and is
    there even where that is nothing; `edit-…` is what a changed order costs less.
    """

    record = models.ForeignKey(VatRecord, on_delete=models.CASCADE, related_name="refund_parts")
    refund = ExactCharField(_("refund"), max_length=191)
    day = models.DateField(_("day of the refund"), db_index=True)
    treatment = models.CharField(_("treatment"), max_length=24)
    country = models.CharField(_("country"), max_length=2, blank=True)
    rate = models.DecimalField(_("rate in %"), max_digits=7, decimal_places=4)
    net = models.DecimalField(_("net"), max_digits=18, decimal_places=4)
    tax = models.DecimalField(_("VAT"), max_digits=18, decimal_places=4)

    class Meta:
        verbose_name = _("refunded part of an order’s VAT")
        verbose_name_plural = _("refunded parts of orders’ VAT")
        constraints = [
            models.UniqueConstraint(
                fields=["record", "refund", "treatment", "country", "rate"], name="vat_refund_part_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.refund}: {self.treatment} {self.country} {self.rate.normalize():f} %"


class VatPart(models.Model):
    """What of an order has one treatment, country and rate: as it is due."""

    record = models.ForeignKey(VatRecord, on_delete=models.CASCADE, related_name="parts")
    treatment = models.CharField(_("treatment"), max_length=24)
    country = models.CharField(_("country"), max_length=2, blank=True)
    rate = models.DecimalField(_("rate in %"), max_digits=7, decimal_places=4)
    net = models.DecimalField(_("net"), max_digits=18, decimal_places=4)
    tax = models.DecimalField(_("VAT"), max_digits=18, decimal_places=4)

    class Meta:
        verbose_name = _("part of an order’s VAT")
        verbose_name_plural = _("parts of orders’ VAT")
        constraints = [
            models.UniqueConstraint(fields=["record", "treatment", "country", "rate"], name="vat_part_once")
        ]

    def __str__(self) -> str:
        return f"{self.treatment} {self.country} {self.rate.normalize():f} %"
