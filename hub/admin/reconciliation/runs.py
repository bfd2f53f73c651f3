"""The list of runs, and what one of them counted."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hub.admin.base import RecordedAdmin
from hub.admin.labels import badge, moment, shortened
from hub.admin.reconciliation.words import COUNT, RUN, counted, side_name
from hub.models import Reconciliation


@admin.register(Reconciliation)
class ReconciliationAdmin(RecordedAdmin):
    """Each time that a shop's orders were compared with one side."""

    record_template = "admin/hub/reconciliation/page.html"
    nothing_yet = _(
        "Nothing was compared yet. "
        "Every night, the orders of each shop are compared with the shop and with Odoo."
    )
    list_display = ("which", "compared_with", "why", "shown_state", "compared", "result", "cause", "ended")
    list_fullwidth = True
    ordering = ("-id",)
    sortable_by = ()
    list_filter = ("state", "reason", "shop")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reconciliation]:
        """With the shop that the cells name."""
        return Reconciliation.objects.prefetch_related("shop")

    @admin.display(description=_("shop"))
    def which(self, run: Reconciliation) -> SafeString:
        """The shop."""
        return shortened(str(run.shop))

    @admin.display(description=_("compared with"))
    def compared_with(self, run: Reconciliation) -> str:
        """The other side."""
        return str(side_name(run.side))

    @admin.display(description=_("why"))
    def why(self, run: Reconciliation) -> str:
        """Asked for, or of the night."""
        return run.get_reason_display()

    @admin.display(description=_("state"))
    def shown_state(self, run: Reconciliation) -> SafeString:
        """Whether all orders could be compared."""
        return badge(RUN, run.state)

    @admin.display(description=_("orders"))
    def compared(self, run: Reconciliation) -> int:
        """How many orders it was about."""
        return run.orders

    @admin.display(description=_("found"))
    def result(self, run: Reconciliation) -> str:
        """The counts, without those that are zero."""
        return ", ".join(f"{count} {label}" for label, count in counted(run) if count)

    @admin.display(description=_("cause"))
    def cause(self, run: Reconciliation) -> SafeString:
        """Why it could not be compared."""
        return shortened(run.error_cause)

    @admin.display(description=_("finished"))
    def ended(self, run: Reconciliation) -> str:
        """When."""
        return moment(run.finished_at)

    def record(self, obj: Reconciliation) -> dict[str, Any]:
        """What it counted, by day where days are counted."""
        days = obj.days if isinstance(obj.days, list) else []
        reasons = obj.reasons if isinstance(obj.reasons, dict) else {}
        return {
            "state": badge(RUN, obj.state),
            "side": side_name(obj.side),
            "counts": counted(obj),
            "days": days,
            "at_shop": sum(day[1] for day in days),
            "in_hub": sum(day[2] for day in days),
            "reasons": [
                (COUNT.get(verdict, verdict), count, reason)
                for verdict, found in reasons.items()
                for reason, count in found.items()
            ],
        }
