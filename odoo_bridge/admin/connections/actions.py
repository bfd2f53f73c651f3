"""What a person may do with an Odoo connection."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.admin.actions import ObjectAction
from hub.errors import AffluentError
from hub.ports import Finding
from odoo_bridge import choices, connections, taxes
from odoo_bridge.booking import filling
from odoo_bridge.bridge.waiting import release_booking, release_choices, release_taxes
from odoo_bridge.models import OdooConnection


def test_connection(
    request: HttpRequest, connection: OdooConnection, given: Mapping[str, Any]
) -> HttpResponse:
    """Ask Odoo now, and show what works and what to fix."""
    findings = _findings(connection)
    context = {
        **admin.site.each_context(request),
        "opts": OdooConnection._meta,
        "original": connection,
        "title": _("Connection of %(name)s") % {"name": f"Odoo {connection}"},
        "findings": findings,
        "works": all(finding.ok for finding in findings),
        "again": "test",
    }
    return TemplateResponse(request, "admin/findings.html", context)


def _findings(connection: OdooConnection) -> list[Finding]:
    try:
        return list(connections.check(connection))
    except AffluentError as trouble:  # it answered the first question and not the next
        return [Finding(name="connection", ok=False, detail=trouble.cause, remedy=trouble.remedy)]


def refresh_taxes(request: HttpRequest, connection: OdooConnection, given: Mapping[str, Any]) -> None:
    """Read Odoo's sale taxes and fiscal positions anew; what a person chose stays; what waited goes on."""
    odoo = connections.open_odoo(connection)
    known = taxes.refresh(connection, odoo)
    filling.refresh(connection, odoo)
    released = release_taxes(connection) + release_booking(connection)
    text = _("%(known)d taxes are known now; %(released)d deliveries go on.")
    messages.success(request, text % {"known": known, "released": released})


def refresh_choices(request: HttpRequest, connection: OdooConnection, given: Mapping[str, Any]) -> None:
    """Read what delivery policies may choose anew; orders that waited for one that is back go on."""
    known = choices.refresh(connection, connections.open_odoo(connection))
    released = release_choices(connection)
    text = _("%(known)d can be chosen in delivery policies now; %(released)d deliveries go on.")
    messages.success(request, text % {"known": known, "released": released})


TEST = ObjectAction(
    name="test",
    label=gettext_lazy("Test connection"),
    run=test_connection,
    primary=True,
    permission="odoo_bridge.operate_odooconnection",
)
REFRESH = ObjectAction(
    name="taxes",
    label=gettext_lazy("Refresh taxes"),
    run=refresh_taxes,
    permission="odoo_bridge.operate_odooconnection",
)
REFRESH_CHOICES = ObjectAction(
    name="choices",
    label=gettext_lazy("Refresh warehouses, teams, journals …"),
    run=refresh_choices,
    permission="odoo_bridge.operate_odooconnection",
)
