"""Parameters that reports share: the days of a period, and a shop."""

from datetime import date

from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from hub.models import Shop

NAMES = ("from", "to", "shop")
DESCRIBED = (
    OpenApiParameter("from", date, required=True, description="First day: 2026-10-01"),
    OpenApiParameter("to", date, required=True, description="Last day: 2026-12-31"),
    OpenApiParameter("shop", str, description="Slug of a shop; all of them without it."),
)


def period(request: Request) -> tuple[date, date]:
    """First and last day; raises `ValidationError`."""
    first, last = (_day(request, name) for name in ("from", "to"))
    if last < first:
        raise ValidationError({"to": ["Give a day that is not before the first."]})
    return first, last


def shop_of(request: Request) -> Shop | None:
    """The shop that is named; raises `ValidationError`."""
    slug = request.query_params.get("shop")
    if slug is None:
        return None
    shop = Shop.objects.filter(slug=slug).only("pk").first()
    if shop is None:
        raise ValidationError({"shop": ["There is no such shop."]})
    return shop


def _day(request: Request, name: str) -> date:
    try:
        return date.fromisoformat(request.query_params.get(name, ""))
    except ValueError:
        raise ValidationError({name: ["Give a day, for example 2026-10-01."]}) from None
