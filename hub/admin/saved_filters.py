"""Filters that a person keeps under a name: links above the list, for herself alone.

They are her own notes, so that the audit log does not tell of them.
"""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ORDER_VAR, SEARCH_VAR, ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.admin.base import RecordedAdmin
from hub.models import SavedFilter
from hub.models.columns import writable
from hub.models.saved_filter import NAME_LENGTH, QUERY_LENGTH

MOST = 20  # of one person for one list


class NameForm(forms.Form):
    """What a filter is called."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=NAME_LENGTH)

    def clean_name(self) -> str:
        """On one line."""
        return writable(" ".join(self.cleaned_data["name"].split()))


class SavedFiltersAdmin(RecordedAdmin):
    """A list whose filters can be kept."""

    list_before_template = "admin/saved_filters.html"  # type: ignore[assignment] # None there

    def get_urls(self) -> list[URLPattern]:
        """Before those that take everything."""
        save, edit = (self.admin_site.admin_view(view) for view in (self.save_view, self.edit_view))
        own = [
            path("filters/save/", save, name=self._url_name("save_filter")),
            path("filters/<int:key>/", edit, name=self._url_name("edit_filter")),
        ]
        return [*own, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """The list, under the person's own filters."""
        answer = super().changelist_view(request, extra_context)
        shown: dict[str, Any] | None = getattr(answer, "context_data", None)  # none where it leads elsewhere
        if shown is not None and "cl" in shown:
            present = query_of(shown["cl"])
            shown.update(saved_filters=list(self._mine(request)), present_filter=present, most=NAME_LENGTH)
        return answer

    def save_view(self, request: HttpRequest) -> HttpResponse:
        """Keep what the list shows; its address says so, and the list itself must understand it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = NameForm(request.POST)
        if request.method == "POST" and form.is_valid():
            try:
                self._save(
                    request, form.cleaned_data["name"], query_of(self.get_changelist_instance(request))
                )
            except IncorrectLookupParameters:
                messages.error(request, _("The list does not know that filter."))
        elif request.method == "POST":
            self._refuse(request, form)
        return self._to_list(request)

    def edit_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Give one of the person's own another name, or remove it."""
        mine = get_object_or_404(self._mine(request), pk=key)
        if request.method == "POST":
            if request.POST.get("do") == "remove":
                mine.delete()
                messages.success(request, _("The filter “%(name)s” is removed.") % {"name": mine.name})
            else:
                self._rename(request, mine)
        return self._to_list(request)

    def _save(self, request: HttpRequest, name: str, query: str) -> None:
        others = self._mine(request).exclude(name=name)
        if not query:
            messages.warning(request, _("Search or filter the list first, then save."))
        elif len(query) > QUERY_LENGTH:
            messages.error(request, _("That filter is too long to be saved."))
        elif others.count() >= MOST:
            text = _("You have %(most)d filters here already: remove one first.")
            messages.error(request, text % {"most": MOST})
        else:
            SavedFilter.objects.update_or_create(
                person_id=request.user.pk,
                table=self.opts.label_lower,
                name=name,
                defaults={"query": query},
            )
            messages.success(request, _("The filter is saved as “%(name)s”.") % {"name": name})

    def _rename(self, request: HttpRequest, mine: SavedFilter) -> None:
        form = NameForm(request.POST)
        if not form.is_valid():
            self._refuse(request, form)
        elif self._mine(request).exclude(pk=mine.pk).filter(name=form.cleaned_data["name"]).exists():
            messages.error(request, _("Another of your filters has that name."))
        else:
            mine.name = form.cleaned_data["name"]
            mine.save(update_fields=["name"])
            messages.success(request, _("The filter is called “%(name)s” now.") % {"name": mine.name})

    def _refuse(self, request: HttpRequest, form: NameForm) -> None:
        messages.error(request, " ".join(str(error) for error in form.errors["name"]))

    def _mine(self, request: HttpRequest) -> QuerySet[SavedFilter]:
        return SavedFilter.objects.filter(person=request.user.pk, table=self.opts.label_lower)

    def _to_list(self, request: HttpRequest) -> HttpResponseRedirect:
        """As the person looked at it."""
        query = request.GET.urlencode()
        return HttpResponseRedirect(
            reverse(f"admin:{self._url_name('changelist')}") + (f"?{query}" if query else "")
        )


def query_of(changes: ChangeList) -> str:
    """Search, filters and order of the list, always written alike; neither the page nor what is empty."""
    given = {**changes.get_filters_params(), SEARCH_VAR: [changes.query.strip()]}
    given[ORDER_VAR] = [changes.params.get(ORDER_VAR, "")]
    pairs = [(name, value) for name, values in sorted(given.items()) for value in values if value]
    return urlencode(pairs)
