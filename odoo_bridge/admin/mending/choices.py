"""Something that policies or carriers name and that is gone in Odoo: choose another one."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from hub.admin.problems.menders import Done, Mender, MendForm
from hub.people.audit import Change
from hub.problems.cause import Cause
from hub.problems.group import Group
from hub.sentences import say
from odoo_bridge.admin.mending.place import connection_of
from odoo_bridge.models import ChoiceKind, OdooChoice, PricelistChoice, ServiceMapping, ShopPolicy


class ChoiceForm(MendForm):
    """Another record of the same kind."""

    choice = forms.ModelChoiceField(
        label=_("Instead of it"),
        queryset=OdooChoice.objects.none(),
        widget=UnfoldAdminSelectWidget,
        help_text=_("Missing here? Refresh the choices at the Odoo connection."),
    )

    def __init__(self, offered: QuerySet[OdooChoice], data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["choice"]
        assert isinstance(field, forms.ModelChoiceField)  # declared above
        field.queryset = offered


def _gone(group: Group) -> OdooChoice | None:
    kind, _colon, number = group.cause.missing[1].partition(":")
    rows = OdooChoice.objects.filter(connection=connection_of(group), kind=kind)
    return rows.filter(odoo_id=int(number)).first() if number.isdigit() else None


def _build(group: Group, _request: HttpRequest, data: Any) -> ChoiceForm:
    gone = _gone(group)
    if gone is None:
        return ChoiceForm(OdooChoice.objects.none(), data)
    same = OdooChoice.objects.filter(
        connection=gone.connection_id, kind=gone.kind, currency=gone.currency, active=True
    )
    return ChoiceForm(same, data)


def _mend(group: Group, given: Mapping[str, Any], _actor: str) -> Done:
    gone, wanted = _gone(group), given["choice"]
    if gone is None:
        return Done(text=say("Nothing names it any more."))
    if gone.kind == ChoiceKind.CARRIER:
        ServiceMapping.objects.filter(carrier=gone).update(carrier=wanted)
    elif gone.kind == ChoiceKind.PRICELIST:
        PricelistChoice.objects.filter(pricelist=gone).update(pricelist=wanted)
    else:
        ShopPolicy.objects.filter(**{gone.kind: gone}).update(**{gone.kind: wanted})
    change = Change(ChoiceKind(gone.kind).label, gone, wanted)
    return Done(text=say("{wanted} stands in for {gone}.", wanted=wanted, gone=gone), changes=(change,))


def _applies(cause: Cause) -> bool:
    return cause.code == "odoo_choice_gone" and cause.missing[1].partition(":")[0] in ChoiceKind.values


CHOICE = Mender(
    name="choice",
    label=_("Choose another one"),
    explanation=_("For every delivery policy and mapping that names it."),
    permissions=("odoo_bridge.change_shoppolicy", "odoo_bridge.change_servicemapping"),
    applies=_applies,
    build=_build,
    mend=_mend,
)
