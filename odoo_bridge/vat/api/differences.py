"""`/api/v1/vat/differences/`: where did shops charge another VAT than is due?"""

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from hub.api.operations import described
from hub.api.views.base import KeyedView
from odoo_bridge.models import VatState
from odoo_bridge.vat.api import periods
from odoo_bridge.vat.stored.differences import DIFFERING, MOST, differences

_STATES = [state.value for state in DIFFERING]


class VatDifferenceSerializer(serializers.Serializer[Any]):
    """A line of an order with both figures."""

    decided_on = serializers.CharField(help_text="Day of the decision, in the hub's time zone.")
    shop = serializers.CharField()
    order = serializers.CharField(help_text="Its number, as people say it.")
    order_id = serializers.CharField(help_text="The shop's id of it.")
    sold_on = serializers.CharField()
    state = serializers.ChoiceField(
        _STATES, help_text="`held_different`: it waits for a person; else what its invoice followed."
    )
    line = serializers.CharField(help_text="Its title.")
    treatment = serializers.CharField(help_text="Several where freight follows several.")
    country = serializers.CharField(help_text="Whose VAT is due; empty: nobody's.")
    currency = serializers.CharField()
    charged_rate = serializers.CharField(help_text="In per cent; empty: the shop does not tell it.")
    charged_tax = serializers.CharField()
    due_rate = serializers.CharField(help_text="In per cent.")
    due_tax = serializers.CharField(help_text="At unchanged gross.")
    difference = serializers.CharField(help_text="Charged too much, or with a minus too little.")
    reason = serializers.CharField()


class VatDifferencesSerializer(serializers.Serializer[Any]):
    """All lines of the period, the newest first."""

    lines = VatDifferenceSerializer(many=True)
    complete = serializers.BooleanField(help_text=f"False: more than {MOST} orders; take a shorter period.")


EXAMPLE = {
    "lines": [
        {
            "decided_on": "2026-11-21",
            "shop": "lampes-fr",
            "order": "#1042",
            "order_id": "4711",
            "sold_on": "2026-11-20",
            "state": "held_different",
            "line": "Desk lamp",
            "treatment": "OSS_DESTINATION",
            "country": "PL",
            "currency": "EUR",
            "charged_rate": "20",
            "charged_tax": "20.50",
            "due_rate": "23",
            "due_tax": "23.00",
            "difference": "-2.50",
            "reason": "the shop charged 20.50 EUR (20 %), due are 23.00 EUR (23 %)",
        }
    ],
    "complete": True,
}


class VatDifferences(KeyedView):
    """A period of all shops, or of one."""

    required_scope = "vat:report"
    parameters = (*periods.NAMES, "state")

    @described(
        "vat_differences",
        "List where shops charged another VAT than is due",
        VatDifferencesSerializer,
        example=EXAMPLE,
        problems=(400,),
        parameters=[
            *periods.DESCRIBED,
            OpenApiParameter("state", str, enum=_STATES, description="Only those; all of them without it."),
        ],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Charged and due, line by line with the reason, of decisions of the period, the newest first."""
        first, last = periods.period(request)
        found = differences(first, last, periods.shop_of(request), _state(request))
        return Response({"lines": [line.cells() for line in found.lines], "complete": found.complete})


def _state(request: Request) -> VatState | None:
    text = request.query_params.get("state")
    if text is not None and text not in _STATES:
        raise ValidationError({"state": [f"Give one of {', '.join(_STATES)}."]})
    return VatState(text) if text else None
