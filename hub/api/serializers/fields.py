"""Fields that several answers share: times in UTC, what is wrong, the unified order."""

from datetime import UTC
from typing import Any

from rest_framework import serializers

from hub.errors import ErrorClass
from hub.models.trouble import Troubled


class UtcTimeField(serializers.DateTimeField):
    """ISO-8601 in UTC ending in `Z`, whatever the zone of the pages."""

    def __init__(self, **options: Any) -> None:
        super().__init__(default_timezone=UTC, **options)


class UnifiedOrderField(serializers.JSONField):
    """The document of a revision; its schema is made from the types of `hub.order`."""


class FailureSerializer(serializers.Serializer[Any]):
    """What went wrong: a class that says who has to act, a code for programs, the cause for people."""

    code = serializers.CharField(source="error_code")
    cause = serializers.CharField(source="error_cause")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """With `class`, which Python keeps as a word of its own."""
        classes = [member.value for member in ErrorClass]
        return {"class": serializers.ChoiceField(classes, source="error_class"), **super().get_fields()}


class ErrorSerializer(FailureSerializer):
    """What is wrong now, and what to do about it."""

    remedy = serializers.CharField(source="error_remedy")
    since = UtcTimeField(source="error_since", allow_null=True)


def error_of(row: Troubled) -> dict[str, Any] | None:
    """What is wrong with the row, None when nothing is."""
    return dict(ErrorSerializer(row).data) if row.in_trouble else None
