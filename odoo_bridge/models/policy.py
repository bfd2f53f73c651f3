"""What the merchant wants done with a shop's orders."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.models import Shop
from odoo_bridge.customers.identity import DEFAULT_RULES, Rule
from odoo_bridge.models.choice import ChoiceKind, OdooChoice
from odoo_bridge.models.connection import OdooConnection
from odoo_bridge.models.vat_policy import VatPolicy

_RULES = ", ".join(DEFAULT_RULES)


class InvoicePolicy(models.TextChoices):
    """How far the invoice is taken."""

    NEVER = "never", _("No invoice")
    DRAFT = "draft", _("Draft invoice")
    POSTED = "posted", _("Posted invoice")


class DeliverWhen(models.TextChoices):
    """Which orders are delivered."""

    PAID = "paid", _("When paid")
    CONFIRMED = "confirmed", _("When confirmed, paid or not")


def valid_rules(text: str) -> None:
    """A list of the rules' names, each at most once."""
    names = [name.strip() for name in text.split(",")]
    if set(names) - set(Rule) or len(set(names)) < len(names):
        raise ValidationError(_("Write some of these, separated by commas: %(rules)s") % {"rules": _RULES})


class InvoiceDate(models.TextChoices):
    """The date that an invoice carries."""

    POSTING = "posting", _("The day on which it is posted")
    ORDER = "order", _("The day of the order")


class FiscalPositionRule(models.TextChoices):
    """Who says which fiscal position an order has."""

    ODOO = "odoo", _("Odoo decides")
    NONE = "none", _("None")
    CHOSEN = "chosen", _("The one chosen here")


class UnknownSku(models.TextChoices):
    """What becomes of a line whose product Odoo does not have."""

    HOLD = "hold", _("Hold the order")
    FALLBACK = "fallback", _("Use one product for all of them")
    CREATE = "create", _("Create the product in Odoo")


class WithoutVies(models.TextChoices):
    """What becomes of an order whose VAT id VIES cannot confirm for now."""

    HOLD = "hold", _("Hold the order until VIES answers")
    CHARGE = "charge", _("Charge VAT as if there were no VAT id")
    ACCEPT_PROOF = "accept_proof", _("Accept an earlier proof, else hold")


def _choice(kind: ChoiceKind, text: Any = "") -> Any:
    """A record of Odoo that may be named; none leaves it to Odoo."""
    return models.ForeignKey(
        OdooChoice,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"kind": kind},
        verbose_name=kind.label,
        help_text=text,
        null=True,
        blank=True,
    )


class ShopPolicy(VatPolicy):
    """Where a shop's orders go and how. A shop without a policy is not delivered.

    The SKUs name the service products in Odoo that stand for lines which are no goods.
    `tolerance` is the most that Odoo's total may differ and be repaired: written for currencies of two
    decimals, so that 0.05 is five of the smallest unit of any currency.
    """

    CHOICES = ("warehouse", "team", "salesperson", "payment_term", "journal", "fiscal_position")

    shop = models.OneToOneField(
        Shop, on_delete=models.CASCADE, related_name="odoo_policy", verbose_name=_("shop")
    )
    connection = models.ForeignKey(
        OdooConnection, on_delete=models.PROTECT, related_name="policies", verbose_name=_("Odoo connection")
    )
    live = models.BooleanField(
        _("live"),
        default=True,
        help_text=_("Off: orders are read and can be looked at, and nothing is delivered."),
    )
    deliver_when = models.CharField(
        _("deliver"), max_length=16, choices=DeliverWhen.choices, default=DeliverWhen.PAID
    )
    deliver_from = models.DateField(
        _("deliver from"),
        null=True,
        blank=True,
        help_text=_("Orders placed before this day are not delivered. Empty: all are."),
    )
    invoice = models.CharField(
        _("invoice"), max_length=8, choices=InvoicePolicy.choices, default=InvoicePolicy.POSTED
    )
    invoice_date = models.CharField(
        _("date of the invoice"),
        max_length=8,
        choices=InvoiceDate.choices,
        default=InvoiceDate.POSTING,
        help_text=_(
            "The day of the order may lie in a closed period: then Odoo refuses, and the order waits."
        ),
    )
    tolerance = models.DecimalField(
        _("tolerance"),
        max_digits=6,
        decimal_places=3,
        default=Decimal("0.05"),
        validators=[MinValueValidator(Decimal(0))],
        help_text=_(
            "Rounding difference that is repaired on the invoice; anything above waits for a person. 0.05 "
            "is 5 cents, 5 yen or 5 fils."
        ),
    )
    recognize_by = models.CharField(
        _("recognize customers by"),
        max_length=64,
        default=_RULES,
        validators=[valid_rules],
        help_text=_(
            "Asked in this order; leave one out to ignore it. vat: VAT id; customer: account at the shop; "
            "email: e-mail and name; phone: phone and name."
        ),
    )
    keep_pdf = models.BooleanField(
        _("keep the invoice PDF"),
        default=False,
        help_text=_(
            "Fetches the PDF of each posted invoice from Odoo, for the back office and for customers."
        ),
    )
    shipping_sku = models.CharField(_("SKU for shipping"), max_length=64, default="SHIPPING")
    fee_sku = models.CharField(_("SKU for fees"), max_length=64, default="FEE")
    discount_sku = models.CharField(_("SKU for discounts"), max_length=64, default="DISCOUNT")
    rounding_sku = models.CharField(_("SKU for rounding"), max_length=64, default="ROUNDING")
    refund_sku = models.CharField(
        _("SKU for refunds"),
        max_length=64,
        blank=True,
        help_text=_("For money given back without saying for which articles; empty: the SKU for discounts."),
    )
    register_payment = models.BooleanField(
        _("register payments"),
        default=False,
        help_text=_(
            "Books what the shop was paid and paid back, and settles the invoice with it. Needs posted "
            "invoices, and a journal for each payment method."
        ),
    )
    unknown_sku = models.CharField(
        _("product missing in Odoo"),
        max_length=8,
        choices=UnknownSku.choices,
        default=UnknownSku.HOLD,
        help_text=_("Also for lines that have no SKU at the shop."),
    )
    fallback_sku = models.CharField(
        _("SKU of that one product"),
        max_length=64,
        blank=True,
        help_text=_("The line in Odoo keeps the shop's title and SKU."),
    )
    reference_prefix = models.CharField(
        _("prefix of the customer reference"),
        max_length=16,
        blank=True,
        help_text=_("Put before the order's number, for example FR- for FR-1042."),
    )
    warehouse = _choice(ChoiceKind.WAREHOUSE, _("From which the goods leave."))
    team = _choice(ChoiceKind.TEAM)
    salesperson = _choice(ChoiceKind.SALESPERSON)
    payment_term = _choice(ChoiceKind.PAYMENT_TERM, _("Empty: the customer's own, else none."))
    journal = _choice(ChoiceKind.JOURNAL, _("Empty: Odoo's first sales journal."))
    fiscal_position_rule = models.CharField(
        _("fiscal position from"),
        max_length=8,
        choices=FiscalPositionRule.choices,
        default=FiscalPositionRule.ODOO,
        help_text=_(
            "The position decides the accounts; the lines name their taxes themselves. Where VAT is "
            "decided, “Odoo” means the position of what was decided."
        ),
    )
    fiscal_position = _choice(ChoiceKind.FISCAL_POSITION)
    vies_days = models.PositiveSmallIntegerField(
        _("days a VAT id stays checked"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_("For so many days (1 to 30) a valid VAT id is not asked for again."),
    )
    without_vies = models.CharField(
        _("while VIES does not answer"),
        max_length=16,
        choices=WithoutVies.choices,
        default=WithoutVies.HOLD,
        help_text=_("VIES, the EU’s register of VAT ids, is asked again by itself until it answers."),
    )
    vies_proof_days = models.PositiveSmallIntegerField(
        _("days a proof may be old"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("Only for accepting an earlier proof."),
    )

    class Meta:
        verbose_name = _("delivery policy")
        verbose_name_plural = _("delivery policies")

    def __str__(self) -> str:
        return f"{self.shop} → {self.connection}"

    @property
    def rules(self) -> tuple[Rule, ...]:
        """What the shop's customers are recognized by, the most trusted first."""
        return tuple(Rule(name.strip()) for name in self.recognize_by.split(","))

    def clean(self) -> None:
        """What is chosen must be of this Odoo, and what a rule needs must be there."""
        wrong: dict[str, object] = {
            name: _("This is not of the chosen Odoo connection.")
            for name in self.CHOICES
            if (choice := getattr(self, name)) and choice.connection_id != self.connection_id
        }
        if self.fiscal_position_rule == FiscalPositionRule.CHOSEN and self.fiscal_position is None:
            wrong["fiscal_position"] = _("Choose the fiscal position.")
        if self.unknown_sku == UnknownSku.FALLBACK and not self.fallback_sku.strip():
            wrong["fallback_sku"] = _("Name the product.")
        if self.register_payment and self.invoice != InvoicePolicy.POSTED:
            wrong["register_payment"] = _("Payments need posted invoices.")
        wrong |= self.wrong_about_vat()
        if wrong:
            raise ValidationError(wrong)


class PricelistChoice(models.Model):
    """The pricelist of a shop's orders in a currency; without one the oldest of the currency is taken."""

    policy = models.ForeignKey(
        ShopPolicy, on_delete=models.CASCADE, related_name="pricelists", verbose_name=_("delivery policy")
    )
    currency = models.CharField(_("currency"), max_length=3, editable=False)
    pricelist = models.ForeignKey(
        OdooChoice,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"kind": ChoiceKind.PRICELIST},
        verbose_name=_("pricelist"),
    )

    class Meta:
        verbose_name = _("pricelist of a currency")
        verbose_name_plural = _("pricelists of currencies")
        constraints = [models.UniqueConstraint(fields=["policy", "currency"], name="pricelist_choice_once")]

    def __str__(self) -> str:
        return f"{self.currency} → {self.pricelist}"

    def clean(self) -> None:
        """The currency is the pricelist's; there is one pricelist for each."""
        if not self.pricelist_id:
            return
        if self.policy.connection_id != self.pricelist.connection_id:
            raise ValidationError({"pricelist": _("This is not of the chosen Odoo connection.")})
        self.currency = self.pricelist.currency
        others = PricelistChoice.objects.filter(policy=self.policy_id, currency=self.currency)
        if self.policy_id and others.exclude(pk=self.pk).exists():
            raise ValidationError({"pricelist": _("This currency has a pricelist already.")})
