"""`/api/v1/vat/decide/`: which VAT is due on a sale, and why?"""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from hub.api.operations import described
from hub.api.views.base import KeyedView
from hub.order.money import number_text
from odoo_bridge.vat.decide import decide
from odoo_bridge.vat.decision import Treatment, VatDecision
from odoo_bridge.vat.policy_words import PolicyError, policy_of
from odoo_bridge.vat.sheet import Row, SheetError, one_sale


class SaleSerializer(serializers.Serializer[Any]):
    """A sale, by the columns of `manage.py decide_vat`, all of them text; further ones may be given."""

    order_date = serializers.CharField(help_text="Day of the sale: 2026-11-20")
    seller_country = serializers.CharField(help_text="ISO 3166: FR")
    customer_company = serializers.ChoiceField(["yes", "no"])
    supply = serializers.ChoiceField(["goods", "service", "digital_service", "voucher"])


class DecisionSerializer(serializers.Serializer[VatDecision]):
    """The decision with what it stands on."""

    treatment = serializers.ChoiceField([treatment.value for treatment in Treatment])
    vat_country = serializers.CharField(help_text="Whose VAT it is: ISO 3166, XI; empty: nobody's.")
    rate = serializers.CharField(allow_null=True, help_text="In per cent; null while it is held.")
    hold = serializers.BooleanField()
    legal_mention = serializers.CharField(help_text="Must stand on the invoice; empty: nothing.")
    rule = serializers.CharField()
    reasons = serializers.ListField(child=serializers.CharField())
    evidence = serializers.DictField(child=serializers.CharField())


EXAMPLE_SALE = {
    "order_date": "2026-11-20",
    "seller_country": "FR",
    "seller_oss": "yes",
    "customer_company": "no",
    "supply": "goods",
    "ship_country": "DE",
    "ship_postcode": "10969",
}
EXAMPLE = {
    "treatment": "OSS_DESTINATION",
    "vat_country": "DE",
    "rate": "19",
    "hold": False,
    "legal_mention": "",
    "rule": "distance-sale-oss",
    "reasons": ["From FR to DE: a distance sale to a consumer, declared in the one-stop shop."],
    "evidence": {"source": "Directive 2006/112/EC art. 33(a)", "day": "2026-11-20"},
}
_CHOICES = "choices"
_MOST_CHOICES = 100


class VatDecide(KeyedView):
    """One sale; nothing is stored, and VIES is not asked."""

    required_scope = "vat:decide"
    http_method_names = ["post"]

    @described(
        "vat_decide",
        "Decide the VAT of a sale",
        DecisionSerializer,
        example=EXAMPLE,
        problems=(400,),
        request=SaleSerializer,
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The treatment, country and rate of a sale, with the mention for the invoice, reasons and evidence.

        All columns of `manage.py decide_vat` may be given (docs/vat.md lists them), each as text, and
        `choices` as a list of NAME=VALUE. A sale that cannot be decided has `hold` and says what to do.
        """
        given = request.data
        if not isinstance(given, Mapping):
            raise ValidationError({"body": ["Give a JSON object with the columns of the sale."]})
        choices = given.get(_CHOICES, [])
        cells = {name: value for name, value in given.items() if name != _CHOICES}
        wrong = sorted(str(name)[:60] for name, value in cells.items() if not isinstance(value, str))
        if wrong:
            raise ValidationError({name: ["Give it as text."] for name in wrong})
        if not _are_words(choices):
            raise ValidationError({_CHOICES: ["Give a list of texts NAME=VALUE."]})
        try:
            policy, sellers = policy_of(choices)
            row = sellers.applied(Row(1, cells, one_sale(cells)))
        except PolicyError as reason:
            raise ValidationError({_CHOICES: [str(reason)]}) from None
        except SheetError as reason:
            raise ValidationError({"body": [str(reason)]}) from None
        return Response(_shown(decide(row.sale, policy)))


def _are_words(choices: Any) -> bool:
    few = isinstance(choices, list) and len(choices) <= _MOST_CHOICES
    return few and all(isinstance(choice, str) for choice in choices)


def _shown(decision: VatDecision) -> dict[str, Any]:
    return {
        "treatment": decision.treatment.value,
        "vat_country": decision.vat_country,
        "rate": None if decision.rate is None else number_text(decision.rate),
        "hold": decision.hold,
        "legal_mention": decision.legal_mention,
        "rule": decision.rule,
        "reasons": list(decision.reasons),
        "evidence": dict(decision.evidence),
    }
