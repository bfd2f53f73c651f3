"""What is wrong now and what was: the list, and the page of one with its messages."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hub.admin.base import RecordedAdmin
from hub.admin.labels import BAD, CALM, GOOD, moment, pill, shortened
from hub.alerts import rules
from hub.models import Alert
from hub.people.places import Place

_LONG = 160  # characters of a cell


class StateFilter(admin.SimpleListFilter):
    """Open ones first of all."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Open or over."""
        return [("open", _("Open")), ("over", _("Over"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Alert]) -> QuerySet[Alert]:
        """Those."""
        wanted = self.value()
        return queryset.filter(ended_at__isnull=wanted == "open") if wanted in ("open", "over") else queryset


@admin.register(Alert)
class AlertAdmin(RecordedAdmin):
    """The hub writes them; they end by themselves."""

    place = Place.RECORD
    record_template = "admin/hub/alert/page.html"
    nothing_yet = _("There was no alert yet. What the alert rules find appears here.")
    list_display = ("what", "state", "why", "rule_name", "began", "over")
    list_filter = (StateFilter,)
    list_fullwidth = True
    search_fields = ("name", "cause")
    ordering = ("-id",)
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Alert]:
        """Those that have lasted long enough to be told."""
        return Alert.objects.filter(began_at__isnull=False)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: an alert is over when its cause is."""
        return False

    @admin.display(description=_("state"))
    def state(self, alert: Alert) -> SafeString:
        """Open or over."""
        return pill(_("Open"), BAD) if alert.ended_at is None else pill(_("Over"), GOOD)

    @admin.display(description=_("what"))
    def what(self, alert: Alert) -> SafeString:
        """What is wrong, with whom."""
        return shortened(alert.name)

    @admin.display(description=_("cause"))
    def why(self, alert: Alert) -> SafeString:
        """In words."""
        return shortened(alert.cause, _LONG)

    @admin.display(description=_("rule"))
    def rule_name(self, alert: Alert) -> str:
        """In words."""
        rule = rules.of(alert.rule)
        return str(rule.label) if rule else alert.rule

    @admin.display(description=_("since"))
    def began(self, alert: Alert) -> str:
        """When it was first seen."""
        return moment(alert.first_seen_at)

    @admin.display(description=_("over"))
    def over(self, alert: Alert) -> str:
        """When it was not seen any more."""
        return moment(alert.ended_at)

    def record(self, obj: Alert) -> dict[str, Any]:
        """What is wrong, and who was told."""
        told = [
            (message, pill(_("Sent"), GOOD) if message.sent_at else _waiting(message.next_attempt_at is None))
            for message in obj.messages.select_related("recipient")
        ]
        return {"state": self.state(obj), "rule": self.rule_name(obj), "told": told}


def _waiting(given_up: bool) -> SafeString:
    return pill(_("Given up"), BAD) if given_up else pill(_("Waiting"), CALM)
