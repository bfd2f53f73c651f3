"""The VAT territories that staff named for addresses that do not tell theirs."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.widgets import UnfoldAdminSelectWidget

from hub.admin.base import BackOfficeAdmin
from hub.people.places import Place
from hub.sentences import spoken
from odoo_bridge.models import AddressTerritory
from odoo_bridge.vat.stored.places import let_go
from odoo_bridge.vat.territories import Territory, named, possible


def offered(territories: Iterable[Territory]) -> list[tuple[str, str]]:
    """For a list to choose from: the country itself is told from its exceptions."""
    return [(one.id, _label(one)) for one in territories]


def _label(one: Territory) -> str:
    return (
        _("%(country)s, the country itself") % {"country": one.id}
        if one.id == one.country
        else spoken(one.name)
    )


class AddressTerritoryForm(forms.ModelForm[AddressTerritory]):
    """Any territory there is."""

    territory = forms.ChoiceField(label=gettext_lazy("VAT territory"), widget=UnfoldAdminSelectWidget)

    class Meta:
        model = AddressTerritory
        fields = ("country", "postcode", "province", "town", "territory")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["territory"]
        assert isinstance(field, forms.ChoiceField)  # declared above
        field.choices = [("", "–"), *offered(possible("", timezone.localdate()))]

    def clean(self) -> dict[str, Any]:
        """What holds for a whole country would hold for too much."""
        given = super().clean() or self.cleaned_data
        if not given.get("postcode") and not given.get("town"):
            self.add_error("postcode", _("Write the postcode or the town."))
        return given


@admin.register(AddressTerritory)
class AddressTerritoryAdmin(BackOfficeAdmin):
    """Saving one lets the orders go on that wait for it."""

    place = Place.MONEY
    form = AddressTerritoryForm
    fields = ("country", "postcode", "province", "town", "territory")
    list_display = ("country", "postcode", "province", "town", "lies_in")
    list_display_links = ("country", "postcode")
    list_filter = ("country",)
    search_fields = ("postcode", "town")

    @admin.display(description=gettext_lazy("VAT territory"))
    def lies_in(self, row: AddressTerritory) -> str:
        """Its name."""
        found = named(row.territory, timezone.localdate())
        return _label(found) if found else row.territory

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Store it, and let go what waited."""
        super().save_model(request, obj, form, change)
        transaction.on_commit(lambda: _release(request, obj))


def _release(request: HttpRequest, row: AddressTerritory) -> None:
    released = let_go(row.written)
    if released:
        text = ngettext("%(count)d delivery goes on.", "%(count)d deliveries go on.", released)
        messages.success(request, text % {"count": released})
