"""`/api/v1/vat/report/`: the VAT due in a period, by treatment, country and rate."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hub.api.operations import described
from hub.api.views.base import KeyedView
from odoo_bridge.vat.api import periods
from odoo_bridge.vat.stored.report import report


class ReportLineSerializer(serializers.Serializer[Any]):
    """Sales and refunds of one treatment, country and rate, in the currency of the sales."""

    currency = serializers.CharField()
    treatment = serializers.CharField()
    country = serializers.CharField(help_text="Whose VAT it is; empty: nobody's.")
    rate = serializers.CharField(help_text="In per cent.")
    orders = serializers.CharField(help_text="How many orders have such sales.")
    sold_net = serializers.CharField(help_text="Of these sales.")
    sold_tax = serializers.CharField()
    refunds = serializers.CharField(help_text="How many refunds, by the day of the refund.")
    refunded_net = serializers.CharField()
    refunded_tax = serializers.CharField()
    net = serializers.CharField(help_text="Sold less refunded: what the return wants.")
    tax = serializers.CharField()


class ReportSerializer(serializers.Serializer[Any]):
    """All lines of the period."""

    lines = ReportLineSerializer(many=True)


EXAMPLE = {
    "lines": [
        {
            "currency": "EUR",
            "treatment": "OSS_DESTINATION",
            "country": "DE",
            "rate": "19",
            "orders": "12",
            "sold_net": "1200.00",
            "sold_tax": "228.00",
            "refunds": "1",
            "refunded_net": "100.00",
            "refunded_tax": "19.00",
            "net": "1100.00",
            "tax": "209.00",
        }
    ]
}


class VatReport(KeyedView):
    """A period of all shops, or of one."""

    required_scope = "vat:report"
    parameters = periods.NAMES

    @described(
        "vat_report",
        "Add up the VAT of a period",
        ReportSerializer,
        example=EXAMPLE,
        problems=(400,),
        parameters=list(periods.DESCRIBED),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What is due on the orders of the period, by the day of the sale, less its refunds, by theirs.

        Without held orders, and without those that were cancelled before they were invoiced.
        """
        first, last = periods.period(request)
        lines = report(first, last, periods.shop_of(request))
        return Response({"lines": [line.cells() for line in lines]})
