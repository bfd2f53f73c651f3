"""Orders and VAT of a period: figures, a chart, and the files."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.admin.actions import Text
from hub.admin.amount import money, number
from hub.admin.reports.chart import chart
from hub.admin.shops.columns import channel_label
from hub.models import Shop
from hub.reports import files
from hub.reports.days import MOST_DAYS
from hub.reports.sales import Sales, by, sales

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DAYS_AT_FIRST = 30
Row = tuple[str, str, str]


class PeriodForm(forms.Form):
    """From when to when, and of which shop."""

    first = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=gettext_lazy("To"), widget=forms.DateInput(attrs={"type": "date"}))
    shop = forms.ModelChoiceField(
        Shop.objects.order_by("slug").only("slug", "name"),
        label=gettext_lazy("Shop"),
        required=False,
        empty_label=gettext_lazy("All shops"),
    )

    def clean(self) -> dict[str, Any]:
        """The end is not before the beginning, and at most a year after it."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            raise forms.ValidationError(_("The last day is before the first."))
        if first and last and last - first >= timedelta(days=MOST_DAYS):
            text = _("Ask for at most %(days)d days at once.")
            raise forms.ValidationError(text % {"days": MOST_DAYS})
        return cleaned


def reports(request: HttpRequest) -> HttpResponse:
    """The page, or one of its files."""
    if not admin.site.has_permission(request):
        return redirect_to_login(request.get_full_path(), reverse("admin:login"))
    if not request.user.has_perm("hub.view_order"):
        raise PermissionDenied
    form = PeriodForm(request.GET if "first" in request.GET else _at_first(timezone.localdate()))
    context = {**admin.site.each_context(request), "title": _("Reports"), "form": form}
    if not form.is_valid():
        return TemplateResponse(request, "admin/reports/page.html", context)
    first, last = form.cleaned_data["first"], form.cleaned_data["last"]
    found = sales(first, last, form.cleaned_data["shop"])
    wanted = request.GET.get("format")
    if wanted == "csv":
        return _file(files.as_csv(found).encode(), "csv", "text/csv; charset=utf-8", first, last)
    if wanted == "xlsx":
        return _file(files.as_workbook(found), "xlsx", _WORKBOOK, first, last)
    shown = {"chart": chart(found.orders, first, last), **_tables(found)}
    return TemplateResponse(request, "admin/reports/page.html", {**context, **shown})


def _tables(found: Sales) -> dict[str, Any]:
    gross: defaultdict[str, Decimal] = defaultdict(Decimal)
    count: Counter[str] = Counter()
    for row in found.orders:
        gross[row.currency] += row.gross
        count[row.currency] += row.orders
    totals = [(count[currency], money(gross[currency], currency)) for currency in sorted(count)]
    return {"totals": totals, "tables": [_table(found, name, *shown) for name, shown in _SHOWN.items()]}


def _table(found: Sales, name: str, title: Text, label: Callable[[str], str]) -> tuple[str, list[Row]]:
    rows = by(found.taxes, name)
    shown = [(label(value), money(net, currency), money(tax, currency)) for currency, value, net, tax in rows]
    return str(title), shown


def _rate(text: str) -> str:
    return f"{number(Decimal(text))}\N{NO-BREAK SPACE}%" if text else _("several, or not told")


def _country(code: str) -> str:
    return code or "–"


_SHOWN: Mapping[str, tuple[Text, Callable[[str], str]]] = {
    "rate": (gettext_lazy("Rate"), _rate),
    "country": (gettext_lazy("Country"), _country),
    "channel": (gettext_lazy("Channel"), channel_label),
    "day": (gettext_lazy("Day"), str),
}


def _at_first(today: date) -> dict[str, str]:
    first = today - timedelta(days=_DAYS_AT_FIRST - 1)
    return {"first": first.isoformat(), "last": today.isoformat()}


def _file(content: bytes, ending: str, kind: str, first: date, last: date) -> HttpResponse:
    name = f"orders-{first:%Y%m%d}-{last:%Y%m%d}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
