"""Tables that people keep in a spreadsheet too: out as CSV or XLSX, and in again, all of it or nothing."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hub import spreadsheets
from hub.admin.base import BackOfficeAdmin
from hub.people import audit
from hub.spreadsheets import UnreadableFileError

_MOST_SHOWN = 100  # errors on the page
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FileForm(forms.Form):
    """A file of the form that the export has."""

    file = forms.FileField(
        label=gettext_lazy("CSV or XLSX file"),
        widget=forms.FileInput(attrs={"accept": f".csv,text/csv,.xlsx,{_WORKBOOK}"}),
    )

    def clean_file(self) -> Sequence[spreadsheets.Row]:
        """Its rows; not read where it is too large."""
        file = self.cleaned_data["file"]
        try:
            return spreadsheets.read(file.read(spreadsheets.MOST_BYTES + 1))
        except UnreadableFileError as error:
            raise forms.ValidationError(str(error)) from None


class ExchangedAdmin(BackOfficeAdmin):
    """Adds the two links above the list. `exchange_key` are the columns that tell rows apart."""

    list_before_template = "admin/exchange/links.html"  # type: ignore[assignment] # None there
    exchanged: ClassVar[Mapping[str, str]]  # column → how what it points at is called: "" for plain values
    exchange_key: ClassVar[tuple[str, ...]]

    def get_urls(self) -> list[URLPattern]:
        """Before those that take everything."""
        pages = (("export", self.export_view), ("import", self.import_view))
        own = [
            path(f"{name}/", self.admin_site.admin_view(view), name=self._url_name(name))
            for name, view in pages
        ]
        return [*own, *super().get_urls()]

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """All rows, in the order of their key."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        pointing = [name for name, called in self.exchanged.items() if called]
        found = self.model._default_manager.select_related(*pointing).order_by(*self.exchange_key)
        rows = ([_cell(row, name, called) for name, called in self.exchanged.items()] for row in found)
        columns = list(self.exchanged)
        if request.GET.get("format") == "xlsx":
            return self._file(spreadsheets.as_workbook(columns, rows), "xlsx", _WORKBOOK)
        return self._file(spreadsheets.as_csv(columns, rows), "csv", "text/csv; charset=utf-8")

    def _file(self, content: bytes, ending: str, kind: str) -> HttpResponse:
        headers = {"Content-Disposition": f'attachment; filename="{self.opts.model_name}.{ending}"'}
        return HttpResponse(content, content_type=kind, headers=headers)

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for the file; with one error nothing of it is taken."""
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        form = FileForm(request.POST or None, request.FILES or None)
        errors: list[str] = []
        if form.is_valid():
            errors, saved = self._take(request, form.cleaned_data["file"])
            if not errors:
                text = ngettext("%(count)d row was taken.", "%(count)d rows were taken.", len(saved))
                messages.success(request, text % {"count": len(saved)})
                return HttpResponseRedirect("../")
        around = {**self.admin_site.each_context(request), "opts": self.opts, "title": _("Import")}
        shown = {"form": form, "errors": errors[:_MOST_SHOWN], "more": max(len(errors) - _MOST_SHOWN, 0)}
        columns = ", ".join(self.exchanged)
        return TemplateResponse(
            request, "admin/exchange/import.html", {**around, **shown, "columns": columns}
        )

    def imported(self, request: HttpRequest, rows: Sequence[Any]) -> None:
        """What follows from rows that were taken; in the transaction."""

    def _take(self, request: HttpRequest, rows: Sequence[spreadsheets.Row]) -> tuple[list[str], list[Model]]:
        """Each row through the form of the page; the errors, and the rows that were new or changed."""
        try:
            lines = list(self._lines(rows))
        except UnreadableFileError as error:
            return [str(error)], []
        errors: list[str] = []
        saved: list[Model] = []
        seen: dict[tuple[str, ...], int] = {}
        with transaction.atomic():
            for number, line, faults in lines:
                errors += [_("Row %(row)d, %(wrong)s") % {"row": number, "wrong": one} for one in faults]
                if faults:
                    continue
                key = tuple(line[name] for name in self.exchange_key)
                if key in seen:
                    said = _("Row %(row)d: row %(first)d is about the same.")
                    errors.append(said % {"row": number, "first": seen[key]})
                    continue
                seen[key] = number
                row, wrong = self._row(request, line)
                errors += [_("Row %(row)d, %(wrong)s") % {"row": number, "wrong": one} for one in wrong]
                if row is not None and not errors:
                    saved.append(row)
            if errors:
                transaction.set_rollback(True)
            else:
                self.imported(request, saved)
                audit.note(request, saved, "Import")
        return errors, [] if errors else saved

    def _lines(self, rows: Sequence[spreadsheets.Row]) -> Iterator[tuple[int, dict[str, str], Sequence[str]]]:
        """Rows with their number in the file, and what is wrong with them; raises `UnreadableFileError`."""
        given = list(rows[0].cells) if rows else []
        while given and not given[-1]:
            given.pop()
        missing = [name for name in self.exchanged if name not in given]
        unknown = [name for name in given if name not in self.exchanged]
        if missing or unknown:
            text = _(
                "The first row must name the columns %(columns)s. Missing: %(missing)s. Unknown: %(unknown)s."
            )
            lists = {"columns": self.exchanged, "missing": missing, "unknown": unknown}
            raise UnreadableFileError(text % {name: ", ".join(names) or "–" for name, names in lists.items()})
        for row in rows[1:]:
            further = any(row.cells[len(given) :])
            wrong = [*row.wrong, *([_("there are more cells than columns")] if further else [])]
            cells = dict(zip_longest(given, row.cells[: len(given)], fillvalue=""))
            yield row.number, {name: cells[name] for name in self.exchanged}, wrong

    def _row(self, request: HttpRequest, line: Mapping[str, str]) -> tuple[Model | None, list[str]]:
        """The row, saved; None where nothing changes. What is wrong, by column."""
        data: dict[str, Any] = dict(line)
        for name, called in self.exchanged.items():
            if called and line[name]:
                pointed = self._pointed(name).filter(**{called: line[name]})
                found = list(pointed.values_list("pk", flat=True)[:2])
                if len(found) != 1:
                    said = _("%(column)s: there is no “%(value)s”.")
                    return None, [said % {"column": name, "value": line[name]}]
                data[name] = found[0]
        old = self._known(data)
        form = self.get_form(request, old, change=old is not None)(data, instance=old)
        if not form.is_valid():
            wrong = [(name, error) for name, errors in form.errors.items() for error in errors]
            return None, [f"{name}: {error}".removeprefix("__all__: ") for name, error in wrong]
        if old is not None and not form.has_changed():
            return None, []
        return self.exchange_save(form), []

    def _pointed(self, name: str) -> QuerySet[Any]:
        """What the column may point at."""
        related: Any = self.model._meta.get_field(name).related_model
        rows: QuerySet[Any] = related._default_manager.all()
        return rows

    def _known(self, data: Mapping[str, Any]) -> Model | None:
        """The row that the line is about, if it is there."""
        try:
            rows = self.model._default_manager.filter(**{name: data[name] for name in self.exchange_key})
            known: Model | None = rows.first()
        except (ValidationError, ValueError):  # no number where one must be: the form says so
            return None
        return known

    def exchange_save(self, form: Any) -> Model:
        """Store a row that is right."""
        row: Model = form.save()
        return row


def _cell(row: Model, name: str, called: str) -> str:
    value = getattr(row, name)
    if called and value is not None:
        value = getattr(value, called)
    return "" if value is None else str(value)
