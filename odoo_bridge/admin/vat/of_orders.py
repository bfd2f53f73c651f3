"""What was decided about the VAT of orders: on each order's page, and as a list with the differences."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hub.admin.amount import money, number
from hub.admin.base import ReadOnlyAdmin
from hub.admin.orders.sections import Section
from hub.models import Order
from hub.sentences import spoken
from odoo_bridge.admin.odoo_links import OdooLinks
from odoo_bridge.admin.vat import differences, report
from odoo_bridge.admin.vat.decisions import decision_views
from odoo_bridge.admin.vat.labels import vat_state
from odoo_bridge.admin.vat.owners import owner_view
from odoo_bridge.admin.vat.proofs import state_of
from odoo_bridge.models import PartnerProof, VatRecord, VatState
from odoo_bridge.vat.orders.outcome import LineVat
from odoo_bridge.vat.stored.recording import lines_of

_MOST_PROOFS = 10
_TEMPLATE = "admin/odoo_bridge/vatrecord/section.html"


@dataclass(frozen=True, slots=True)
class LineView:
    """A line, ready to be printed."""

    title: str
    treatment: str
    charged_rate: str
    due_rate: str
    charged_tax: str
    due_tax: str
    reason: str


def section(order: Order) -> Section | None:
    """The newest decision about the order; None where its VAT is not decided."""
    record = VatRecord.objects.filter(order=order).order_by("-revision").first()
    if record is None:
        return None
    shown = {
        "record": record,
        "badge": state_badge(record),
        "lines": [_line(line, record.currency) for line in lines_of(record)],
        "charged_tax": money(record.charged_tax, record.currency),
        "due_tax": money(record.due_tax, record.currency),
        "decisions": decision_views(record),
        "proofs": _proofs(record),
        "owner": owner_view(record),
    }
    return Section(_TEMPLATE, shown)


@dataclass(frozen=True, slots=True)
class ProofView:
    """The proof on a customer in Odoo, ready to be printed."""

    proof: PartnerProof
    badge: SafeString
    customer: str


def _proofs(record: VatRecord) -> list[ProofView]:
    """Where the answer that it rests on stands in Odoo, oldest first."""
    if record.proof_id is None:
        return []
    rows = PartnerProof.objects.filter(answer=record.proof_id).select_related("connection")
    return [
        ProofView(proof, state_of(proof), OdooLinks(proof.connection).partner(proof.partner_id))
        for proof in rows.defer("connection__secrets")[:_MOST_PROOFS]
    ]


def state_badge(record: VatRecord) -> SafeString:
    """What became of it."""
    return vat_state(VatState(record.state))


def _line(line: LineVat, currency: str) -> LineView:
    treatments = dict.fromkeys(f"{share.treatment} {share.country}".strip() for share in line.shares)
    return LineView(
        title=line.title,
        treatment=", ".join(treatments),
        charged_rate=_percent(line.charged_rate) if line.charged_rate is not None else "",
        due_rate=" / ".join(map(_percent, line.rates)),
        charged_tax=money(line.charged_tax, currency),
        due_tax=money(line.due_tax, currency) if line.shares else "",
        reason=spoken(line.reason),
    )


def _percent(rate: Any) -> str:
    return f"{number(rate)}\N{NO-BREAK SPACE}%"


@admin.register(VatRecord)
class VatRecordAdmin(ReadOnlyAdmin):
    """The newest decision of each order; the filter by state gives the list of differences of a day."""

    list_display = ("order_number", "day", "shown_state", "charged", "due", "difference")
    list_filter = ("state", "owner_fit", "day", "order__shop")
    ordering = ("-day", "-id")
    sortable_by = ()
    list_before_template = "admin/odoo_bridge/vatrecord/report_link.html"  # type: ignore[assignment] # None there

    def get_urls(self) -> list[URLPattern]:
        """Report and differences, before what takes every address."""
        own = [
            path(
                "report/", self.admin_site.admin_view(self.report_view), name="odoo_bridge_vatrecord_report"
            ),
            path(
                "differences/",
                self.admin_site.admin_view(self.differences_view),
                name="odoo_bridge_vatrecord_differences",
            ),
        ]
        return [*own, *super().get_urls()]

    def differences_view(self, request: HttpRequest) -> HttpResponse:
        """Charged and due, line by line, on a page or as CSV; today's unless told otherwise."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form, found = differences.shown(request)
        if request.GET.get("format") == "csv" and form.is_valid():
            return differences.download(form, found)
        context = {
            **self.admin_site.each_context(request),
            "title": _("VAT charged and VAT due"),
            "opts": self.opts,
            "form": form,
            "lines": [differences.line_view(line) for line in found.lines],
            "complete": found.complete,
        }
        return TemplateResponse(request, "admin/odoo_bridge/vatrecord/differences.html", context)

    def report_view(self, request: HttpRequest) -> HttpResponse:
        """The VAT due in a period, on a page or as CSV."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form, lines = report.shown(request)
        if request.GET.get("format") == "csv" and form.is_valid():
            return report.download(form, lines)
        context = {
            **self.admin_site.each_context(request),
            "title": _("VAT report"),
            "opts": self.opts,
            "form": form,
            "lines": [report.line_view(line) for line in lines],
        }
        return TemplateResponse(request, "admin/odoo_bridge/vatrecord/report.html", context)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Of each order the newest, with the order."""
        rows = super().get_queryset(request).filter(newest=True)
        return rows.select_related("order__shop").defer("decisions", "lines", "reasons")

    @admin.display(description=_("order"))
    def order_number(self, row: VatRecord) -> SafeString:
        """What people call it, and its shop; a link to the decision on the order's page."""
        page = reverse("admin:hub_order_change", args=[row.order_id])
        name = row.order.number or row.order.external_id
        return format_html('<a href="{}#vat">{}</a> <small>{}</small>', page, name, row.order.shop)

    @admin.display(description=_("VAT"))
    def shown_state(self, row: VatRecord) -> SafeString:
        """What became of it."""
        return state_badge(row)

    @admin.display(description=_("charged"))
    def charged(self, row: VatRecord) -> str:
        """What the shop charged."""
        return money(row.charged_tax, row.currency)

    @admin.display(description=_("due"))
    def due(self, row: VatRecord) -> str:
        """What is due; held orders have no figure yet."""
        return money(row.due_tax, row.currency)

    @admin.display(description=_("difference"))
    def difference(self, row: VatRecord) -> str:
        """Charged too much, or with a minus too little."""
        return money(row.charged_tax - row.due_tax, row.currency)
