"""The journals of payment methods. Saving a row with a journal releases the orders that wait for it."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.widgets import UnfoldAdminSelectWidget

from hub.admin.exchange import ExchangedAdmin
from hub.people.places import Place
from odoo_bridge.bridge.waiting import release_journals
from odoo_bridge.models import OdooConnection, PaymentMapping


class PaymentMappingForm(forms.ModelForm[PaymentMapping]):
    """Offers the bank and cash journals that Odoo has, as the last test of the connection found them."""

    journal_id = forms.TypedChoiceField(
        label=_("Odoo journal"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text=_("Missing here? Test the Odoo connection: that reads the journals anew."),
    )

    class Meta:
        model = PaymentMapping
        fields = ("connection", "shop", "method", "journal_id")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [choice for one in OdooConnection.objects.order_by("name") for choice in _journals(one)]
        stored = self.instance.journal_id
        if stored is not None and stored not in {journal for journal, _name in offered}:
            offered.append((stored, self.instance.journal_name or str(stored)))
        self.fields["journal_id"].choices = [("", "–"), *offered]  # type: ignore[attr-defined] # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """A journal belongs to one Odoo."""
        given = super().clean() or self.cleaned_data
        journal, connection = given.get("journal_id"), given.get("connection")
        if journal and connection and journal not in {number for number, _name in _journals(connection)}:
            self.add_error("journal_id", _("This Odoo connection has no such journal."))
        return given


@admin.register(PaymentMapping)
class PaymentMappingAdmin(ExchangedAdmin):
    """A method appears here when an order is paid with it for the first time."""

    place = Place.MONEY
    form = PaymentMappingForm
    nothing_yet = _(
        "No payment method was met yet. Where the delivery policy registers payments, each method "
        "appears here with its first paid order."
    )
    list_display = ("method", "shop", "connection", "journal")
    list_filter = ("connection", "shop")
    list_select_related = ("shop", "connection")
    fields = ("connection", "shop", "method", "journal_id")

    exchanged = {"connection": "name", "shop": "slug", "method": "", "journal_id": ""}
    exchange_key = ("connection", "shop", "method")

    def exchange_save(self, form: Any) -> PaymentMapping:
        """With the journal's name for the list."""
        row: PaymentMapping = form.instance
        row.journal_name = dict(_journals(row.connection)).get(row.journal_id or 0, "")[:120]
        row.save()
        return row

    def imported(self, request: HttpRequest, rows: Sequence[Any]) -> None:
        """Each connection's deliveries once."""
        first = {row.connection_id: row for row in rows}
        for row in first.values():
            transaction.on_commit(partial(_release, request, row))

    @admin.display(description=_("Odoo journal"))
    def journal(self, mapping: PaymentMapping) -> str:
        """Its name, or that a person must choose one."""
        return mapping.journal_name or (
            str(mapping.journal_id) if mapping.journal_id else str(_("to be chosen"))
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Keep the journal's name for the list, and let go what waited."""
        obj.journal_name = dict(_journals(obj.connection)).get(obj.journal_id, "")[:120]
        obj.save()
        transaction.on_commit(lambda: _release(request, obj))


def _journals(connection: OdooConnection) -> list[tuple[int, str]]:
    return [(int(number), str(name)) for number, name in connection.features.get("journals", ())]


def _release(request: HttpRequest, mapping: PaymentMapping) -> None:
    released = release_journals(mapping.connection)
    if released:
        text = ngettext("%(count)d delivery goes on.", "%(count)d deliveries go on.", released)
        messages.success(request, text % {"count": released})
