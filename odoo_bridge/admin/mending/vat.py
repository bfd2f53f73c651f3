"""VAT that differs or cannot be decided: the VAT class of a product, or the rate of a class in a country."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Count
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from hub.admin.problems.menders import Done, Mender, MendForm, code
from hub.models import Line, Shop
from hub.order.vocabulary import LineKind
from hub.people.audit import Change
from hub.problems import sources
from hub.problems.group import Group
from hub.sentences import say
from odoo_bridge.admin.mending.place import sure_policies_of
from odoo_bridge.models import ProductVat, VatClassRate
from odoo_bridge.models.vat_class import ProductSupply
from odoo_bridge.vat.charging import percent
from odoo_bridge.vat.rates import allowed, states

_MOST_SKUS = 100  # to choose from


class VatClassForm(MendForm):
    """A product that these orders sold, and what it is for VAT."""

    sku = forms.ChoiceField(label=_("Product"), widget=UnfoldAdminSelectWidget)
    supply = forms.ChoiceField(label=_("is"), choices=ProductSupply.choices, widget=UnfoldAdminSelectWidget)
    product_class = forms.SlugField(
        label=_("VAT class"),
        max_length=32,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("standard, book, ebook, newspaper, food, reduced, or one of your own (with its rates)."),
    )

    def __init__(self, skus: list[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data, initial={"product_class": "standard"})
        field = self.fields["sku"]
        assert isinstance(field, forms.ChoiceField)  # declared above
        field.choices = skus


def _build_class(group: Group, _request: HttpRequest, data: Any) -> VatClassForm:
    rows = sources.of(group.cause.source).members(group.cause)
    sold = Line.objects.filter(
        order__in=rows.order_by().values("order"), kind=LineKind.PRODUCT, sku__gt=""
    ).order_by()
    counted = sold.values_list("sku", "title").annotate(n=Count("order", distinct=True))
    skus = {sku: f"{sku} – {title[:60]} ({n})" for sku, title, n in counted.order_by("-n")[:_MOST_SKUS]}
    return VatClassForm(list(skus.items()), data)


def _mend_class(group: Group, given: Mapping[str, Any], _actor: str) -> Done:
    kind = {"supply": given["supply"], "product_class": given["product_class"].lower()}
    sellers = Shop.objects.filter(pk__in=list(group.shops), orders__lines__sku=given["sku"]).distinct()
    said = "{product_class} ({supply})"
    changes = []
    for shop in sellers:
        row = {"shop": shop, "sku": given["sku"]}
        before = ProductVat.objects.filter(**row).values(*kind).first()
        changes.append(Change(shop, said.format(**before) if before else "", said.format(**kind)))
        ProductVat.objects.update_or_create(**row, defaults=kind)
    text = say("For VAT, {sku} is {vat_class}.", sku=given["sku"], vat_class=said.format(**kind))
    return Done(text=text, changes=tuple(changes))


VAT_CLASS = Mender(
    name="vat-class",
    label=_("Say what a product is for VAT"),
    explanation=_("A book, food, a download … The VAT of all that wait is decided anew."),
    permissions=("odoo_bridge.add_productvat", "odoo_bridge.change_productvat"),
    applies=code("vat_differs", "vat_undecided"),
    build=_build_class,
    mend=_mend_class,
)


class VatRateForm(MendForm):
    """The rate of a class in a country, where the law's table has several or none."""

    country = forms.RegexField(
        r"^\s*[A-Za-z]{2}\s*\Z",
        label=_("country"),
        widget=UnfoldAdminTextInputWidget,
        help_text=_("For example ES."),
        error_messages={"invalid": _("Write a country code, for example FR.")},
    )
    product_class = forms.SlugField(label=_("VAT class"), max_length=32, widget=UnfoldAdminTextInputWidget)
    rate = forms.DecimalField(
        label=_("rate in %"),
        max_digits=5,
        decimal_places=2,
        min_value=0,
        max_value=50,
        widget=UnfoldAdminTextInputWidget,
    )

    def clean(self) -> dict[str, Any]:
        """A rate that the country has today."""
        given = super().clean() or self.cleaned_data
        country, rate = given.get("country", "").strip().upper(), given.get("rate")
        if (
            country in states()
            and rate is not None
            and rate not in allowed(country, "", timezone.localdate())
        ):
            self.add_error("rate", gettext("%(country)s has no such rate of VAT.") % {"country": country})
        return given


def _build_rate(_group: Group, _request: HttpRequest, data: Any) -> VatRateForm:
    return VatRateForm(data)


def _mend_rate(group: Group, given: Mapping[str, Any], _actor: str) -> Done:
    country, product_class = given["country"].strip().upper(), given["product_class"].lower()
    changes = []
    for policy in sure_policies_of(group):
        row = {"policy": policy, "country": country, "product_class": product_class}
        before = VatClassRate.objects.filter(**row).values_list("rate", flat=True).first()
        changes.append(Change(policy.shop, before, given["rate"]))
        VatClassRate.objects.update_or_create(**row, defaults={"rate": given["rate"]})
    text = say(
        "The VAT of {product_class} in {country} is {rate}.",
        product_class=product_class,
        country=country,
        rate=percent(given["rate"]),
    )
    return Done(text=text, changes=tuple(changes))


VAT_RATE = Mender(
    name="vat-rate",
    label=_("Name the rate of a VAT class"),
    explanation=_("It must be a rate that the country has. The VAT of all that wait is decided anew."),
    permissions=("odoo_bridge.add_vatclassrate", "odoo_bridge.change_vatclassrate"),
    applies=code("vat_differs", "vat_undecided"),
    build=_build_rate,
    mend=_mend_rate,
)
