"""What is done with each shop's orders. Saving lets the deliveries go on that waited for the policy."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.forms import PaginationInlineFormSet

from hub.admin.actions import LoggedReason, ObjectAction
from hub.admin.base import BackOfficeAdmin
from hub.admin.decimals import PlainDecimals
from hub.admin.previews import DRY_RUN as DRY_RUN_OF_SHOP
from hub.people.places import Place
from odoo_bridge.admin.going_live import FirstDay, go_live, is_live, is_waiting, stop, today
from odoo_bridge.admin.releasing import release_afterwards
from odoo_bridge.bridge.feed import plan_again
from odoo_bridge.connections import only_connection
from odoo_bridge.models import (
    ChargedDiffers,
    ChoiceKind,
    OdooChoice,
    PricelistChoice,
    ShopPolicy,
    VatClassRate,
)

_LONGEST_KEY = 18  # what a column of the database holds


def _dry_run(request: HttpRequest, policy: ShopPolicy, given: Mapping[str, Any]) -> HttpResponse | None:
    """Of the policy's shop, before it goes live."""
    return DRY_RUN_OF_SHOP.run(request, policy.shop, given)


DRY_RUN = replace(DRY_RUN_OF_SHOP, run=_dry_run)
GO_LIVE = ObjectAction(
    name="go-live",
    label=_("Go live"),
    explanation=_("Orders placed from that day on are delivered; those before it stay where they are."),
    form=FirstDay,
    initial=today,
    applies=is_waiting,
    run=go_live,
    primary=True,
)
STOP = ObjectAction(
    name="stop",
    label=_("Stop delivering"),
    explanation=_("Orders are still read. What Odoo has already is kept up to date."),
    form=LoggedReason,
    applies=is_live,
    run=stop,
)


class PricelistFormSet(PaginationInlineFormSet):
    """Pricelists that are chosen together: one for each currency."""

    def clean(self) -> None:
        """Two of one currency are said, before the database refuses them."""
        super().clean()
        kept = [form for form in self.forms if not form.cleaned_data.get("DELETE")]
        named = [form.cleaned_data["pricelist"] for form in kept if form.cleaned_data.get("pricelist")]
        currencies = [pricelist.currency for pricelist in named]
        if len(currencies) != len(set(currencies)):
            raise forms.ValidationError(_("Choose one pricelist for each currency."))


class PricelistInline(TabularInline):
    """A pricelist for each currency that has a special one."""

    model = PricelistChoice
    formset = PricelistFormSet
    fields = ("pricelist",)
    extra = 0
    verbose_name_plural = _("Pricelists (none: the oldest of the order's currency)")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Pricelists of the policy's own Odoo."""
        formset = super().get_formset(request, obj, **kwargs)
        own = PricelistChoice.objects.filter(policy=obj).values("pricelist") if obj else ()
        usable = _usable(obj, Q(kind=ChoiceKind.PRICELIST), list(own))
        field = formset.form.base_fields["pricelist"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = usable
        return formset


class VatClassRateInline(PlainDecimals, TabularInline):  # type: ignore[misc] # of the theme's own bases
    """The rate of a class in a country where the table has several, or of a class of the shop's own."""

    model = VatClassRate
    fields = ("country", "product_class", "rate")
    extra = 0
    verbose_name_plural = _("Rates of VAT classes (none: the rate of the law’s table)")


class PolicyForm(forms.ModelForm[ShopPolicy]):
    """Offers what the policy's own Odoo has; until the connection is saved, of all of them."""

    class Meta:
        model = ShopPolicy
        fields = "__all__"  # noqa: DJ007 - the admin's fieldsets say which

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = self.instance if self.instance.pk else None
        chosen = [getattr(stored, f"{name}_id", None) for name in ShopPolicy.CHOICES]
        offered = list(_usable(stored, Q(kind__in=ShopPolicy.CHOICES), chosen))
        for name in ShopPolicy.CHOICES:
            field = self.fields.get(name)
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = _usable(stored, Q(kind=name), chosen)
                of_kind = [(one.pk, field.label_from_instance(one)) for one in offered if one.kind == name]
                field.choices = [("", _("Odoo's default")), *of_kind]


@admin.register(ShopPolicy)
class ShopPolicyAdmin(BackOfficeAdmin):
    """Where a shop's orders go, when, and how far the invoice is taken."""

    place = Place.SETUP
    form = PolicyForm
    object_actions = (DRY_RUN, GO_LIVE, STOP)
    inlines = (PricelistInline, VatClassRateInline)
    nothing_yet = _("There is no delivery policy yet. Each shop whose orders go to Odoo needs one.")
    list_display = ("shop", "connection", "live", "deliver_when", "deliver_from", "invoice", "tolerance")
    list_filter = ("connection",)
    list_select_related = ("shop", "connection")
    fieldsets = (
        (None, {"fields": ("shop", "connection", "deliver_when", "deliver_from", "reference_prefix")}),
        (
            _("Invoice"),
            {"fields": ("invoice", "invoice_date", "tolerance", "journal", "payment_term", "keep_pdf")},
        ),
        (
            _("Products"),
            {
                "fields": (
                    *("unknown_sku", "fallback_sku"),
                    *("shipping_sku", "fee_sku", "discount_sku", "rounding_sku"),
                )
            },
        ),
        (_("Refunds and payments"), {"fields": ("refund_sku", "register_payment")}),
        (_("Customers"), {"fields": ("recognize_by",)}),
        (
            _("VAT"),
            {
                "fields": (
                    *("charged_differs", "seller_country", "seller_regime", "seller_oss", "registrations"),
                    *("seller_ioss", "seller_in_uk", "ship_from_country", "ship_from_postcode"),
                    *("distance_sales_start", "distance_sales_year", "without_number", "unshipped_supply"),
                    *("einvoicing_from", "vat_on_debits"),
                ),
                "description": _(
                    "Which VAT is due is decided for every order and compared with what the shop charged. "
                    "Ask your accountant about the choices that docs/vat.md names."
                ),
            },
        ),
        (_("VAT ids"), {"fields": ("vies_days", "without_vies", "vies_proof_days")}),
        (
            _("Sale order in Odoo"),
            {
                "fields": ("warehouse", "team", "salesperson", "fiscal_position_rule", "fiscal_position"),
                "description": _(
                    "Lists are read from Odoo at the connection’s page (“Refresh warehouses, teams, "
                    "journals …”). What is left empty is Odoo’s own default."
                ),
            },
        ),
    )

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A shop has one policy: the one that it got by itself in the meantime is changed instead."""
        there = _of_shop((request.POST or request.GET).get("shop", ""))
        if there is None or (request.method == "POST" and _was_seen(there)):
            return super().add_view(request, form_url, extra_context)
        if request.method == "POST":
            return self.change_view(request, str(there.pk), form_url, extra_context)
        return HttpResponseRedirect(f"{self.object_url(there)}?{request.GET.urlencode()}")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new policy decides about VAT, and holds what differs; the shop may be named in the address."""
        return {
            "charged_differs": ChargedDiffers.HOLD.value,
            "connection": only_connection(),
            **super().get_changeform_initial_data(request),
        }

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """What is made here delivers nothing until somebody lets it go live; then what was read too."""
        if not change:
            obj.live = False
        super().save_model(request, obj, form, change)
        if not change:
            plan_again(obj.connection)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The policy and its pricelists are stored: what waited for them goes on."""
        super().save_related(request, form, formsets, change)
        release_afterwards(request, form.instance)


def _of_shop(key: str) -> ShopPolicy | None:
    """The policy of the shop with this key, as an address or a form names it."""
    if not key.isdecimal() or len(key) > _LONGEST_KEY:
        return None
    return ShopPolicy.objects.filter(shop=int(key)).first()


def _was_seen(policy: ShopPolicy) -> bool:
    """Whether somebody has changed it, or let it go live: then nobody writes over it unseen."""
    kind = ContentType.objects.get_for_model(ShopPolicy)
    return policy.live or LogEntry.objects.filter(content_type=kind, object_id=policy.pk).exists()


def _usable(policy: ShopPolicy | None, wanted: Q, chosen: list[Any]) -> QuerySet[OdooChoice]:
    """Active ones of the policy's Odoo, and what is chosen already, so that it can be seen."""
    rows = OdooChoice.objects.filter(wanted).select_related("connection")
    if policy is not None:
        rows = rows.filter(connection=policy.connection_id)
    keys = [key["pricelist"] if isinstance(key, dict) else key for key in chosen]
    return rows.filter(Q(active=True) | Q(pk__in=[key for key in keys if key])).order_by(
        F("connection__name"), "name"
    )
