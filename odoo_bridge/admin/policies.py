"""What is done with each shop's orders."""

from django.contrib import admin

from hub.admin.base import BackOfficeAdmin
from odoo_bridge.models import ShopPolicy


@admin.register(ShopPolicy)
class ShopPolicyAdmin(BackOfficeAdmin):
    """Where a shop's orders go, when, and how far the invoice is taken."""

    list_display = ("shop", "connection", "deliver_when", "invoice", "tolerance")
    list_filter = ("connection",)
    list_select_related = ("shop", "connection")
    fieldsets = (
        (None, {"fields": ("shop", "connection", "deliver_when", "invoice", "tolerance")}),
        (None, {"fields": ("shipping_sku", "fee_sku", "discount_sku", "rounding_sku")}),
    )
