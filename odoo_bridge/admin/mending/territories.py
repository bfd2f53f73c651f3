"""An address that does not tell in which VAT territory it lies: a person says it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from hub.admin.problems.menders import Done, Mender, MendForm, code
from hub.people.audit import Change
from hub.problems.group import Group
from hub.sentences import say
from odoo_bridge.admin.vat.territories import offered
from odoo_bridge.models import AddressTerritory
from odoo_bridge.vat.orders.places import named_in
from odoo_bridge.vat.territories import named, possible


class TerritoryForm(MendForm):
    """One of those that addresses of the country may lie in."""

    territory = forms.ChoiceField(label=_("VAT territory"), widget=UnfoldAdminSelectWidget)

    def __init__(self, choices: list[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["territory"]
        assert isinstance(field, forms.ChoiceField)  # declared above
        field.choices = [("", "–"), *choices]


def _build(group: Group, _request: HttpRequest, data: Any) -> TerritoryForm:
    place = named_in(group.cause.subject)
    found = possible(place.country, timezone.localdate()) if place else []
    return TerritoryForm(offered(found), data)


def _mend(group: Group, given: Mapping[str, Any], _actor: str) -> Done:
    place = named_in(group.cause.subject)
    if place is None:
        return Done(text=say("Nothing names the address any more."))
    row = place._asdict()
    before = AddressTerritory.objects.filter(**row).values_list("territory", flat=True).first()
    AddressTerritory.objects.update_or_create(**row, defaults={"territory": given["territory"]})
    found = named(given["territory"], timezone.localdate())
    return Done(
        text=say(
            "For VAT, the address {address} lies in {territory}.",
            address=" ".join(filter(None, place)),
            territory=found.name if found else given["territory"],
        ),
        changes=(Change(_("VAT territory"), before, given["territory"]),),
    )


TERRITORY = Mender(
    name="territory",
    label=_("Say in which VAT territory the address lies"),
    explanation=_(
        "Holds for every order whose address is written exactly so, of any shop. Where the shop’s order is "
        "wrong, correct it there instead."
    ),
    permissions=("odoo_bridge.add_addressterritory", "odoo_bridge.change_addressterritory"),
    applies=code("vat_place_unclear"),
    build=_build,
    mend=_mend,
)
