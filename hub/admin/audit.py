"""The audit log: what every person did in the back office, newest first."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import RangeDateFilter

from hub.admin.base import ReadOnlyAdmin
from hub.admin.labels import moment, shortened
from hub.people import audit

_LONG = 300  # characters of a cell
_KINDS = ((ADDITION, _("Added")), (CHANGE, _("Changed or done")), (DELETION, _("Deleted")))


class KindFilter(admin.SimpleListFilter):
    """Added, changed, deleted."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The three."""
        return [(str(flag), label) for flag, label in _KINDS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[LogEntry]) -> QuerySet[LogEntry]:
        """Those of the kind."""
        wanted = next((flag for flag, _label in _KINDS if str(flag) == self.value()), None)
        return queryset if wanted is None else queryset.filter(action_flag=wanted)


@admin.register(LogEntry)
class AuditAdmin(ReadOnlyAdmin):
    """Nobody edits or deletes it, administrators neither."""

    nothing_yet = _("Nobody has done anything yet. What people do in the back office appears here.")
    list_display = ("when", "who", "table", "about", "what", "reason")
    list_filter = (
        ("user", admin.RelatedOnlyFieldListFilter),
        KindFilter,
        ("content_type", admin.RelatedOnlyFieldListFilter),
        ("action_time", RangeDateFilter),
    )
    list_filter_submit = True
    list_fullwidth = True
    search_fields = ("object_repr", "change_message")
    search_help_text = _("Name of the row, field, or reason")
    ordering = ("-id",)
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[LogEntry]:
        """With what the cells need; no join, so that the newest are found by their ids."""
        return LogEntry.objects.prefetch_related("user", "content_type")

    @admin.display(description=_("when"))
    def when(self, entry: LogEntry) -> str:
        """To the minute."""
        return moment(entry.action_time)

    @admin.display(description=_("who"))
    def who(self, entry: LogEntry) -> SafeString:
        """The person."""
        return shortened(entry.user.get_username())

    @admin.display(description=_("table"))
    def table(self, entry: LogEntry) -> str:
        """What kind of row."""
        return str(entry.content_type.name) if entry.content_type else ""

    @admin.display(description=_("row"))
    def about(self, entry: LogEntry) -> SafeString:
        """The row, as a link while it is there."""
        name = shortened(entry.object_repr)
        try:
            url = None if entry.action_flag == DELETION else entry.get_admin_url()
        except NoReverseMatch:
            url = None
        return format_html('<a href="{}">{}</a>', url, name) if url else name

    @admin.display(description=_("what happened"))
    def what(self, entry: LogEntry) -> SafeString:
        """In words, with old and new values."""
        values = render_to_string("admin/parts/values.html", {"values": audit.values_of(entry)})
        return format_html("{}{}", shortened(audit.told(entry), _LONG), SafeString(values))

    @admin.display(description=_("reason"))
    def reason(self, entry: LogEntry) -> SafeString:
        """Where one was asked for."""
        return shortened(audit.reason_of(entry), _LONG)
