"""Customers that the hub already knows in Odoo. To look at: the hub finds and keeps them itself."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hub.admin.base import ReadOnlyAdmin
from hub.admin.labels import shortened
from odoo_bridge.models import PartnerLink

_DIGITS = 18  # more do not fit the column


@admin.register(PartnerLink)
class PartnerLinkAdmin(ReadOnlyAdmin):
    """Which customer is which partner."""

    list_display = ("shown_key", "partner_id", "rule", "connection", "created_at")
    list_filter = ("connection",)
    list_select_related = ("connection",)
    search_fields = ("key",)  # shows the box; `get_search_results` says what is searched
    search_help_text = _("The beginning of an e-mail, or an Odoo partner id")
    ordering = ("-id",)
    sortable_by = ()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[PartnerLink], search_term: str
    ) -> tuple[QuerySet[PartnerLink], bool]:
        """By the beginning of the key, or by the partner's id."""
        term = search_term.replace("\x00", "").strip()
        if not term:
            return queryset, False
        found = queryset.filter(key__istartswith=f"email:{term}") | queryset.filter(key__istartswith=term)
        if term.isascii() and term.isdigit() and len(term) <= _DIGITS:
            found = found | queryset.filter(partner_id=int(term))
        return found, False

    @admin.display(description=_("key"))
    def shown_key(self, link: PartnerLink) -> SafeString:
        """How the customer is recognized."""
        return shortened(link.key)
