"""What the merchant's VAT is, and what becomes of orders whose VAT is another than is due."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from odoo_bridge.vat.policy import WithoutNumber
from odoo_bridge.vat.sale import Regime, Supply
from odoo_bridge.vat.territories import members


class ChargedDiffers(models.TextChoices):
    """What becomes of an order whose charged VAT is not what is due; off: VAT is not decided at all."""

    OFF = "off", _("VAT is not decided: the shop’s taxes are taken as they are")
    FOLLOW_SHOP = "follow_shop", _("Invoice what the shop charged, with a warning")
    FOLLOW_RULE = "follow_rule", _("Invoice the VAT that is due, at unchanged gross")
    HOLD = "hold", _("Hold the order for a person")


class Told(models.TextChoices):
    """Yes, no, or nothing said."""

    UNTOLD = "", _("not told")
    YES = "yes", _("Yes")
    NO = "no", _("No")


class VatRegime(models.TextChoices):
    """How the seller is taxed at home."""

    NORMAL = Regime.NORMAL.value, _("Normal")
    FRANCHISE = Regime.FRANCHISE.value, _("Small enterprise without VAT (franchise)")


class CompanyWithoutNumber(models.TextChoices):
    """How goods for a company abroad without a valid number are taxed."""

    CONSUMER = WithoutNumber.CONSUMER.value, _("Like a consumer: VAT of where they go")
    ORIGIN = WithoutNumber.ORIGIN.value, _("VAT of where they leave")
    HOLD = WithoutNumber.HOLD.value, _("Hold the order for a person")


class Unshipped(models.TextChoices):
    """What a product is that needs no shipping."""

    DIGITAL_SERVICE = Supply.DIGITAL_SERVICE.value, _("Digital service: download, subscription")
    SERVICE = Supply.SERVICE.value, _("Other service")
    GOODS = Supply.GOODS.value, _("Goods")


def valid_states(text: str) -> None:
    """Country codes of EU states, or the word none."""
    unknown = sorted(set(text.upper().split()) - members() - {"NONE"})
    if unknown:
        raise ValidationError(
            _("No states of the EU: %(codes)s. Write ISO codes, for example DE PL; or none.")
            % {"codes": ", ".join(unknown)}
        )


class VatPolicy(models.Model):
    """The part of a delivery policy that is about VAT."""

    charged_differs = models.CharField(
        _("if the shop charged another VAT than is due"),
        max_length=12,
        choices=ChargedDiffers.choices,
        default=ChargedDiffers.OFF,
        help_text=_("The gross that the customer paid never changes. See docs/vat.md."),
    )
    seller_country = models.CharField(
        _("seller’s country"), max_length=2, default="FR", help_text=_("Where the business is established.")
    )
    seller_regime = models.CharField(
        _("seller’s VAT"), max_length=12, choices=VatRegime.choices, default=VatRegime.NORMAL
    )
    seller_oss = models.BooleanField(
        _("one-stop shop (OSS)"),
        default=False,
        help_text=_("Sales to consumers in other EU states are declared there through the OSS."),
    )
    seller_ioss = models.CharField(
        _("import one-stop shop (IOSS)"), max_length=3, choices=Told.choices, default=Told.UNTOLD, blank=True
    )
    seller_in_uk = models.CharField(
        _("registered for VAT in the United Kingdom"),
        max_length=3,
        choices=Told.choices,
        default=Told.UNTOLD,
        blank=True,
    )
    registrations = models.CharField(
        _("further VAT registrations"),
        max_length=120,
        blank=True,
        validators=[valid_states],
        help_text=_("Other EU states with a VAT number, for example DE PL; none: there are none."),
    )
    ship_from_country = models.CharField(
        _("goods leave from"),
        max_length=2,
        blank=True,
        help_text=_("Country code. Empty: the seller’s country."),
    )
    ship_from_postcode = models.CharField(_("postcode there"), max_length=12, blank=True)
    distance_sales_start = models.DecimalField(
        _("cross-border sales before the hub, in EUR"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
        help_text=_(
            "Net, to consumers in other EU states, by all channels, in the year below. The hub adds its own. "
            "Needed without OSS, for the threshold of €10,000."
        ),
    )
    distance_sales_year = models.PositiveSmallIntegerField(
        _("year of that figure"),
        null=True,
        blank=True,
        validators=[MinValueValidator(2021), MaxValueValidator(2100)],
    )
    without_number = models.CharField(
        _("companies abroad without a valid VAT id"),
        max_length=8,
        choices=CompanyWithoutNumber.choices,
        default=CompanyWithoutNumber.CONSUMER,
    )
    unshipped_supply = models.CharField(
        _("products that need no shipping are"),
        max_length=16,
        choices=Unshipped.choices,
        default=Unshipped.DIGITAL_SERVICE,
        help_text=_("Where no VAT class is mapped for the product."),
    )

    einvoicing_from = models.DateField(
        _("French e-invoicing from"),
        null=True,
        blank=True,
        default=date(2027, 9, 1),
        help_text=_(
            "From this day on invoices to French businesses say the category of the operation: 2026-09-01 "
            "for large and mid-size companies, 2027-09-01 for all others."
        ),
    )
    vat_on_debits = models.BooleanField(
        _("VAT on debits"),
        default=False,
        help_text=_("Opted to pay the VAT on services when they are invoiced; French invoices must say so."),
    )

    class Meta:
        abstract = True

    @property
    def decides_vat(self) -> bool:
        """Whether the VAT of the shop's orders is decided by rules."""
        return self.charged_differs != ChargedDiffers.OFF

    def wrong_about_vat(self) -> dict[str, object]:
        """What of the VAT settings does not go together, by field."""
        wrong: dict[str, object] = {}
        for name in ("seller_country", "ship_from_country"):
            code = getattr(self, name).strip().upper()
            setattr(self, name, code)
            if code and not (len(code) == 2 and code.isascii() and code.isalpha()):
                wrong[name] = _("Write a country code, for example FR.")
        if (self.distance_sales_start is None) != (self.distance_sales_year is None):
            wrong["distance_sales_year"] = _("Give the figure and its year, or neither.")
        if self.ship_from_postcode.strip() and not self.ship_from_country:
            wrong["ship_from_country"] = _("Name the country of the postcode.")
        return wrong
