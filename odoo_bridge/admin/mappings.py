"""Products, shipping methods and fees that are named differently at a shop and in Odoo."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Q
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hub.admin.exchange import ExchangedAdmin
from hub.people.places import Place
from odoo_bridge.admin.releasing import release_afterwards
from odoo_bridge.models import (
    ChoiceKind,
    OdooChoice,
    ProductMapping,
    ProductVat,
    ServiceMapping,
    ShopPolicy,
)


class _MappingAdmin(ExchangedAdmin):
    """Saving a row lets the deliveries of its shop go on that waited for a product."""

    place = Place.MAPPING
    list_filter: ClassVar[tuple[str, ...]] = ("shop",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Store it, and let go what waited."""
        super().save_model(request, obj, form, change)
        policy = ShopPolicy.objects.filter(shop=obj.shop_id).select_related("connection").first()
        release_afterwards(request, policy)

    def imported(self, request: HttpRequest, rows: Sequence[Any]) -> None:
        """Each shop's deliveries once."""
        shops = {row.shop_id for row in rows}
        for policy in ShopPolicy.objects.filter(shop__in=shops).select_related("connection"):
            release_afterwards(request, policy)


@admin.register(ProductMapping)
class ProductMappingAdmin(_MappingAdmin):
    """Which reference in Odoo stands for a SKU of the shop."""

    nothing_yet = _("Only needed where a SKU of a shop is not the internal reference of its product in Odoo.")
    list_display = ("sku", "reference", "shop")
    list_select_related = ("shop",)
    search_fields = ("sku", "reference")
    fields = ("shop", "sku", "reference")
    exchanged = {"shop": "slug", "sku": "", "reference": ""}
    exchange_key = ("shop", "sku")


@admin.register(ProductVat)
class ProductVatAdmin(_MappingAdmin):
    """What a product of the shop is for VAT; saving lets orders go on whose VAT differed."""

    place = Place.MONEY
    nothing_yet = _(
        "Only needed for products that are not goods of the standard rate: books, food or services, say."
    )
    list_display = ("sku", "supply", "product_class", "shop")
    list_filter = ("shop", "supply", "product_class")
    list_select_related = ("shop",)
    search_fields = ("sku", "product_class")
    fields = ("shop", "sku", "supply", "product_class")
    exchanged = {"shop": "slug", "sku": "", "supply": "", "product_class": ""}
    exchange_key = ("shop", "sku")


@admin.register(ServiceMapping)
class ServiceMappingAdmin(_MappingAdmin):
    """Which product and carrier stand for a shipping method or fee of the shop."""

    nothing_yet = _(
        "Only needed where a shipping method or fee has a product of its own in Odoo, "
        "beside those of the delivery policy."
    )
    list_display = ("title", "kind", "reference", "carrier", "shop")
    list_select_related = ("shop", "carrier")
    search_fields = ("title", "reference")
    fields = ("shop", "kind", "title", "reference", "carrier")
    exchanged = {"shop": "slug", "kind": "", "title": "", "reference": "", "carrier": "name"}
    exchange_key = ("shop", "kind", "title")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Carriers that are active in Odoo, or chosen already."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "carrier" and isinstance(field, ModelChoiceField):
            chosen = ServiceMapping.objects.exclude(carrier=None).values("carrier")
            field.queryset = OdooChoice.objects.filter(
                Q(active=True) | Q(pk__in=chosen), kind=ChoiceKind.CARRIER
            )
        return field
