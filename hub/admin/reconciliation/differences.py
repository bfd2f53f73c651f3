"""The list of what differs, by kind, and the page of one difference."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from hub import links
from hub.admin.actions import ObjectAction, Reason, actor
from hub.admin.base import RecordedAdmin
from hub.admin.labels import badge, moment, shortened
from hub.admin.orders.at_shop import shop_url
from hub.admin.reconciliation import filters
from hub.admin.reconciliation.actions import ACCEPT, REOPEN, heals
from hub.admin.reconciliation.summary import summary
from hub.admin.reconciliation.words import STATE, side_name
from hub.models import Difference
from hub.reconciliation import healing, kinds

_LONG = 240  # characters of a cell
_PREFIX = "accept"


@admin.register(Difference)
class DifferenceAdmin(RecordedAdmin):
    """What one side says of an order and the hub does not."""

    record_template = "admin/hub/difference/page.html"
    list_before_template = "admin/hub/difference/summary.html"  # type: ignore[assignment] # None there
    nothing_yet = _(
        "No difference is open: shop, hub and Odoo say the same of all orders that were compared."
    )
    list_display = ("what", "which", "side_shown", "shown_state", "why", "what_to_do", "since")
    list_fullwidth = True
    sortable_by = ()
    list_filter = (filters.StateFilter, filters.KindFilter, filters.SideFilter, "shop")
    actions = ("accept_many",)
    actions_on_top = True

    @property
    def object_actions(self) -> tuple[ObjectAction, ...]:  # type: ignore[override] # kinds plug in later
        """What heals its kind, accepting, opening again."""
        return (*heals(), ACCEPT, REOPEN)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Difference]:
        """With the order and shop that the cells name."""
        return Difference.objects.prefetch_related("order__shop")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """The list, below what it adds up to."""
        return super().changelist_view(request, {**(extra_context or {}), **summary(request)})

    @admin.display(description=_("kind"))
    def what(self, row: Difference) -> SafeString:
        """What kind it is."""
        return shortened(str(kinds.of(row.kind).label))

    @admin.display(description=_("order"))
    def which(self, row: Difference) -> SafeString:
        """The order, as a link, and its shop."""
        url = reverse("admin:hub_order_change", args=[row.order_id])
        number = shortened(row.order.number or row.order.external_id)
        return format_html('<a href="{}">{}</a> <small>{}</small>', url, number, row.order.shop.slug)

    @admin.display(description=_("compared with"))
    def side_shown(self, row: Difference) -> str:
        """The other side."""
        return str(side_name(row.side))

    @admin.display(description=_("state"))
    def shown_state(self, row: Difference) -> SafeString:
        """Whether it waits for a person."""
        return badge(STATE, row.state)

    @admin.display(description=_("cause"))
    def why(self, row: Difference) -> SafeString:
        """What both sides say."""
        return shortened(row.cause, _LONG)

    @admin.display(description=_("what to do"))
    def what_to_do(self, row: Difference) -> SafeString:
        """Or who accepted it and why."""
        return shortened(row.accepted_reason or row.resolution or row.remedy, _LONG)

    @admin.display(description=_("since"))
    def since(self, row: Difference) -> str:
        """When it opened."""
        return moment(row.opened_at)

    @admin.action(description=_("Accept…"), permissions=["decide"])
    def accept_many(self, request: HttpRequest, queryset: QuerySet[Difference]) -> HttpResponse | None:
        """Many at once, with one reason."""
        form = Reason(request.POST if "confirmed" in request.POST else None, prefix=_PREFIX)
        if not form.is_valid():
            return self._ask(request, queryset, form)
        reason, rows = form.cleaned_data["reason"], list(queryset.select_related("order__shop"))
        accepted = sum(healing.accept(row, actor=actor(request), reason=reason) for row in rows)
        text = ngettext("%(count)d difference is accepted.", "%(count)d differences are accepted.", accepted)
        messages.success(request, text % {"count": accepted})
        return None

    def _ask(self, request: HttpRequest, queryset: QuerySet[Difference], form: Reason) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": ACCEPT.label,
            "form": form,
            "chosen": queryset.select_related("order__shop"),
            "checkbox": admin.helpers.ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/hub/difference/accept.html", context)

    def record(self, obj: Difference) -> dict[str, Any]:
        """What both sides say, where to look, and what was done."""
        return {
            "kind": kinds.of(obj.kind),
            "state": badge(STATE, obj.state),
            "side": side_name(obj.side),
            **_record(obj),
            "shop_url": shop_url(obj.order),
            "facts": sorted(obj.facts.items()) if isinstance(obj.facts, dict) else [],
        }


def _record(row: Difference) -> dict[str, Any]:
    """What it is about at the other side; its address is empty where there is no such page."""
    target = links.of(row.side)
    url = target.record(row.model, row.record_id) if target and row.model and row.record_id else ""
    return {
        "record": links.called(target, links.Stored(row.model, row.record_id, row.record_name)),
        "record_url": url,
    }
