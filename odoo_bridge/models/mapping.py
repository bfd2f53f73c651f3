"""Which Odoo tax stands for a rate that a shop charged."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from odoo_bridge.models.connection import OdooConnection


class TaxMapping(models.Model):
    """`rate` per cent, price-included or not, is Odoo's sale tax `tax_id` of that connection.

    Proposed from Odoo itself; once a person chose (`chosen`), it is never changed by the hub.
    `active` is false while the tax is switched off in Odoo: orders that need it are held.
    """

    connection = models.ForeignKey(
        OdooConnection, on_delete=models.CASCADE, related_name="taxes", verbose_name=_("Odoo connection")
    )
    rate = models.DecimalField(_("rate in %"), max_digits=7, decimal_places=4)
    price_included = models.BooleanField(_("price includes the tax"))
    tax_id = models.PositiveIntegerField(_("Odoo tax id"))
    tax_name = models.CharField(_("Odoo tax"), max_length=120)
    active = models.BooleanField(_("active in Odoo"), default=True)
    chosen = models.BooleanField(_("chosen by a person"), default=False)

    class Meta:
        ordering = ["connection", "-rate", "price_included"]
        verbose_name = _("tax mapping")
        verbose_name_plural = _("tax mappings")
        constraints = [
            models.UniqueConstraint(fields=["connection", "rate", "price_included"], name="tax_mapping_once")
        ]

    def __str__(self) -> str:
        return f"{self.rate.normalize():f} % → {self.tax_name}"
