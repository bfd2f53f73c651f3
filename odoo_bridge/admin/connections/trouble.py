"""How an Odoo connection fares, for its list and for the first page of the back office."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hub.admin.labels import BUSY, CALM, ERROR_CLASS, GOOD, badge, pill
from hub.admin.overview import Trouble
from odoo_bridge.models import OdooConnection


def state_of(connection: OdooConnection) -> SafeString:
    """Trouble first, then paused, untested, or well."""
    if connection.error_class:
        return badge(ERROR_CLASS, connection.error_class)
    if not connection.active:
        return pill(_("Paused"), CALM)
    return pill(_("Works"), GOOD) if connection.uid else pill(_("Not tested yet"), BUSY)


def troubles() -> Iterable[Trouble]:
    """Connections that do not answer or refuse the key."""
    for connection in OdooConnection.objects.filter(error_class__gt=""):
        url = reverse("admin:odoo_bridge_odooconnection_change", args=[connection.pk])
        name = f"Odoo {connection}"
        yield Trouble(name, state_of(connection), connection.error_cause, connection.error_remedy, url)
