"""Deliveries: how far each got, under which ids, and what every attempt cost."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hub.api.serializers.fields import ErrorSerializer, FailureSerializer, UtcTimeField, error_of
from hub.models import Attempt, Delivery, DeliveryState, DeliveryStep


class StepSerializer(serializers.Serializer[DeliveryStep]):
    """A finished step and the record it made at the target."""

    name = serializers.CharField()
    model = serializers.CharField(help_text="The target's kind of record, as `res.partner`.")
    record_id = serializers.IntegerField(allow_null=True)
    record_name = serializers.CharField()
    milliseconds = serializers.IntegerField()
    done_at = UtcTimeField()


class AttemptSerializer(serializers.Serializer[Attempt]):
    """One try: how long, how many calls, how it ended."""

    started_at = UtcTimeField()
    milliseconds = serializers.IntegerField()
    calls = serializers.IntegerField(help_text="Calls to the target.")
    outcome = serializers.CharField()
    error = serializers.SerializerMethodField()

    @extend_schema_field(FailureSerializer(allow_null=True))
    def get_error(self, attempt: Attempt) -> dict[str, Any] | None:
        """What ended it, null when it went well."""
        return dict(FailureSerializer(attempt).data) if attempt.error_class else None


class DeliverySerializer(serializers.Serializer[Delivery]):
    """A revision of the order on its way to a target."""

    id = serializers.IntegerField()
    target = serializers.CharField(help_text="Where it goes, as `odoo:main`.")
    revision = serializers.IntegerField()
    state = serializers.ChoiceField(DeliveryState.values)
    waits_for = serializers.CharField(help_text="The missing thing that lets it go on, as `sku:LMP-9`.")
    error = serializers.SerializerMethodField()
    attempts_used = serializers.IntegerField(
        source="attempts", help_text="Counted against the bound; waiting for a person uses none."
    )
    next_attempt_at = UtcTimeField(allow_null=True)
    created_at = UtcTimeField()
    finished_at = UtcTimeField(allow_null=True)
    result = serializers.JSONField(help_text="What the target said in the end.")
    steps = StepSerializer(many=True)
    attempts = AttemptSerializer(many=True, source="tries")

    @extend_schema_field(ErrorSerializer(allow_null=True))
    def get_error(self, delivery: Delivery) -> dict[str, Any] | None:
        """What is wrong, null when nothing is."""
        return error_of(delivery)
