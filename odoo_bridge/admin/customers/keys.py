"""The keys by which customers are recognized: moving one to another customer, and back."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from hub.admin.actions import ObjectAction, Reason, actor
from hub.admin.base import RecordedAdmin
from hub.admin.labels import shortened
from odoo_bridge.admin.customer_words import RULES, key_in_words
from odoo_bridge.admin.customers.actions import known_partner
from odoo_bridge.customers import decisions
from odoo_bridge.models import PartnerLink

_HIGHEST = 2**63 - 1


class MoveForm(Reason):
    """Whose key it is."""

    to = forms.IntegerField(
        label=gettext_lazy("Odoo partner id of its customer"),
        required=False,
        min_value=1,
        max_value=_HIGHEST,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text=gettext_lazy("Leave it empty for a new customer, which the next order makes."),
    )


def move(request: HttpRequest, link: PartnerLink, given: Mapping[str, Any]) -> None:
    """To another customer or a new one."""
    to = known_partner(link.connection, given["to"]) if given["to"] else None
    decisions.move(link, to, actor=actor(request), reason=given["reason"])
    messages.success(request, _("%(key)s leads to another customer now.") % {"key": key_in_words(link.basis)})


def move_back(request: HttpRequest, link: PartnerLink, given: Mapping[str, Any]) -> None:
    """Where it led before."""
    decisions.move_back(link, actor=actor(request), reason=given["reason"])
    messages.success(request, _("%(key)s leads where it led before.") % {"key": key_in_words(link.basis)})


MOVE = ObjectAction(
    name="move",
    label=gettext_lazy("Move to another customer"),
    explanation=gettext_lazy(
        "Orders to come with this key are written for that customer, whatever the rules say."
    ),
    run=move,
    form=MoveForm,
)
BACK = ObjectAction(
    name="back",
    label=gettext_lazy("Move back"),
    run=move_back,
    form=Reason,
    applies=lambda link: link.before_id is not None,
)


@admin.register(PartnerLink)
class PartnerLinkAdmin(RecordedAdmin):
    """All keys. They have no pages of their own: they are shown with their customers."""

    nothing_yet = gettext_lazy("No key is known yet. They appear here when the first order is delivered.")
    list_display = ("shown_key", "name", "partner", "shown_rule", "chosen", "connection")
    list_filter = ("chosen", "connection")
    list_select_related = ("partner", "connection")
    search_fields = ("key",)  # shows the box; `get_search_results` says what is searched
    search_help_text = gettext_lazy("The beginning of a key, for example email:zoe@")
    ordering = ("-id",)
    sortable_by = ()
    object_actions = (MOVE, BACK)
    record_template = ""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Not in the menu: customers are."""
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[PartnerLink], search_term: str
    ) -> tuple[QuerySet[PartnerLink], bool]:
        """By the beginning of what the key goes by."""
        term = search_term.replace("\x00", "").strip()
        return (queryset.filter(basis__istartswith=term) if term else queryset), False

    @admin.display(description=gettext_lazy("key"))
    def shown_key(self, link: PartnerLink) -> SafeString:
        """What a customer is recognized by."""
        return shortened(key_in_words(link.basis))

    @admin.display(description=gettext_lazy("found by"))
    def shown_rule(self, link: PartnerLink) -> object:
        """Which rule found that it is this customer's."""
        return RULES.get(link.rule, link.rule)

    def page(self, request: HttpRequest, obj: Model, template: str, **context: Any) -> TemplateResponse:
        """A key is called by what people know of it."""
        named = f"{key_in_words(obj.basis)} → {obj.partner or '–'}" if isinstance(obj, PartnerLink) else obj
        return super().page(request, obj, template, **{"original": named, **context})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The customer's page."""
        link = self.get_object(request, object_id)
        shown = link.partner or link.before if isinstance(link, PartnerLink) else None
        if shown is None:
            return HttpResponseRedirect(reverse("admin:odoo_bridge_partner_changelist"))
        return HttpResponseRedirect(reverse("admin:odoo_bridge_partner_change", args=[shown.pk]))
