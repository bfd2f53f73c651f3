"""`/api/v1/reports/sales/`: orders and the VAT that was charged, by day, channel, country and rate."""

from datetime import date, timedelta
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from hub.api.operations import described
from hub.api.views.base import KeyedView
from hub.models import Shop
from hub.reports.days import MOST_DAYS
from hub.reports.sales import sales


class _Shared(serializers.Serializer[Any]):
    day = serializers.DateField(help_text="Of placing, in the hub's time zone.")
    channel = serializers.CharField()
    country = serializers.CharField(help_text="Where the order goes; empty: not known.")
    currency = serializers.CharField()


class SalesOrdersSerializer(_Shared):
    """Orders of one day, channel, country and currency, without cancelled ones and drafts."""

    orders = serializers.CharField(help_text="How many.")
    gross = serializers.CharField()


class SalesTaxesSerializer(_Shared):
    """Sales of one rate; refunds are not taken off."""

    rate = serializers.CharField(help_text="In per cent; empty: several at once, or not told by the shop.")
    net = serializers.CharField()
    tax = serializers.CharField()


class SalesReportSerializer(serializers.Serializer[Any]):
    """Both tables of the period."""

    orders = SalesOrdersSerializer(many=True)
    taxes = SalesTaxesSerializer(many=True)


_SHARED = {"day": "2026-11-21", "channel": "woocommerce", "country": "FR", "currency": "EUR"}
EXAMPLE = {
    "orders": [{**_SHARED, "orders": "12", "gross": "588.00"}],
    "taxes": [{**_SHARED, "rate": "20", "net": "490.00", "tax": "98.00"}],
}


class SalesReport(KeyedView):
    """A period of at most a year, of all shops or of one."""

    required_scope = "reports:read"
    parameters = ("from", "to", "shop")

    @described(
        "sales_report",
        "Add up the orders of a period",
        SalesReportSerializer,
        example=EXAMPLE,
        problems=(400,),
        parameters=[
            OpenApiParameter("from", date, required=True, description="First day: 2026-10-01"),
            OpenApiParameter("to", date, required=True, description="Last day: 2026-12-31"),
            OpenApiParameter("shop", str, description="Slug of a shop; all of them without it."),
        ],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What was ordered and charged on each day; at most 366 days at once."""
        first, last = (_day(request, name) for name in ("from", "to"))
        if last < first:
            raise ValidationError({"to": ["Give a day that is not before the first."]})
        if last - first >= timedelta(days=MOST_DAYS):
            raise ValidationError({"to": [f"Ask for at most {MOST_DAYS} days at once."]})
        found = sales(first, last, _shop(request.query_params.get("shop")))
        orders, taxes = ([row.cells() for row in rows] for rows in (found.orders, found.taxes))
        return Response({"orders": orders, "taxes": taxes})


def _day(request: Request, name: str) -> date:
    try:
        return date.fromisoformat(request.query_params.get(name, ""))
    except ValueError:
        raise ValidationError({name: ["Give a day, for example 2026-10-01."]}) from None


def _shop(slug: str | None) -> Shop | None:
    if slug is None:
        return None
    shop = Shop.objects.filter(slug=slug).only("pk").first()
    if shop is None:
        raise ValidationError({"shop": ["There is no such shop."]})
    return shop
