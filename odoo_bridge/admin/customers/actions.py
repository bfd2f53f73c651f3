"""Merging two known customers, and taking that back."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldBooleanWidget

from hub.admin.actions import ObjectAction, Reason, actor
from hub.errors import BusinessError
from odoo_bridge import connections
from odoo_bridge.customers import decisions
from odoo_bridge.models import OdooConnection, Partner
from odoo_bridge.odoo.gateways.partners import Partners

_HIGHEST = 2**63 - 1


class MergeForm(Reason):
    """Which customer stays, and whether Odoo merges them too."""

    into = forms.IntegerField(
        label=gettext_lazy("Odoo partner id of the customer that stays"),
        min_value=1,
        max_value=_HIGHEST,
        widget=UnfoldAdminIntegerFieldWidget,
    )
    in_odoo = forms.BooleanField(
        label=gettext_lazy("Merge them in Odoo too"),
        required=False,
        widget=UnfoldBooleanWidget,
        help_text=gettext_lazy(
            "Odoo moves orders, invoices and addresses to the customer that stays. This cannot be taken back."
        ),
    )


def known_partner(connection: OdooConnection, partner_id: int) -> Partner:
    """The known customer with that id in Odoo. Raises `BusinessError`."""
    found = Partner.objects.filter(connection=connection, partner_id=partner_id).first()
    if found is None:
        raise BusinessError(
            "customer_unknown",
            _("The hub knows no customer with the Odoo partner id %(id)d.") % {"id": partner_id},
            _("Take the id from the list of known customers."),
        )
    return found


def merge(request: HttpRequest, partner: Partner, given: Mapping[str, Any]) -> None:
    """First in Odoo, where that is wanted: what it refuses is not done here either."""
    into = known_partner(partner.connection, given["into"]).stands_for
    if given["in_odoo"] and into.pk != partner.pk:
        Partners(connections.open_odoo(partner.connection)).merge(partner.partner_id, into.partner_id)
    decisions.merge(partner, into, gone=given["in_odoo"], actor=actor(request), reason=given["reason"])
    text = _("Orders of %(partner)s are written for %(into)s from now on.")
    messages.success(request, text % {"partner": partner, "into": into})


def unmerge(request: HttpRequest, partner: Partner, given: Mapping[str, Any]) -> None:
    """Two customers again."""
    decisions.unmerge(partner, actor=actor(request), reason=given["reason"])
    messages.success(request, _("%(partner)s is a customer of its own again.") % {"partner": partner})


MERGE = ObjectAction(
    name="merge",
    label=gettext_lazy("Merge into another"),
    explanation=gettext_lazy("The two are one customer: orders to come are written for the one that stays."),
    run=merge,
    form=MergeForm,
    applies=lambda partner: partner.merged_into_id is None,
)
UNMERGE = ObjectAction(
    name="unmerge",
    label=gettext_lazy("Take the merger back"),
    explanation=gettext_lazy("Orders that were written meanwhile stay where they are."),
    run=unmerge,
    form=Reason,
    applies=lambda partner: partner.merged_into_id is not None and not partner.gone,
)
