"""What of Odoo stands for what a shop sold and charged: taxes, products, shipping methods and fees."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.models import Shop
from hub.models.columns import ExactCharField
from odoo_bridge.models.choice import ChoiceKind, OdooChoice
from odoo_bridge.models.connection import OdooConnection
from odoo_bridge.sale.plan import same_title


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


class ProductMapping(models.Model):
    """The shop's SKU is another reference in Odoo."""

    shop = models.ForeignKey(
        Shop, on_delete=models.CASCADE, related_name="odoo_products", verbose_name=_("shop")
    )
    sku = ExactCharField(_("SKU at the shop"), max_length=191)
    reference = models.CharField(
        _("reference in Odoo"), max_length=191, help_text=_("The product's internal reference.")
    )

    class Meta:
        ordering = ["shop", "sku"]
        verbose_name = _("product mapping")
        verbose_name_plural = _("product mappings")
        constraints = [models.UniqueConstraint(fields=["shop", "sku"], name="product_mapping_once")]

    def __str__(self) -> str:
        return f"{self.sku} → {self.reference}"


class ServiceKind(models.TextChoices):
    """Which lines of an order a service mapping is about."""

    SHIPPING = "shipping", _("Shipping")
    FEE = "fee", _("Fee, tip, gift wrap")


class ServiceMapping(models.Model):
    """A shipping method or fee of the shop, by its title, is this product in Odoo, and this carrier.

    `key` is the title as it is compared: without regard to case and blanks.
    """

    shop = models.ForeignKey(
        Shop, on_delete=models.CASCADE, related_name="odoo_services", verbose_name=_("shop")
    )
    kind = models.CharField(
        _("kind"), max_length=8, choices=ServiceKind.choices, default=ServiceKind.SHIPPING
    )
    title = models.CharField(
        _("title at the shop"),
        max_length=191,
        help_text=_("As it stands on the orders, for example Colissimo."),
    )
    key = ExactCharField(max_length=191, editable=False)
    reference = models.CharField(
        _("reference in Odoo"),
        max_length=64,
        blank=True,
        help_text=_("The product's internal reference. Empty: the one of the delivery policy."),
    )
    carrier = models.ForeignKey(
        OdooChoice,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"kind": ChoiceKind.CARRIER},
        verbose_name=_("carrier"),
        help_text=_("Offered where Odoo's shipping methods are installed."),
        null=True,
        blank=True,
    )

    class Meta:
        ordering = ["shop", "kind", "title"]
        verbose_name = _("shipping or fee mapping")
        verbose_name_plural = _("shipping and fee mappings")
        constraints = [models.UniqueConstraint(fields=["shop", "kind", "key"], name="service_mapping_once")]

    def __str__(self) -> str:
        return f"{self.title} → {self.reference or self.carrier}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """With the title as it is compared."""
        self.key = same_title(self.title)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """A title has one mapping, however it is written; a fee has no carrier."""
        self.key = same_title(self.title)
        same = ServiceMapping.objects.filter(shop=self.shop_id, kind=self.kind, key=self.key)
        if same.exclude(pk=self.pk).exists():
            raise ValidationError({"title": _("This title is mapped already.")})
        if self.carrier and self.kind != ServiceKind.SHIPPING:
            raise ValidationError({"carrier": _("Only shipping has a carrier.")})
        if self.carrier is None and not self.reference.strip():
            raise ValidationError(_("Name the product, the carrier, or both."))
