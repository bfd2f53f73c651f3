"""What a shop's policy may choose of Odoo: warehouses, teams, journals and the like."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from odoo_bridge.models.connection import OdooConnection


class ChoiceKind(models.TextChoices):
    """What is chosen. Odoo has some of them only with an app: warehouses with Inventory, for example."""

    WAREHOUSE = "warehouse", _("Warehouse")
    TEAM = "team", _("Sales team")
    SALESPERSON = "salesperson", _("Salesperson")
    PRICELIST = "pricelist", _("Pricelist")
    PAYMENT_TERM = "payment_term", _("Payment terms")
    JOURNAL = "journal", _("Journal of invoices")
    FISCAL_POSITION = "fiscal_position", _("Fiscal position")
    CARRIER = "carrier", _("Carrier")


class OdooChoice(models.Model):
    """A record of Odoo that policies may name. `currency` (ISO 4217) of a pricelist.

    `active` is false once the record is archived or gone in Odoo: orders that need it are held.
    """

    connection = models.ForeignKey(
        OdooConnection, on_delete=models.CASCADE, related_name="choices", verbose_name=_("Odoo connection")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=ChoiceKind.choices)
    odoo_id = models.PositiveIntegerField(_("Odoo id"))
    name = models.CharField(_("name"), max_length=255)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    active = models.BooleanField(_("active in Odoo"), default=True)

    class Meta:
        ordering = ["kind", "name", "odoo_id"]
        verbose_name = _("choice from Odoo")
        verbose_name_plural = _("choices from Odoo")
        constraints = [
            models.UniqueConstraint(fields=["connection", "kind", "odoo_id"], name="odoo_choice_once")
        ]

    def __str__(self) -> str:
        return self.name
