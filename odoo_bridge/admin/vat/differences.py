"""The page of the differences between VAT charged and VAT due, and its CSV."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hub.admin.amount import money, number
from hub.sentences import spoken
from odoo_bridge.admin.vat.labels import vat_state
from odoo_bridge.admin.vat.report import PeriodForm
from odoo_bridge.models import VatState
from odoo_bridge.vat.stored.differences import DIFFERING, Difference, Differences, as_csv, differences


class DifferencesForm(PeriodForm):
    """Decided from when to when, of which shop, and what became of it."""

    state = forms.ChoiceField(
        label=_("What became of it"),
        required=False,
        choices=[("", _("All")), *((state.value, state.label) for state in DIFFERING)],
    )


@dataclass(frozen=True, slots=True)
class LineView:
    """A line, ready to be printed."""

    order_url: str
    order: str
    shop: str
    decided_on: Any
    badge: SafeString
    title: str
    due_by: str
    charged_rate: str
    charged_tax: str
    due_rate: str
    due_tax: str
    difference: str
    reason: str


def shown(request: HttpRequest) -> tuple[DifferencesForm, Differences]:
    """The form as it was filled in, else with today, and what it asks for."""
    today = timezone.localdate().isoformat()
    form = DifferencesForm(request.GET if "first" in request.GET else {"first": today, "last": today})
    if not form.is_valid():
        return form, Differences([], complete=True)
    given = form.cleaned_data
    state = VatState(given["state"]) if given["state"] else None
    return form, differences(given["first"], given["last"], given["shop"], state)


def line_view(found: Difference) -> LineView:
    """In the language of the page."""
    line, currency = found.line, found.currency
    shares = dict.fromkeys(f"{share.treatment} {share.country}".strip() for share in line.shares)
    return LineView(
        order_url=f"{reverse('admin:hub_order_change', args=[found.order.pk])}#vat",
        order=found.order.number or found.order.external_id,
        shop=str(found.order.shop),
        decided_on=found.decided_on,
        badge=vat_state(found.state),
        title=line.title,
        due_by=", ".join(shares),
        charged_rate="" if line.charged_rate is None else _percent(line.charged_rate),
        charged_tax=money(line.charged_tax, currency),
        due_rate=" / ".join(map(_percent, line.rates)),
        due_tax=money(line.due_tax, currency),
        difference=money(found.difference, currency),
        reason=spoken(line.reason),
    )


def download(form: DifferencesForm, found: Differences) -> HttpResponse:
    """The file, named after its period."""
    period = f"{form.cleaned_data['first']:%Y%m%d}-{form.cleaned_data['last']:%Y%m%d}"
    headers = {"Content-Disposition": f'attachment; filename="vat-differences-{period}.csv"'}
    return HttpResponse(as_csv(found.lines), content_type="text/csv; charset=utf-8", headers=headers)


def _percent(rate: Any) -> str:
    return f"{number(rate)}\N{NO-BREAK SPACE}%"
