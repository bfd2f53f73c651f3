"""Known customers: who is which partner in Odoo, by which keys, and why."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hub.admin.labels import CALM, GOOD, pill, shortened
from hub.admin.saved_filters import SavedFiltersAdmin
from hub.spoken import spoken
from odoo_bridge.admin.customer_words import RULES, key_in_words, keys_in_words
from odoo_bridge.admin.customers.actions import MERGE, UNMERGE
from odoo_bridge.admin.customers.choosing import choose_view
from odoo_bridge.admin.odoo_links import OdooLinks
from odoo_bridge.models import Partner, PartnerLink

_DIGITS = 18  # more do not fit the column
_MOST_FOUND = 500
_FACTS = ("", "email:", "phone:", "vat:", "customer:")  # what a key may begin with


@admin.register(Partner)
class PartnerAdmin(SavedFiltersAdmin):
    """Customers that the hub already knows in Odoo."""

    record_template = "admin/odoo_bridge/partner/page.html"
    nothing_yet = _("No customer is known yet. They appear here when their first order is delivered.")
    list_display = ("shown_name", "partner_id", "shown_keys", "origin", "connection", "created_at")
    list_filter = ("connection", "ours")
    list_select_related = ("connection", "merged_into")
    search_fields = ("name",)  # shows the box; `get_search_results` says what is searched
    search_help_text = _("The beginning of a name, e-mail, phone (+33…) or VAT id, or an Odoo partner id")
    ordering = ("-id",)
    sortable_by = ()
    object_actions = (MERGE, UNMERGE)

    def get_urls(self) -> list[URLPattern]:
        """With the page where a held order's customer is chosen."""
        view = self.admin_site.admin_view(self.choose)
        return [path("choose/<int:delivery_id>/", view, name=self._url_name("choose")), *super().get_urls()]

    def choose(self, request: HttpRequest, delivery_id: int) -> HttpResponse:
        """See `choosing`."""
        return choose_view(self, request, delivery_id)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Partner]:
        """With their keys."""
        return Partner.objects.prefetch_related("links")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Partner], search_term: str
    ) -> tuple[QuerySet[Partner], bool]:
        """By the beginning of the name or of a key, or by the partner's id: each has an index."""
        term = search_term.replace("\x00", "").strip()
        if not term:
            return queryset, False
        ids: set[int] = set()
        for fact in _FACTS:
            links = PartnerLink.objects.filter(basis__istartswith=f"{fact}{term}", partner__isnull=False)
            ids.update(number for number in links.values_list("partner", flat=True)[:_MOST_FOUND] if number)
        found = queryset.filter(pk__in=ids) | queryset.filter(name__istartswith=term)
        if term.isascii() and term.isdigit() and len(term) <= _DIGITS:
            found = found | queryset.filter(partner_id=int(term))
        return found, False

    @admin.display(description=_("name"))
    def shown_name(self, partner: Partner) -> SafeString:
        """As the shop or Odoo writes it."""
        return shortened(partner.name or "–")

    @admin.display(description=_("known by"))
    def shown_keys(self, partner: Partner) -> SafeString:
        """What the customer is recognized by."""
        return shortened(keys_in_words(partner.links.all()))

    @admin.display(description=_("state"))
    def origin(self, partner: Partner) -> SafeString:
        """Created by the hub, the merchant's own, or merged."""
        return state_of(partner)

    def record(self, obj: Partner) -> dict[str, Any]:
        """The partner with its keys, and those that were merged into it."""
        return {
            "state": state_of(obj),
            "links": [_shown(link) for link in obj.links.select_related("before").order_by("id")],
            "merged": obj.merged.order_by("id"),
            "url": OdooLinks(obj.connection).partner(obj.partner_id),
        }


def _shown(link: PartnerLink) -> dict[str, Any]:
    """A key, the rule by which it was found, and why: in words."""
    return {
        "row": link,
        "key": key_in_words(link.basis),
        "rule": RULES.get(link.rule, link.rule),
        "reasons": [spoken(reason) for reason in link.reasons],
    }


def state_of(partner: Partner) -> SafeString:
    """In a word."""
    if partner.merged_into_id:
        return pill(_("Merged into another"), CALM)
    return pill(_("Created by the hub"), GOOD) if partner.ours else pill(_("Adopted from Odoo"), GOOD)
