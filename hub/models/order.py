"""Orders: what the platform sent, what we understood, and each content it ever had."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.models.columns import ExactCharField, VerbatimJSONField
from hub.models.shop import Shop
from hub.models.trouble import Troubled
from hub.order.vocabulary import FulfillmentStatus, LineKind, PaymentStatus, Status

ID_LENGTH = 191  # fits an index of utf8mb4 on every MariaDB and MySQL


def new_trace_id() -> str:
    """32 hex digits that follow an order through logs, messages and calls."""
    return uuid.uuid4().hex


def _choices(
    vocabulary: type[Status] | type[PaymentStatus] | type[FulfillmentStatus] | type[LineKind],
) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in vocabulary]


class RawOrder(models.Model):
    """One content of an order as the platform sent it, stored before it was understood."""

    shop = models.ForeignKey(
        Shop, on_delete=models.CASCADE, related_name="raw_orders", verbose_name=_("shop")
    )
    external_id = ExactCharField(_("external id"), max_length=ID_LENGTH)
    digest = models.CharField(_("digest"), max_length=64)
    payload = VerbatimJSONField(_("payload"))
    observed_at = models.DateTimeField(_("observed (shop's clock)"))
    received_at = models.DateTimeField(_("received"), auto_now_add=True)

    class Meta:
        verbose_name = _("raw order")
        verbose_name_plural = _("raw orders")
        constraints = [
            models.UniqueConstraint(fields=["shop", "external_id", "digest"], name="raw_order_once")
        ]

    def __str__(self) -> str:
        return f"{self.shop} {self.external_id}"


class Order(Troubled):
    """The order of a shop; `(shop, external_id)` is the key. Its content is the newest revision.

    In trouble (held): the newest raw could not be read, or its totals wait for a person.
    """

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="orders", verbose_name=_("shop"))
    external_id = ExactCharField(_("external id"), max_length=ID_LENGTH)
    number = models.CharField(_("number"), max_length=ID_LENGTH, blank=True)
    status = models.CharField(_("status"), max_length=16, default=Status.UNKNOWN, choices=_choices(Status))
    payment_status = models.CharField(
        _("payment"), max_length=24, default=PaymentStatus.UNKNOWN, choices=_choices(PaymentStatus)
    )
    fulfillment_status = models.CharField(
        _("fulfilment"), max_length=16, default=FulfillmentStatus.UNKNOWN, choices=_choices(FulfillmentStatus)
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    gross = models.DecimalField(_("total"), max_digits=20, decimal_places=4, null=True, blank=True)
    customer_name = models.CharField(_("customer"), max_length=255, blank=True)
    email = models.CharField(_("e-mail"), max_length=ID_LENGTH, blank=True)
    vat_id = models.CharField(_("VAT id"), max_length=64, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    placed_at = models.DateTimeField(_("placed"), null=True, blank=True)
    updated_at = models.DateTimeField(_("updated at the shop"), null=True, blank=True)

    trace_id = models.CharField(max_length=32, default=new_trace_id, editable=False)
    raw = models.ForeignKey(RawOrder, on_delete=models.PROTECT, related_name="+", null=True, editable=False)
    revision = models.PositiveIntegerField(_("revision"), default=0)
    published_revision = models.PositiveIntegerField(_("published revision"), default=0)
    accepted_revision = models.PositiveIntegerField(
        default=0, editable=False, help_text=_("The revision whose notices a person accepted.")
    )
    observed_at = models.DateTimeField(null=True, editable=False)
    quiet_since = models.DateTimeField(null=True, editable=False)
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed in the hub"), auto_now=True)

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints = [models.UniqueConstraint(fields=["shop", "external_id"], name="order_once")]
        indexes = [
            models.Index(fields=["-placed_at", "-id"], name="order_placed"),
            models.Index(fields=["changed_at", "id"], name="order_changed"),
            models.Index(fields=["number"], name="order_number"),
            models.Index(fields=["email"], name="order_email"),
            models.Index(fields=["external_id"], name="order_external_id"),
            models.Index(fields=["vat_id"], name="order_vat_id"),
            models.Index(fields=["customer_name"], name="order_customer_name"),
            models.Index(fields=["status", "-placed_at"], name="order_status"),
            models.Index(fields=["error_class"], name="order_error"),
            models.Index(fields=["updated_at"], name="order_updated"),
            models.Index(fields=["shop", "placed_at"], name="order_of_shop_placed"),
        ]

    def __str__(self) -> str:
        return f"{self.number or self.external_id} ({self.shop.slug})"

    @property
    def newest(self) -> "Revision | None":
        """The newest content; None while no content could be read."""
        return self.revisions.filter(number=self.revision).first()


class Revision(models.Model):
    """One content of an order, as unified document. Never changed once written."""

    order = models.ForeignKey(
        Order, on_delete=models.CASCADE, related_name="revisions", verbose_name=_("order")
    )
    number = models.PositiveIntegerField(_("revision"))
    digest = models.CharField(_("digest"), max_length=64)
    document = models.JSONField(_("document"))
    raw = models.ForeignKey(RawOrder, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["order", "number"]
        constraints = [models.UniqueConstraint(fields=["order", "number"], name="revision_once")]

    def __str__(self) -> str:
        return f"{self.order} r{self.number}"


class Line(models.Model):
    """A line of the newest revision, so that orders can be searched by SKU and added up.

    `rate` is that of its one tax, 0 without any; empty where there are several or the platform hides it.
    """

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines", verbose_name=_("order"))
    position = models.PositiveIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=16, choices=_choices(LineKind))
    sku = models.CharField(_("SKU"), max_length=ID_LENGTH, blank=True, db_index=True)
    title = models.CharField(_("title"), max_length=255, blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=20, decimal_places=6)
    net = models.DecimalField(_("net"), max_digits=20, decimal_places=4)
    tax = models.DecimalField(_("tax"), max_digits=20, decimal_places=4)
    gross = models.DecimalField(_("gross"), max_digits=20, decimal_places=4)
    rate = models.DecimalField(_("rate in %"), max_digits=9, decimal_places=4, null=True, blank=True)

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        ordering = ["order", "position"]
        constraints = [models.UniqueConstraint(fields=["order", "position"], name="line_once")]
        indexes = [models.Index(fields=["order", "rate", "net", "tax"], name="line_amounts")]  # of reports

    def __str__(self) -> str:
        return f"{self.quantity.normalize():f} × {self.sku or self.title}"
