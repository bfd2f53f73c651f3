"""The tax table: which Odoo tax stands for a rate. Saving a usable row releases the orders that wait."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from hub.admin.exchange import ExchangedAdmin
from hub.people.places import Place
from odoo_bridge.bridge.waiting import release_taxes
from odoo_bridge.models import TaxMapping

_CHOICE = ("tax_id", "tax_name", "active", "rate", "price_included")


@admin.register(TaxMapping)
class TaxMappingAdmin(ExchangedAdmin):
    """Proposed from Odoo; a row that a person changed is never changed by the hub."""

    place = Place.MONEY
    nothing_yet = _(
        "No tax is known yet. "
        "“Refresh taxes” on the page of the Odoo connection reads the sale taxes that Odoo has."
    )
    list_display = ("__str__", "connection", "price_included", "tax_id", "active", "chosen")
    list_filter = ("connection", "active", "price_included")
    list_select_related = ("connection",)
    fields = ("connection", "rate", "price_included", "tax_id", "tax_name", "active")

    exchanged = {
        "connection": "name",
        "rate": "",
        "price_included": "",
        "tax_id": "",
        "tax_name": "",
        "active": "",
    }
    exchange_key = ("connection", "rate", "price_included")

    def exchange_save(self, form: Any) -> TaxMapping:
        """Chosen by whoever wrote the file."""
        form.instance.chosen = True
        row: TaxMapping = form.save()
        return row

    def imported(self, request: HttpRequest, rows: Sequence[Any]) -> None:
        """Each connection's deliveries once."""
        first = {row.connection_id: row for row in rows}
        for row in first.values():
            transaction.on_commit(partial(_release, request, row))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A person chose: keep it, and let go what waited."""
        obj.chosen = obj.chosen or any(name in form.changed_data for name in _CHOICE)
        obj.save()
        transaction.on_commit(lambda: _release(request, obj))


def _release(request: HttpRequest, mapping: TaxMapping) -> None:
    released = release_taxes(mapping.connection)
    if released:
        text = ngettext("%(count)d delivery goes on.", "%(count)d deliveries go on.", released)
        messages.success(request, text % {"count": released})
