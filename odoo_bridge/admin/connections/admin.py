"""Odoo connections: their list and form."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.admin.base import BackOfficeAdmin
from hub.admin.labels import shortened
from hub.errors import ErrorClass
from hub.models import Delivery
from hub.people.places import Place
from odoo_bridge.admin.connections.actions import REFRESH, REFRESH_CHOICES, TEST
from odoo_bridge.admin.connections.form import ConnectionForm
from odoo_bridge.admin.connections.trouble import state_of
from odoo_bridge.key_expiry import REMEDY, warning
from odoo_bridge.models import ChoiceKind, OdooChoice, OdooConnection, TaxMapping


@admin.register(OdooConnection)
class OdooConnectionAdmin(BackOfficeAdmin):
    """Where orders go."""

    place = Place.SETUP
    form = ConnectionForm
    nothing_yet = gettext_lazy("There is no Odoo connection yet. Orders can be delivered once there is one.")
    list_display = ("name", "url", "database", "version", "state", "cause", "last_success_at")
    actions = None
    object_actions = (TEST, REFRESH, REFRESH_CHOICES)
    fieldsets = (
        (None, {"fields": ("name", "active", "new_shops_live", "seller_vat_id")}),
        (
            gettext_lazy("Access to Odoo"),
            {
                "fields": (
                    *("url", "database", "user", "api_key", "key_expires_on"),
                    *("legacy_session", "company_id"),
                )
            },
        ),
    )

    @admin.display(description=gettext_lazy("state"))
    def state(self, connection: OdooConnection) -> SafeString:
        """How it fares."""
        return state_of(connection)

    @admin.display(description=gettext_lazy("cause"))
    def cause(self, connection: OdooConnection) -> SafeString:
        """What is wrong."""
        return shortened(connection.error_cause)

    def get_readonly_fields(self, request: HttpRequest, obj: OdooConnection | None = None) -> tuple[str, ...]:
        """Deliveries name their target by the connection's name: it never changes."""
        return ("name",) if obj is not None else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Where people set up shops, they look first and go live then."""
        return {"new_shops_live": False, **super().get_changeform_initial_data(request)}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write what the form is about and nothing else: the bridge writes the same row at any time."""
        fields = [name for name in form.changed_data if name != "api_key"]
        if form.cleaned_data.get("api_key"):
            obj.secrets = {"api_key": form.cleaned_data["api_key"]}
            fields.append("secrets")
            if "key_expires_on" not in fields:  # that day was the old key's
                obj.key_expires_on = None
                fields.append("key_expires_on")
        if form.access_changed:
            fields += _forget_what_was_found(obj)
        obj.save(update_fields=fields if change else None)

    def has_delete_permission(self, request: HttpRequest, obj: OdooConnection | None = None) -> bool:
        """One that was ever delivered to stays: its prefix is what keeps records in Odoo from doubling."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or not Delivery.objects.filter(target=obj.target).exists())

    def head(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """The actions, how the connection fares, and its taxes."""
        shown = super().head(request, obj)
        if obj is None:
            return shown
        taxes = list(TaxMapping.objects.filter(connection=obj))
        facts = {"state": state_of(obj), "taxes": taxes, "protocol": obj.get_protocol_display()}
        facts |= {"key_warning": warning(obj), "key_remedy": REMEDY, "choices": _counted(obj)}
        return {**shown, **facts, "head_template": "admin/odoo_bridge/odooconnection/head.html"}

    def response_add(
        self, request: HttpRequest, obj: OdooConnection, post_url_continue: str | None = None
    ) -> HttpResponse:
        """To the connection's page, where it can be tested."""
        text = _("Odoo connection %(name)s is added. Test it now.")
        messages.success(request, text % {"name": obj})
        return HttpResponseRedirect(self.object_url(obj))


def _counted(connection: OdooConnection) -> list[tuple[str, int]]:
    """How many of each kind policies may choose."""
    rows = OdooChoice.objects.filter(connection=connection, active=True).order_by("kind")
    counted = rows.values_list("kind").annotate(count=Count("pk"))
    return [(str(ChoiceKind(kind).label), count) for kind, count in counted]


def _forget_what_was_found(connection: OdooConnection) -> list[str]:
    """Another address, user or key: the server is asked anew, and a refused key is no trouble any more."""
    connection.protocol, connection.uid, connection.retry_at = "", None, None
    fields = ["protocol", "uid", "retry_at"]
    if connection.error_class in (ErrorClass.CREDENTIALS, ErrorClass.CONFIG):
        connection.clear_trouble()
        fields += OdooConnection.TROUBLE_FIELDS
    return fields
