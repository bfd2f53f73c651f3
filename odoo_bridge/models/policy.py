"""What the merchant wants done with a shop's orders."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.models import Shop
from odoo_bridge.models.connection import OdooConnection


class InvoicePolicy(models.TextChoices):
    """How far the invoice is taken."""

    NEVER = "never", _("No invoice")
    DRAFT = "draft", _("Draft invoice")
    POSTED = "posted", _("Posted invoice")


class DeliverWhen(models.TextChoices):
    """Which orders are delivered."""

    PAID = "paid", _("When paid")
    CONFIRMED = "confirmed", _("When confirmed, paid or not")


class ShopPolicy(models.Model):
    """Where a shop's orders go and how. A shop without a policy is not delivered.

    The SKUs name the service products in Odoo that stand for lines which are no goods.
    `tolerance` is the most, in the order's currency, that Odoo's total may differ and be repaired.
    """

    shop = models.OneToOneField(
        Shop, on_delete=models.CASCADE, related_name="odoo_policy", verbose_name=_("shop")
    )
    connection = models.ForeignKey(
        OdooConnection, on_delete=models.PROTECT, related_name="policies", verbose_name=_("Odoo connection")
    )
    deliver_when = models.CharField(
        _("deliver"), max_length=16, choices=DeliverWhen.choices, default=DeliverWhen.PAID
    )
    invoice = models.CharField(
        _("invoice"), max_length=8, choices=InvoicePolicy.choices, default=InvoicePolicy.POSTED
    )
    tolerance = models.DecimalField(
        _("tolerance"),
        max_digits=6,
        decimal_places=3,
        default=Decimal("0.05"),
        validators=[MinValueValidator(Decimal(0))],
        help_text=_(
            "Rounding difference that is repaired on the invoice; anything above waits for a person."
        ),
    )
    shipping_sku = models.CharField(_("SKU for shipping"), max_length=64, default="SHIPPING")
    fee_sku = models.CharField(_("SKU for fees"), max_length=64, default="FEE")
    discount_sku = models.CharField(_("SKU for discounts"), max_length=64, default="DISCOUNT")
    rounding_sku = models.CharField(_("SKU for rounding"), max_length=64, default="ROUNDING")

    class Meta:
        verbose_name = _("delivery policy")
        verbose_name_plural = _("delivery policies")

    def __str__(self) -> str:
        return f"{self.shop} → {self.connection}"
