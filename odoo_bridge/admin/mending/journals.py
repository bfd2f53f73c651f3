"""A payment method without a journal."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from hub.admin.problems.menders import Done, Mender, MendForm, code
from hub.models import Shop
from hub.people.audit import Change
from hub.problems.group import Group
from hub.sentences import say
from odoo_bridge.admin.mending.place import connection_of
from odoo_bridge.models import OdooConnection, PaymentMapping


class JournalForm(MendForm):
    """One of Odoo's bank and cash journals."""

    journal = forms.TypedChoiceField(
        label=_("Odoo journal"),
        coerce=int,
        widget=UnfoldAdminSelectWidget,
        help_text=_("Missing here? Test the Odoo connection: that reads the journals anew."),
    )

    def __init__(self, journals: Mapping[int, str], data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["journal"]
        assert isinstance(field, forms.TypedChoiceField)  # declared above
        field.choices = [("", "–"), *journals.items()]


def _journals(connection: OdooConnection) -> dict[int, str]:
    return {int(number): str(name) for number, name in connection.features.get("journals", ())}


def _build(group: Group, _request: HttpRequest, data: Any) -> JournalForm:
    return JournalForm(_journals(connection_of(group)), data)


def _mend(group: Group, given: Mapping[str, Any], _actor: str) -> Done:
    slug, _colon, method = group.cause.missing[1].partition(":")
    connection = connection_of(group)
    name = _journals(connection).get(given["journal"], "")
    paid: dict[str, Any] = {
        "shop": Shop.objects.get(slug=slug),
        "method": method[: PaymentMapping.LONGEST_METHOD],
    }
    before = PaymentMapping.objects.filter(connection=connection, **paid).first()
    chosen = {"journal_id": given["journal"], "journal_name": name[:120]}
    PaymentMapping.objects.update_or_create(connection=connection, **paid, defaults=chosen)
    return Done(
        text=say(
            "Payments by {method} of {slug} belong in the journal {name}.",
            method=method or say("an unnamed method"),
            slug=slug,
            name=name,
        ),
        changes=(Change(_("Odoo journal"), before.journal_name if before else "", name),),
    )


JOURNAL = Mender(
    name="journal",
    label=_("Choose the journal"),
    explanation=_("Kept in the table of payment journals, for the orders to come too."),
    permissions=("odoo_bridge.add_paymentmapping", "odoo_bridge.change_paymentmapping"),
    applies=code("journal_missing"),
    build=_build,
    mend=_mend,
)
