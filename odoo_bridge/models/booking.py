"""How decided VAT is booked in an Odoo: a tax for each kind of VAT, a fiscal position for each treatment."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.models.columns import SentenceField
from odoo_bridge.models.connection import OdooConnection
from odoo_bridge.vat.decision import Treatment
from odoo_bridge.vat.orders.slots import VatSlot

TREATMENTS = [(one.value, one.value) for one in Treatment if not one.holds]


class Booking(models.Model):
    """What both tables have: who chose, why, and what there is to choose from.

    A row appears when an order needs it for the first time, filled from Odoo where that is clear. Once a
    person chose (`chosen`), it is never changed by the hub. `candidates`, the best first, are what Odoo
    offered when it was read last. `active` is false while what was chosen is archived in Odoo.
    """

    treatment = models.CharField(_("treatment"), max_length=24, choices=TREATMENTS)
    country = models.CharField(_("VAT of"), max_length=2, blank=True)
    active = models.BooleanField(_("active in Odoo"), default=True, editable=False)
    chosen = models.BooleanField(_("chosen by a person"), default=False, editable=False)
    why = SentenceField(_("why"), blank=True, editable=False)
    candidates = models.JSONField(default=list, editable=False)

    class Meta:
        abstract = True

    def candidate(self, record_id: int | None) -> dict[str, Any] | None:
        """What was offered under this id."""
        return next((one for one in self.candidates if one["id"] == record_id), None)


class SupplyKind(models.TextChoices):
    """What is sold."""

    GOODS = "goods", _("Goods")
    SERVICES = "services", _("Services")


class VatTaxMapping(Booking):
    """Lines with this VAT take Odoo's tax `tax_id`.

    None: no tax at all where a person `chose` so (only at 0 %), else nobody knows yet, and orders wait.
    `price_included` is what the shop's prices are, `tax_included` what the tax wants them to be.
    """

    connection = models.ForeignKey(
        OdooConnection, on_delete=models.CASCADE, related_name="vat_taxes", verbose_name=_("Odoo connection")
    )
    rate = models.DecimalField(_("rate in %"), max_digits=7, decimal_places=4)
    supply = models.CharField(_("kind"), max_length=8, choices=SupplyKind.choices)
    price_included = models.BooleanField(_("price includes the tax"))
    tax_id = models.PositiveIntegerField(_("Odoo tax"), null=True, blank=True)
    tax_name = models.CharField(_("Odoo tax"), max_length=120, blank=True, editable=False)
    tax_included = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["connection", "treatment", "country", "-rate", "supply", "price_included"]
        verbose_name = _("Odoo tax of a kind of VAT")
        verbose_name_plural = _("Odoo taxes of VAT")
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "treatment", "country", "rate", "supply", "price_included"],
                name="vat_tax_mapping_once",
            )
        ]

    def __str__(self) -> str:
        said = f"{self.treatment} {self.country}".strip()
        return f"{said} {self.rate.normalize():f} % → {self.tax_name or '?'}"

    @property
    def slot(self) -> VatSlot:
        """The kind of VAT that it is about."""
        return VatSlot(
            treatment=Treatment(self.treatment),
            country=self.country,
            rate=self.rate,
            services=self.supply == SupplyKind.SERVICES,
            included=self.price_included,
        )

    @property
    def open(self) -> bool:
        """Whether a person must choose."""
        return self.tax_id is None and not self.chosen


class VatPositionMapping(Booking):
    """Orders with this treatment get Odoo's fiscal position `position_id`.

    None: they get none, unless it is `open`: then a person must choose, and orders wait.
    """

    connection = models.ForeignKey(
        OdooConnection,
        on_delete=models.CASCADE,
        related_name="vat_positions",
        verbose_name=_("Odoo connection"),
    )
    position_id = models.PositiveIntegerField(_("fiscal position"), null=True, blank=True)
    position_name = models.CharField(_("fiscal position"), max_length=120, blank=True, editable=False)
    open = models.BooleanField(_("to be chosen"), default=False, editable=False)

    class Meta:
        ordering = ["connection", "treatment", "country"]
        verbose_name = _("Odoo fiscal position of a treatment")
        verbose_name_plural = _("Odoo fiscal positions of VAT")
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "treatment", "country"], name="vat_position_mapping_once"
            )
        ]

    def __str__(self) -> str:
        said = f"{self.treatment} {self.country}".strip()
        return f"{said} → {self.position_name or ('?' if self.open else '–')}"
