"""The list of backfills, and the page of one."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hub.admin.backfills.actions import CANCEL, PAUSE, RESUME
from hub.admin.backfills.progress import STATE, bar, found
from hub.admin.base import RecordedAdmin
from hub.admin.labels import badge, moment, shortened
from hub.models import Backfill, BackfillReason
from hub.positions import moment_of


@admin.register(Backfill)
class BackfillAdmin(RecordedAdmin):
    """Older orders that are read again, asked for or every night."""

    record_template = "admin/hub/backfill/page.html"
    nothing_yet = _(
        "Nothing was read again yet. "
        "The hub reads the last days again every night; the page of a shop reads older orders again."
    )
    list_display = ("which", "start", "why", "shown_state", "progress", "result", "cause", "who", "created")
    list_fullwidth = True
    list_filter = ("state", "reason", "shop")
    ordering = ("-id",)
    sortable_by = ()
    object_actions = (RESUME, PAUSE, CANCEL)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Backfill]:
        """With the shop that the cells name. No join: MariaDB would sort them all to show the newest."""
        return Backfill.objects.prefetch_related("shop")

    @admin.display(description=_("shop"))
    def which(self, row: Backfill) -> SafeString:
        """The shop."""
        return shortened(str(row.shop))

    @admin.display(description=_("since"))
    def start(self, row: Backfill) -> str:
        """From when on."""
        return moment(row.since)

    @admin.display(description=_("why"))
    def why(self, row: Backfill) -> str:
        """Asked for, or of the night."""
        return row.get_reason_display()

    @admin.display(description=_("state"))
    def shown_state(self, row: Backfill) -> SafeString:
        """Whether it goes on."""
        return badge(STATE, row.state)

    @admin.display(description=_("read"))
    def progress(self, row: Backfill) -> SafeString:
        """How far it is."""
        return bar(row)

    @admin.display(description=_("found"))
    def result(self, row: Backfill) -> str:
        """What was new or different."""
        return found(row)

    @admin.display(description=_("cause"))
    def cause(self, row: Backfill) -> SafeString:
        """What is wrong."""
        return shortened(row.error_cause)

    @admin.display(description=_("started by"))
    def who(self, row: Backfill) -> SafeString:
        """Who asked for it."""
        return started_by(row)

    @admin.display(description=_("created"))
    def created(self, row: Backfill) -> str:
        """When."""
        return moment(row.created_at)

    def record(self, obj: Backfill) -> dict[str, Any]:
        """How far it is, and what it found."""
        goes_on = moment(moment_of(obj.position)) or obj.position
        shown = {"state": badge(STATE, obj.state), "bar": bar(obj), "found": found(obj)}
        return {**shown, "goes_on": goes_on, "who": started_by(obj)}


def started_by(row: Backfill) -> SafeString:
    """The person, or that nobody had to ask."""
    return shortened(row.started_by if row.reason != BackfillReason.NIGHTLY else str(_("by itself")))
