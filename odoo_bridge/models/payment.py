"""Which Odoo journal stands for a shop's payment method."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.models import Shop
from hub.models.columns import ExactCharField
from odoo_bridge.models.connection import OdooConnection


class PaymentMapping(models.Model):
    """Payments of `shop` by `method` are booked in the journal `journal_id` of that Odoo.

    A row appears when a method is met for the first time; until a person chooses a journal, orders wait.
    """

    LONGEST_METHOD: ClassVar[int] = 100

    connection = models.ForeignKey(
        OdooConnection, on_delete=models.CASCADE, related_name="payments", verbose_name=_("Odoo connection")
    )
    shop = models.ForeignKey(
        Shop, on_delete=models.CASCADE, related_name="payment_mappings", verbose_name=_("shop")
    )
    method = ExactCharField(_("payment method"), max_length=LONGEST_METHOD, blank=True)
    journal_id = models.PositiveIntegerField(_("Odoo journal"), null=True, blank=True)
    journal_name = models.CharField(_("journal"), max_length=120, blank=True, editable=False)

    class Meta:
        ordering = ["shop", "method"]
        verbose_name = _("payment journal")
        verbose_name_plural = _("payment journals")
        constraints = [
            models.UniqueConstraint(fields=["connection", "shop", "method"], name="payment_mapping_once")
        ]

    def __str__(self) -> str:
        return f"{self.shop.slug} {self.method} → {self.journal_name or self.journal_id or '?'}"
