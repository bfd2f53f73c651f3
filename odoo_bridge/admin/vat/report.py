"""The page of the VAT report, and its CSV."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.admin.amount import money, number
from hub.models import Shop
from odoo_bridge.vat.stored.report import ReportLine, as_csv, report


class PeriodForm(forms.Form):
    """From when to when, and of which shop."""

    first = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=gettext_lazy("To"), widget=forms.DateInput(attrs={"type": "date"}))
    shop = forms.ModelChoiceField(
        Shop.objects.order_by("slug"),
        label=gettext_lazy("Shop"),
        required=False,
        empty_label=gettext_lazy("All shops"),
    )

    def clean(self) -> dict[str, Any]:
        """The end is not before the beginning."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            raise forms.ValidationError(_("The last day is before the first."))
        return cleaned


@dataclass(frozen=True, slots=True)
class LineView:
    """A line, ready to be printed."""

    treatment: str
    country: str
    rate: str
    orders: int
    sold_net: str
    sold_tax: str
    refunds: int
    refunded_net: str
    refunded_tax: str
    net: str
    tax: str


def shown(request: HttpRequest) -> tuple[PeriodForm, list[ReportLine]]:
    """The form as it was filled in, else with the last quarter that is over, and what it asks for."""
    form = PeriodForm(request.GET if "first" in request.GET else _last_quarter(timezone.localdate()))
    if not form.is_valid():
        return form, []
    chosen = form.cleaned_data
    return form, list(report(chosen["first"], chosen["last"], chosen["shop"]))


def line_view(line: ReportLine) -> LineView:
    """In the language of the page."""
    return LineView(
        treatment=line.treatment,
        country=line.country,
        rate=f"{number(line.rate)}\N{NO-BREAK SPACE}%",
        orders=line.sold.count,
        sold_net=money(line.sold.net, line.currency),
        sold_tax=money(line.sold.tax, line.currency),
        refunds=line.refunded.count,
        refunded_net=money(line.refunded.net, line.currency),
        refunded_tax=money(line.refunded.tax, line.currency),
        net=money(line.net, line.currency),
        tax=money(line.tax, line.currency),
    )


def download(form: PeriodForm, lines: list[ReportLine]) -> HttpResponse:
    """The file, named after its period."""
    period = f"{form.cleaned_data['first']:%Y%m%d}-{form.cleaned_data['last']:%Y%m%d}"
    headers = {"Content-Disposition": f'attachment; filename="vat-{period}.csv"'}
    return HttpResponse(as_csv(lines), content_type="text/csv; charset=utf-8", headers=headers)


def _last_quarter(today: date) -> dict[str, str]:
    this = today.replace(month=3 * ((today.month - 1) // 3) + 1, day=1)
    last = this - timedelta(days=1)
    first = last.replace(month=last.month - 2, day=1)
    return {"first": first.isoformat(), "last": last.isoformat()}
