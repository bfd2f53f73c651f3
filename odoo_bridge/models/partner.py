"""Customers that the hub already knows in Odoo."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.models.columns import ExactCharField
from odoo_bridge.models.connection import OdooConnection


class PartnerLink(models.Model):
    """A customer (`key`: normalised e-mail, or the shop's customer id) is Odoo's partner `partner_id`.

    `rule` says how it was found: `email` (the merchant's own partner, adopted) or `created` by us.
    `address_hash` is of the address that the partner itself carries, where we created it.
    """

    connection = models.ForeignKey(
        OdooConnection, on_delete=models.CASCADE, related_name="partners", verbose_name=_("Odoo connection")
    )
    key = ExactCharField(_("key"), max_length=191)
    partner_id = models.PositiveBigIntegerField(_("Odoo partner id"))
    rule = models.CharField(_("found by"), max_length=16)
    address_hash = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("known customer")
        verbose_name_plural = _("known customers")
        constraints = [models.UniqueConstraint(fields=["connection", "key"], name="partner_link_once")]

    def __str__(self) -> str:
        return f"{self.key} → {self.partner_id}"
