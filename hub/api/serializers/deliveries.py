"""Deliveries: how far each got, under which ids, and what every attempt cost."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hub.api.serializers.fields import ErrorSerializer, UtcTimeField, error_of
from hub.errors import ErrorClass
from hub.models import Attempt, Delivery, DeliveryStep


class StepSerializer(serializers.ModelSerializer[DeliveryStep]):
    """A finished step and the record it made at the target."""

    done_at = UtcTimeField()

    class Meta:
        model = DeliveryStep
        fields = ("name", "model", "record_id", "record_name", "milliseconds", "done_at")


class AttemptErrorSerializer(serializers.Serializer[Attempt]):
    """What ended an attempt."""

    code = serializers.CharField(source="error_code")
    cause = serializers.CharField(source="error_cause")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """With `class`, which Python keeps as a word of its own."""
        classes = [member.value for member in ErrorClass]
        return {"class": serializers.ChoiceField(classes, source="error_class"), **super().get_fields()}


class AttemptSerializer(serializers.ModelSerializer[Attempt]):
    """One try: how long, how many calls, how it ended."""

    started_at = UtcTimeField()
    error = serializers.SerializerMethodField()

    class Meta:
        model = Attempt
        fields = ("started_at", "milliseconds", "calls", "outcome", "error")

    @extend_schema_field(AttemptErrorSerializer(allow_null=True))
    def get_error(self, attempt: Attempt) -> dict[str, Any] | None:
        """What ended it, null when it went well."""
        return dict(AttemptErrorSerializer(attempt).data) if attempt.error_class else None


class DeliverySerializer(serializers.ModelSerializer[Delivery]):
    """A revision of the order on its way to a target."""

    id = serializers.IntegerField()
    attempts_used = serializers.IntegerField(
        source="attempts", help_text="Counted against the bound; waiting for a person uses none."
    )
    next_attempt_at = UtcTimeField(allow_null=True)
    created_at = UtcTimeField()
    finished_at = UtcTimeField(allow_null=True)
    waits_for = serializers.CharField(help_text="The missing thing that lets it go on, as `sku:LMP-9`.")
    result = serializers.JSONField(help_text="What the target said in the end.")
    error = serializers.SerializerMethodField()
    steps = StepSerializer(many=True)
    attempts = AttemptSerializer(many=True, source="tries")

    class Meta:
        model = Delivery
        fields = (
            "id",
            "target",
            "revision",
            "state",
            "waits_for",
            "error",
            "attempts_used",
            "next_attempt_at",
            "created_at",
            "finished_at",
            "result",
            "steps",
            "attempts",
        )

    @extend_schema_field(ErrorSerializer(allow_null=True))
    def get_error(self, delivery: Delivery) -> dict[str, Any] | None:
        """What is wrong, null when nothing is."""
        return error_of(delivery)
