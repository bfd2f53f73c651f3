"""What the pages of the back office share: lists that never count, pages only to read, actions by POST."""

from collections.abc import Callable
from typing import Any, ClassVar, cast

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold import paginator as theme
from unfold.admin import ModelAdmin

from hub.admin import navigation
from hub.admin.actions import ObjectAction, Offer, said
from hub.admin.decimals import PlainDecimals
from hub.admin.rows import ChangeList
from hub.errors import AffluentError
from hub.people import audit
from hub.people.places import Place

_LONGEST_TITLE = 80


class InfinitePaginator(theme.InfinitePaginator):
    """Pages that are turned without counting, up to a number where the database would skip too many rows.

    The name is the theme's: its templates go by it, and would else show a count that nobody counted.
    """

    MOST_PAGES = 200

    @property
    def num_pages(self) -> int:
        """As if there were so many; older rows are reached by a filter or a search."""
        return self.MOST_PAGES

    def page(self, number: Any) -> Page[Any]:
        """Of a later page the keys first: an index skips thousands of them, but not of whole rows."""
        page: Page[Any] = super().page(number)
        if page.number > 1:
            every, here = cast(QuerySet[Any], self.object_list), cast(QuerySet[Any], page.object_list)
            page.object_list = every.filter(pk__in=list(here.values_list("pk", flat=True)))
        return page


class BackOfficeAdmin(PlainDecimals, ModelAdmin):  # type: ignore[misc] # of the theme's own bases
    """Lists without `COUNT(*)`, and actions on one object that need a POST and the right to change it."""

    paginator = InfinitePaginator
    show_full_result_count = False
    list_per_page = 50
    list_disable_select_all = True
    change_list_template = "admin/list.html"
    change_form_outer_before_template = "admin/object_head.html"  # type: ignore[assignment] # None there
    object_actions: ClassVar[tuple[ObjectAction, ...]] = ()
    nothing_yet: ClassVar[Any] = gettext_lazy("There is nothing here yet.")  # said where the list is empty
    place: ClassVar[Place | None] = None  # each page says where its rows belong (docs/people-and-alerts.md)

    def get_urls(self) -> list[URLPattern]:
        """The actions' addresses, before those that take everything."""
        view = self.admin_site.admin_view(self.do_view)
        own = path("<path:object_id>/do/<slug:name>/", view, name=self._url_name("do"))
        return [own, *super().get_urls()]

    def do_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """Ask (GET, or an incomplete form), then do it (POST)."""
        action = next((known for known in self.object_actions if known.name == name), None)
        if action is None:
            raise Http404
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._gone(request)
        if not self.may_do(request, obj, action):
            raise PermissionDenied
        if not action.applies(obj):
            messages.warning(request, _("“%(action)s” does not apply any more.") % {"action": action.label})
            return self._back(request, obj)
        return self._do(request, obj, action)

    def _do(self, request: HttpRequest, obj: Model, action: ObjectAction) -> HttpResponse:
        offer = self._offer(obj, action, request.POST if request.method == "POST" else None)
        if request.method != "POST" or not offer.form.is_valid():
            return self.page(request, obj, "admin/ask.html", offer=offer, title=action.label)
        try:
            answer = action.run(request, obj, offer.form.cleaned_data)
        except AffluentError as trouble:
            messages.error(request, said(trouble))
            return self._back(request, obj)
        if answer is None and not audit.is_noted(request):
            audit.note(request, [obj], action.label, reason=offer.form.cleaned_data.get("reason", ""))
        return answer or self._back(request, obj)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Titled as the menu calls it."""
        _group, title = navigation.names().get(self.opts.label_lower, ("", self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": capfirst(title), **(extra_context or {})})

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Whose rows are built quickly."""
        return ChangeList

    def get_actions(self, request: HttpRequest) -> Any:
        """Those on many rows, each noted in the audit log when it is done."""
        actions = super().get_actions(request)
        return {name: (_noting(*entry), *entry[1:]) for name, entry in actions.items() if entry}

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """Also what the values were and are."""
        message = super().construct_change_message(request, form, formsets, add)
        rows = [row for formset in formsets or () for row in formset.forms if row.instance.pk]
        return message if add else [*message, *audit.changed_values([form, *rows])]

    def page(self, request: HttpRequest, obj: Model, template: str, **context: Any) -> TemplateResponse:
        """A page about one object, with the menus of the back office around it."""
        around = {**self.admin_site.each_context(request), "opts": self.opts, "original": obj}
        head = {
            "title": Truncator(str(obj)).chars(_LONGEST_TITLE),
            "media": self.media,
            "object_url": self.object_url(obj),
        }
        return TemplateResponse(request, template, {**around, **head, **self.head(request, obj), **context})

    def head(self, request: HttpRequest, obj: Model | None) -> dict[str, Any]:
        """What `admin/object_head.html` shows: the offered actions, and what subclasses add."""
        if obj is None:
            return {"offers": []}
        mine = [action for action in self.object_actions if self.may_do(request, obj, action)]
        return {"offers": [self._offer(obj, action) for action in mine if action.applies(obj)]}

    def may_do(self, request: HttpRequest, obj: Model, action: ObjectAction) -> bool:
        """Whether the person has the right that the action needs, and may see the row."""
        if not action.permission:
            return bool(self.has_change_permission(request, obj))
        return bool(self.has_view_permission(request, obj) and request.user.has_perm(action.permission))

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """For actions on many rows that settle what is about money."""
        return bool(request.user.has_perm(f"{self.opts.app_label}.decide_{self.opts.model_name}"))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The form, under its head."""
        obj = kwargs.get("obj")
        return super().render_change_form(request, {**context, **self.head(request, obj)}, *args, **kwargs)

    def response_post_save_add(self, request: HttpRequest, obj: Model) -> HttpResponseRedirect:
        """To where the person came from, if the address says so, else to the list."""
        return _asked_for(request) or super().response_post_save_add(request, obj)

    def response_post_save_change(self, request: HttpRequest, obj: Model) -> HttpResponseRedirect:
        """The same after a change."""
        return _asked_for(request) or super().response_post_save_change(request, obj)

    def object_url(self, obj: Model) -> str:
        """The address of the object's page."""
        return reverse(f"admin:{self._url_name('change')}", args=[obj.pk])

    def _offer(self, obj: Model, action: ObjectAction, data: Any = None) -> Offer:
        url = reverse(f"admin:{self._url_name('do')}", args=[obj.pk, action.name])
        return Offer(action, url, action.form(data, initial=action.initial(obj), prefix=action.name))

    def _back(self, request: HttpRequest, obj: Model) -> HttpResponseRedirect:
        """To where the person came from, if that is ours, else to the object."""
        return _asked_for(request) or HttpResponseRedirect(self.object_url(obj))

    def _gone(self, request: HttpRequest) -> HttpResponseRedirect:
        """To the list: the address names a row that does not exist (any more)."""
        text = _("There is no such %(kind)s (any more).")
        messages.warning(request, text % {"kind": self.opts.verbose_name})
        return HttpResponseRedirect(reverse(f"admin:{self._url_name('changelist')}"))

    def _url_name(self, what: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{what}"


def _asked_for(request: HttpRequest) -> HttpResponseRedirect | None:
    """The page that `next` names, if it is one of ours."""
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(wanted) if ours else None


def _noting(run: Callable[..., Any], name: str, description: Any) -> Callable[..., Any]:
    if name == "delete_selected":  # Django notes what it deletes
        return run

    def run_and_note(page: Any, request: HttpRequest, chosen: QuerySet[Model]) -> Any:
        rows = list(chosen)
        answer = run(page, request, chosen)
        if answer is None and not audit.is_noted(request):
            audit.note(request, rows, description, reason=audit.reason_in(request.POST))
        return answer

    return run_and_note


class RecordedAdmin(BackOfficeAdmin):
    """What the hub writes and nobody edits: no adding, no deleting; changes only through actions."""

    place = Place.WORK
    actions_on_top = False
    record_template: ClassVar[str]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: the hub writes these rows."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody: history stays."""
        return False

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page of one row; whatever is posted here changes nothing."""
        return self.record_page(request, object_id, self.record_template, self.record)

    def record_page(
        self, request: HttpRequest, object_id: str, template: str, show: Callable[[Any], dict[str, Any]]
    ) -> HttpResponse:
        """What `show` says of the row, in this template; the list when there is no such row."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._gone(request)
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        return self.page(request, obj, template, **show(obj))

    def record(self, obj: Any) -> dict[str, Any]:
        """What the template shows of the row."""
        return {}


class ReadOnlyAdmin(RecordedAdmin):
    """Rows to look at: the list says it all, and no row has a page of its own."""

    place = Place.RECORD
    list_display_links = None
    record_template = ""

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Back to the list."""
        return HttpResponseRedirect(reverse(f"admin:{self._url_name('changelist')}"))
