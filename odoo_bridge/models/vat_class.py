"""Which product is taxed how: the VAT class of a SKU, and the rate of a class where the table is open."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.models import Shop
from hub.models.columns import ExactCharField
from odoo_bridge.models.policy import ShopPolicy
from odoo_bridge.vat.sale import Supply


class ProductSupply(models.TextChoices):
    """What a product is for VAT."""

    GOODS = Supply.GOODS.value, _("Goods")
    SERVICE = Supply.SERVICE.value, _("Service")
    DIGITAL_SERVICE = Supply.DIGITAL_SERVICE.value, _("Digital service")


class ProductVat(models.Model):
    """The VAT class of a product of a shop; a product without one is presumed to have the standard rate."""

    shop = models.ForeignKey(
        Shop, on_delete=models.CASCADE, related_name="vat_products", verbose_name=_("shop")
    )
    sku = ExactCharField(_("SKU at the shop"), max_length=191)
    supply = models.CharField(
        _("is"), max_length=16, choices=ProductSupply.choices, default=ProductSupply.GOODS
    )
    product_class = models.SlugField(
        _("VAT class"),
        max_length=32,
        default="standard",
        help_text=_("standard, book, ebook, newspaper, food, reduced, or one of your own (with its rates)."),
    )

    class Meta:
        ordering = ["shop", "sku"]
        verbose_name = _("VAT class of a product")
        verbose_name_plural = _("VAT classes of products")
        constraints = [models.UniqueConstraint(fields=["shop", "sku"], name="product_vat_once")]

    def __str__(self) -> str:
        return f"{self.sku} → {self.product_class}"


class VatClassRate(models.Model):
    """The rate of a product class in a country, before the table's; it must be one that the country has."""

    policy = models.ForeignKey(
        ShopPolicy, on_delete=models.CASCADE, related_name="class_rates", verbose_name=_("delivery policy")
    )
    country = models.CharField(_("country"), max_length=2, help_text=_("For example ES."))
    product_class = models.SlugField(_("VAT class"), max_length=32)
    rate = models.DecimalField(
        _("rate in %"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(50))],
    )

    class Meta:
        verbose_name = _("rate of a VAT class")
        verbose_name_plural = _("rates of VAT classes")
        constraints = [
            models.UniqueConstraint(fields=["policy", "country", "product_class"], name="vat_class_rate_once")
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.product_class} {self.rate.normalize():f} %"

    def clean(self) -> None:
        """Codes as the rules write them."""
        self.country = self.country.strip().upper()
        self.product_class = self.product_class.strip().lower()
        if not self.country.isalpha():
            raise ValidationError({"country": _("Write a country code, for example FR.")})
