"""The answers of VIES: who asked when for what, and the proof. Read only; a number can be asked again."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.admin.actions import ObjectAction
from hub.admin.base import RecordedAdmin
from hub.admin.labels import badge, moment, shortened
from hub.sentences import spoken
from odoo_bridge.admin.vat.labels import OUTCOME, state_of
from odoo_bridge.admin.vat.owners import FactView, owner_view
from odoo_bridge.models import MemberState, VatCheck, VatRecord
from odoo_bridge.vat.numbers import parse
from odoo_bridge.vat.vies.asking import current
from odoo_bridge.vat.vies.codes import WHOLE_SERVICE, code_of
from odoo_bridge.vat.vies.reading import Outcome

_PATIENT_SECONDS = 15.0
_SHOWN_BYTES = 20_000
_MOST_ORDERS = 20


def ask_again(request: HttpRequest, check: VatCheck, given: Mapping[str, Any]) -> HttpResponse | None:
    """Ask VIES now, whatever is known, and show the new answer."""
    number, requester = parse(check.vat_id), parse(check.requester)
    verdict = current([number], requester, anew=True, seconds=_PATIENT_SECONDS)[number]
    if verdict.outcome in (Outcome.UNAVAILABLE, Outcome.ERROR):
        messages.warning(request, spoken(verdict.reason))
    else:
        messages.success(request, _("VIES has answered."))
    newest = VatCheck.objects.filter(prefix=check.prefix, number=check.number).order_by("-pk").first()
    address = reverse("admin:odoo_bridge_vatcheck_change", args=[newest.pk if newest else check.pk])
    return HttpResponseRedirect(address)


AGAIN = ObjectAction(
    name="again",
    label=gettext_lazy("Ask again"),
    explanation=gettext_lazy("Asks VIES now; this answer stays as it is, the new one is kept beside it."),
    run=ask_again,
    primary=True,
)


def _compared(check: VatCheck) -> list[tuple[VatRecord, list[FactView]]]:
    """Orders that rest on the answer, the newest first, each with what fits."""
    rows = VatRecord.objects.filter(proof=check, newest=True).exclude(owner_fit="")
    rows = rows.select_related("order__shop").defer("decisions", "lines", "reasons").order_by("-pk")
    return [(row, owner_view(row)) for row in rows[:_MOST_ORDERS]]


@admin.register(VatCheck)
class VatCheckAdmin(RecordedAdmin):
    """What VIES said of VAT ids, the newest first."""

    record_template = "admin/odoo_bridge/vatcheck/page.html"
    list_display = (
        "vat_id",
        "shown_outcome",
        "shown_name",
        "consultation_number",
        "requester",
        "when",
        "code",
    )
    list_fullwidth = True
    ordering = ("-id",)
    sortable_by = ()
    search_fields = ("number",)  # shows the box; `get_search_results` says what is searched
    search_help_text = gettext_lazy("A VAT id, with or without its country, or its beginning")
    list_filter = ("outcome", "prefix")
    object_actions = (AGAIN,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[VatCheck]:
        """The bodies are only read on the page of one."""
        return super().get_queryset(request).defer("body")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[VatCheck], search_term: str
    ) -> tuple[QuerySet[VatCheck], bool]:
        """By the number, which has an index."""
        term = "".join(sign for sign in search_term.upper() if sign.isalnum() or sign in "+*")[:40]
        if not term:
            return queryset, False
        found = Q(number__startswith=term)
        if term[:2].isalpha():
            found |= Q(prefix=term[:2], number__startswith=term[2:])
        return queryset.filter(found), False

    @admin.display(description=gettext_lazy("VAT id"))
    def vat_id(self, check: VatCheck) -> str:
        """With its prefix."""
        return check.vat_id

    @admin.display(description=gettext_lazy("answer"))
    def shown_outcome(self, check: VatCheck) -> SafeString:
        """In a word."""
        return badge(OUTCOME, check.outcome)

    @admin.display(description=gettext_lazy("name"))
    def shown_name(self, check: VatCheck) -> SafeString:
        """Of the owner, where it is told."""
        return shortened(check.name or "–")

    @admin.display(description=gettext_lazy("asked"))
    def when(self, check: VatCheck) -> str:
        """To the minute."""
        return moment(check.asked_at)

    def record(self, obj: VatCheck) -> dict[str, Any]:
        """The proof, the answer as it came, and how the member state fares now."""
        states = MemberState.objects.filter(prefix__in=(obj.prefix, WHOLE_SERVICE))
        body = bytes(obj.body)
        return {
            "outcome": badge(OUTCOME, obj.outcome),
            "words": code_of(obj.code).words if obj.code else "",
            "body": body[:_SHOWN_BYTES].decode("utf-8", "replace"),
            "cut": len(body) > _SHOWN_BYTES,
            "compared": _compared(obj),
            "states": [(state, state_of(state)) for state in states],
            "orders_url": f"{reverse('admin:hub_order_changelist')}?{urlencode({'q': obj.vat_id})}",
        }
