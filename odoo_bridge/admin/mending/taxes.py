"""A rate that no tax of Odoo stands for: choose one of those that Odoo has."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from hub.admin.problems.menders import Done, Mender, MendForm, code
from hub.errors import ConfigError
from hub.people.audit import Change
from hub.problems.group import Group
from hub.sentences import say
from odoo_bridge.admin.mending.place import connection_of
from odoo_bridge.connections import open_odoo
from odoo_bridge.models import TaxMapping
from odoo_bridge.odoo.gateways.taxes import SaleTax, Taxes


class TaxForm(MendForm):
    """One of Odoo's sale taxes that are switched on, those of the same rate first."""

    tax = forms.TypedChoiceField(label=_("Odoo tax"), coerce=int, widget=UnfoldAdminSelectWidget)

    def __init__(self, taxes: list[SaleTax], rate: Decimal, data: Any = None) -> None:
        super().__init__(data)
        self.names = {tax.record_id: tax.name for tax in taxes}
        ordered = sorted(taxes, key=lambda tax: (tax.rate != rate, tax.rate, tax.name))
        field = self.fields["tax"]
        assert isinstance(field, forms.TypedChoiceField)  # declared above
        field.choices = [("", "–"), *((tax.record_id, _shown(tax)) for tax in ordered)]

    def clean(self) -> dict[str, Any]:
        """With the tax's name, for the table."""
        given = super().clean() or self.cleaned_data
        given["name"] = self.names.get(given.get("tax", 0), "")
        return given


def _shown(tax: SaleTax) -> str:
    mode = gettext("tax included in the price") if tax.price_included else gettext("tax on top of the price")
    return f"{tax.name} ({tax.rate.normalize():f} %, {mode})"


def _wanted(group: Group) -> tuple[Decimal, bool]:
    rate, _colon, mode = group.cause.missing[1].partition(":")
    try:
        return Decimal(rate), mode == "included"
    except InvalidOperation:
        raise ConfigError("tax_unknown", gettext("This problem names no rate."), "") from None


def _build(group: Group, _request: HttpRequest, data: Any) -> TaxForm:
    rate, included = _wanted(group)
    taxes = Taxes(open_odoo(connection_of(group))).of_sales()
    usable = [tax for tax in taxes if tax.active and tax.price_included == included]
    if not usable:
        raise ConfigError(
            "tax_unknown",
            gettext("Odoo has no such sale tax that is switched on."),
            gettext("Create or activate it in Odoo: Accounting, Configuration, Taxes."),
        )
    return TaxForm(usable, rate, data)


def _mend(group: Group, given: Mapping[str, Any], _actor: str) -> Done:
    rate, included = _wanted(group)
    chosen = {"tax_id": given["tax"], "tax_name": given["name"][:120], "active": True, "chosen": True}
    connection = connection_of(group)
    row: dict[str, Any] = {"connection": connection, "rate": rate, "price_included": included}
    before = TaxMapping.objects.filter(**row).values_list("tax_name", flat=True).first()
    TaxMapping.objects.update_or_create(**row, defaults=chosen)
    return Done(
        text=say("{rate} % is the tax {tax} in Odoo.", rate=f"{rate.normalize():f}", tax=given["name"]),
        changes=(Change(_("Odoo tax"), before, given["name"]),),
    )


TAX = Mender(
    name="tax",
    label=_("Choose the Odoo tax"),
    explanation=_("Kept in the table of tax mappings, for all shops that go to this Odoo."),
    permissions=("odoo_bridge.add_taxmapping", "odoo_bridge.change_taxmapping"),
    applies=code("tax_unknown", "tax_inactive"),
    build=_build,
    mend=_mend,
    asks=True,
)
