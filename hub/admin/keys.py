"""Keys of the REST API: made (shown once), listed, revoked. Never edited, never shown again."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextInputWidget

from hub import api_keys
from hub.admin.actions import LoggedReason, ObjectAction, said
from hub.admin.base import RecordedAdmin
from hub.admin.labels import CALM, GOOD, WARN, pill
from hub.errors import AffluentError
from hub.models import ApiKey
from hub.people import audit
from hub.people.places import Place
from hub.sentences import say
from hub.spoken import spoken


class DayInput(UnfoldAdminTextInputWidget):
    """The browser's own calendar."""

    input_type = "date"


def _choices() -> Iterator[tuple[str, Any]]:
    for scope, meaning in api_keys.SCOPES.items():
        yield scope, f"{scope} – {spoken(meaning)}"


class NewKey(forms.Form):
    """What a key needs."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("Who uses it, for example warehouse"),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        choices=lambda: list(_choices()),  # other apps add scopes after this module is read
        widget=forms.CheckboxSelectMultiple,
    )
    expires = forms.DateField(
        label=gettext_lazy("Refused from"),
        required=False,
        widget=DayInput,
        help_text=gettext_lazy(
            "The first day (UTC) on which the key is refused; empty: valid until revoked."
        ),
    )


def revoke(request: HttpRequest, key: ApiKey, given: Mapping[str, Any]) -> None:
    """Refuse the key from now on."""
    ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now())
    messages.success(request, _("Key %(key)s is revoked: the API refuses it from now on.") % {"key": key})


def in_force(key: ApiKey) -> bool:
    """Whether there is something to revoke."""
    return key.revoked_at is None


REVOKE = ObjectAction(
    name="revoke",
    label=gettext_lazy("Revoke"),
    explanation=gettext_lazy("For good: programs that use this key are refused from now on."),
    run=revoke,
    form=LoggedReason,
    applies=in_force,
)


@admin.register(ApiKey)
class ApiKeyAdmin(RecordedAdmin):
    """Who may call the API."""

    place = Place.ACCESS
    record_template = "admin/hub/apikey/page.html"
    nothing_yet = gettext_lazy("There is no API key yet. Each program that reads from the hub needs one.")
    list_display = ("name", "prefix", "shown_scopes", "state", "expires_at", "last_used_at")
    sortable_by = ("name",)
    object_actions = (REVOKE,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Staff with the right to."""
        return bool(request.user.has_perm("hub.add_apikey"))

    @admin.display(description=gettext_lazy("scopes"))
    def shown_scopes(self, key: ApiKey) -> str:
        """What it may do."""
        return ", ".join(key.scopes)

    @admin.display(description=gettext_lazy("state"))
    def state(self, key: ApiKey) -> SafeString:
        """Whether the API takes it."""
        if key.revoked_at is not None:
            return pill(_("Revoked"), WARN)
        expired = key.expires_at is not None and key.expires_at <= timezone.now()
        return pill(_("Expired"), CALM) if expired else pill(_("In force"), GOOD)

    def record(self, obj: ApiKey) -> dict[str, Any]:
        """Everything but the key."""
        return {"state": self.state(obj), "scopes": self.shown_scopes(obj)}

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Make a key and show it, this once: it is in no database, no session and no cache."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = NewKey(request.POST if request.method == "POST" else None)
        around = {**self.admin_site.each_context(request), "opts": self.opts, "title": _("New API key")}
        shown = {"form": form, **(_make(form) if form.is_valid() else {})}
        if "row" in shown:
            audit.note(
                request,
                [shown["row"]],
                "",
                what=say("Made, for {scopes}.", scopes=", ".join(shown["row"].scopes)),
            )
        return TemplateResponse(request, "admin/hub/apikey/new.html", {**around, **shown})


def _make(form: NewKey) -> dict[str, Any]:
    given = form.cleaned_data
    expires = given["expires"] and datetime.combine(given["expires"], time.min, tzinfo=UTC)
    try:
        row, key = api_keys.make(given["name"], given["scopes"], expires_at=expires)
    except AffluentError as trouble:
        form.add_error(None, said(trouble))
        return {}
    return {"row": row, "key": key}
