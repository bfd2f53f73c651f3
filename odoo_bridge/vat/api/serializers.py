"""A verdict of VIES as the API shows it."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hub.api.serializers.fields import UtcTimeField
from odoo_bridge.models import VatCheck
from odoo_bridge.vat.vies.reading import Outcome
from odoo_bridge.vat.vies.verdict import Verdict


class AnswerSerializer(serializers.Serializer[VatCheck]):
    """An answer of VIES that is kept."""

    asked_at = UtcTimeField()
    told_at = serializers.CharField(help_text="The date in VIES' answer, as it wrote it.")
    consultation_number = serializers.CharField(
        help_text="VIES' proof that `requester` asked; empty without a requester."
    )
    name = serializers.CharField(help_text="Of the owner; empty where the member state does not tell it.")
    address = serializers.CharField(help_text="Of the owner, in lines; empty where it is not told.")


class VerdictSerializer(serializers.Serializer[Verdict]):
    """Whether a VAT id is valid for trade inside the EU, and what proves it."""

    vat_id = serializers.CharField(source="number.text", help_text="As it was read; empty: no VAT id.")
    country = serializers.CharField(source="number.country", help_text="ISO 3166; empty: unknown.")
    requester = serializers.CharField(help_text="Our own number with which VIES was asked; empty: none.")
    verdict = serializers.ChoiceField(
        [outcome.value for outcome in Outcome],
        source="outcome",
        help_text="`unavailable`: VIES is asked again by itself; neither valid nor invalid. `error`: VIES "
        "refuses the question. `not_asked`: no VAT id, or of a country that VIES does not know.",
    )
    code = serializers.CharField(help_text="Why it is neither valid nor invalid; see the runbook.")
    reason = serializers.CharField(help_text="The same in words.")
    answer = serializers.SerializerMethodField()
    last_proof = serializers.SerializerMethodField()
    ask_again_at = UtcTimeField(allow_null=True, help_text="When it is asked again by itself.")

    @extend_schema_field(AnswerSerializer(allow_null=True))
    def get_answer(self, verdict: Verdict) -> dict[str, Any] | None:
        """What the verdict stands on; null where nothing holds."""
        return _answer(verdict.answer)

    @extend_schema_field(AnswerSerializer(allow_null=True))
    def get_last_proof(self, verdict: Verdict) -> dict[str, Any] | None:
        """The newest answer "valid", however old; null where there never was one."""
        return _answer(verdict.proof)


def _answer(check: VatCheck | None) -> dict[str, Any] | None:
    return dict(AnswerSerializer(check).data) if check else None
