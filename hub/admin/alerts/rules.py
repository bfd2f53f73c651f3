"""The rules: their switch, their threshold, and how often people are reminded."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hub.admin.base import BackOfficeAdmin
from hub.admin.labels import CALM, GOOD, moment, pill
from hub.alerts import rules
from hub.alerts.rules import Unit
from hub.models import AlertRule
from hub.people.places import Place

_UNITS = {Unit.MINUTES: _("minutes"), Unit.COUNT: _("pieces"), Unit.TIMES: _("times")}


class RuleForm(forms.ModelForm[AlertRule]):
    """Says what the threshold means."""

    class Meta:
        model = AlertRule
        fields = ("active", "threshold", "remind_hours")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rule = rules.of(self.instance.code)
        if rule is not None and "threshold" in self.fields:
            self.fields["threshold"].help_text = f"{rule.help_text} ({_UNITS[rule.unit]})"


@admin.register(AlertRule)
class AlertRuleAdmin(BackOfficeAdmin):
    """A row for each rule that a package declares."""

    place = Place.SETUP
    form = RuleForm
    list_display = ("called", "state", "limit", "remind_hours", "looked")
    sortable_by = ()
    actions = None
    fields = ("active", "threshold", "remind_hours")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Packages bring them."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Switch it off instead."""
        return False

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> AlertRule | None:
        """Whose page is headed by its label."""
        row: AlertRule | None = super().get_object(request, object_id, from_field)
        if row is not None:
            row.label = self.called(row)
        return row

    @admin.display(description=_("rule"))
    def called(self, row: AlertRule) -> str:
        """In words."""
        rule = rules.of(row.code)
        return str(rule.label) if rule else row.code

    @admin.display(description=_("state"))
    def state(self, row: AlertRule) -> SafeString:
        """On or off."""
        return pill(_("On"), GOOD) if row.active else pill(_("Off"), CALM)

    @admin.display(description=_("threshold"))
    def limit(self, row: AlertRule) -> str:
        """With its unit."""
        rule = rules.of(row.code)
        return f"{row.threshold} {_UNITS[rule.unit]}" if rule else str(row.threshold)

    @admin.display(description=_("last looked at"))
    def looked(self, row: AlertRule) -> str:
        """By the clock."""
        return moment(row.evaluated_at) or "–"
