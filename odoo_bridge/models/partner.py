"""Customers that the hub already knows in Odoo, the keys that lead to them, and their addresses."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.models.columns import ExactCharField, SentencesField
from odoo_bridge.models.connection import OdooConnection


class Partner(models.Model):
    """A customer of the shops as Odoo's partner `partner_id`.

    `external_id` is our name for it, where the hub created it. Only `ours` are ever changed: a merchant's
    own partner that was adopted, or that took ours over, is left as it is.
    `told` is what the shops last said of it (name, email, phone, vat) in an order of `told_at`, so that
    only what changed is written. `merged_into` is another one that stands for it since a person said so;
    `gone` means that Odoo merged it away as well.
    """

    connection = models.ForeignKey(
        OdooConnection, on_delete=models.CASCADE, related_name="partners", verbose_name=_("Odoo connection")
    )
    partner_id = models.PositiveBigIntegerField(_("Odoo partner id"))
    name = models.CharField(_("name"), max_length=255, blank=True)
    is_company = models.BooleanField(_("company"), default=False)
    vat_id = models.CharField(_("VAT id"), max_length=32, blank=True)
    postcode = models.CharField(max_length=32, blank=True, editable=False)
    external_id = ExactCharField(max_length=191, blank=True, editable=False)
    ours = models.BooleanField(_("created by the hub"), default=False)
    address_hash = models.CharField(max_length=64, blank=True, editable=False)
    told = models.JSONField(default=dict, blank=True, editable=False)
    told_at = models.DateTimeField(null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        related_name="merged",
        null=True,
        blank=True,
        verbose_name=_("merged into"),
    )
    gone = models.BooleanField(_("gone from Odoo"), default=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("known customer")
        verbose_name_plural = _("known customers")
        constraints = [models.UniqueConstraint(fields=["connection", "partner_id"], name="partner_once")]
        indexes = [models.Index(fields=["name"], name="partner_name")]

    def __str__(self) -> str:
        return f"{self.name or '–'} #{self.partner_id}"

    @property
    def stands_for(self) -> "Partner":
        """The partner that orders are written for: itself, or the one that it was merged into."""
        return self.merged_into.stands_for if self.merged_into else self


class PartnerLink(models.Model):
    """The key by which a customer is known again, and the partner it leads to.

    Several keys may lead to one partner. `basis` is what several customers may share, for example
    `email:info@example.com`. `rule` and `reasons` say how it was found; `chosen`: by a person, which no
    rule ever changes. Without a partner, a person asked for one of its own: the next order makes it.
    `before` is where the key led before a person moved it.
    """

    connection = models.ForeignKey(
        OdooConnection,
        on_delete=models.CASCADE,
        related_name="partner_links",
        verbose_name=_("Odoo connection"),
    )
    key = ExactCharField(_("key"), max_length=191)
    basis = ExactCharField(max_length=191, editable=False)
    name = models.CharField(_("name"), max_length=255, blank=True)
    partner = models.ForeignKey(
        Partner, on_delete=models.CASCADE, related_name="links", null=True, verbose_name=_("known customer")
    )
    before = models.ForeignKey(
        Partner, on_delete=models.SET_NULL, related_name="+", null=True, editable=False
    )
    rule = models.CharField(_("found by"), max_length=16)
    reasons = SentencesField(_("reasons"), default=list, blank=True)
    chosen = models.BooleanField(_("chosen by a person"), default=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("key of a customer")
        verbose_name_plural = _("keys of customers")
        constraints = [models.UniqueConstraint(fields=["connection", "key"], name="partner_link_once")]
        indexes = [models.Index(fields=["connection", "basis"], name="partner_link_basis")]

    def __str__(self) -> str:
        return f"{self.key} → {self.partner or '–'}"


class PartnerAddress(models.Model):
    """A child of a known partner: the address with that hash, or a contact of a company.

    Never rewritten, since orders name it: another address is another child.
    """

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(max_length=16)
    hash = models.CharField(max_length=64)
    child_id = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("address of a customer")
        verbose_name_plural = _("addresses of customers")
        constraints = [
            models.UniqueConstraint(fields=["partner", "kind", "hash"], name="partner_address_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.child_id}"
