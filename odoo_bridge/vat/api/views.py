"""`/api/v1/vat/check/`: is this VAT id valid?"""

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from hub.api.operations import described
from hub.api.throttling import KeyThrottle
from hub.api.views.base import KeyedView
from hub.models import Shop
from odoo_bridge.vat.api.serializers import VerdictSerializer
from odoo_bridge.vat.numbers import parse
from odoo_bridge.vat.vies import seller
from odoo_bridge.vat.vies.asking import current

_LONGEST = 60
_ANSWER = {
    "asked_at": "2026-11-21T09:30:41Z",
    "told_at": "2026-11-21T09:30:41.482Z",
    "consultation_number": "WAPIAAAAX3lU8bHe",
    "name": "NV EXAMPLE BELGIUM",
    "address": "Wetstraat 1\n1000 Brussel",
}
EXAMPLE = {
    "vat_id": "BE0403019261",
    "country": "BE",
    "requester": "FR40303265045",
    "verdict": "valid",
    "code": "",
    "reason": "",
    "answer": _ANSWER,
    "last_proof": _ANSWER,
    "ask_again_at": None,
}


class VatThrottle(KeyThrottle):
    """VIES is shared by all of Europe: `DEFAULT_THROTTLE_RATES["vat_check"]`, or 120 a minute and key."""

    scope = "vat_check"
    default_rate = "120/min"

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        """A counter of its own."""
        key = super().get_cache_key(request, view)
        return f"{key}:vat" if key else None


class VatCheck(KeyedView):
    """One VAT id."""

    required_scope = "vat:check"
    throttle_classes = [KeyThrottle, VatThrottle]
    parameters = ("number", "country", "shop")

    @described(
        "vat_check",
        "Check a VAT id",
        VerdictSerializer,
        example=EXAMPLE,
        problems=(400,),
        parameters=[
            OpenApiParameter("number", str, required=True, description="As it was typed: BE 0403.019.261"),
            OpenApiParameter("country", str, description="ISO 3166, for a number without its country: GR"),
            OpenApiParameter("shop", str, description="Slug of the shop whose company asks."),
        ],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The verdict of VIES, from an answer that still holds or by asking now, within a few seconds.

        VIES is asked with the VAT id of the company that the shop's orders go to; without `shop`, of the only
        company there is. Whatever VIES does, the answer has status 200 and a `verdict`.
        """
        query = request.query_params
        text, country = query.get("number", ""), query.get("country", "")
        if not 0 < len(text) <= _LONGEST:
            raise ValidationError({"number": [f"Give the VAT id, in 1 to {_LONGEST} characters."]})
        if country and not (len(country) == 2 and country.isalpha()):
            raise ValidationError({"country": ["Give a country of ISO 3166 in two letters, for example GR."]})
        number = parse(text, country)
        verdict = current([number], seller.of_shop(_shop(query.get("shop"))))[number]
        return Response(VerdictSerializer(verdict).data)


def _shop(slug: str | None) -> Shop | None:
    if slug is None:
        return None
    shop = Shop.objects.filter(slug=slug).only("pk").first()
    if shop is None:
        raise ValidationError({"shop": [f"There is no shop {slug}."]})
    return shop
