"""How an address is described in the OpenAPI document: summary, answer, example, problems."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers

from hub.api.problems import CONTENT_TYPE


class ParameterErrorSerializer(serializers.Serializer[Any]):
    """One parameter that cannot be used."""

    parameter = serializers.CharField()
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457: what went wrong and what to do. Further members depend on `code`."""

    type = serializers.URLField(help_text="A page that explains this kind of problem.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="What happened here, and what to do.")
    instance = serializers.CharField(help_text="The path that was asked.")
    code = serializers.CharField(help_text="The kind of problem, for programs.")
    errors = ParameterErrorSerializer(  # type: ignore[assignment] # DRF collects fields off the class
        many=True, required=False
    )
    required_scope = serializers.CharField(required=False)
    reference = serializers.CharField(required=False, help_text="Finds the mistake in the hub's log.")


_WORDS = {
    400: "A parameter is unknown or cannot be used.",
    401: "No key was sent, or it is not in force.",
    403: "The key lacks the scope.",
    404: "There is nothing at this address.",
    409: "Something about the set-up has to be mended before anybody can look.",
    429: "Too many requests; `Retry-After` says how long to wait.",
    503: "The target does not answer; `Retry-After` says when to try again.",
}


def described(
    operation_id: str,
    summary: str,
    answer: serializers.BaseSerializer[Any] | type[serializers.Serializer[Any]],
    *,
    example: dict[str, Any],
    problems: tuple[int, ...],
    **options: Any,
) -> Callable[..., Any]:
    """An `extend_schema` for an address that answers so; `example` is one row where it answers a page."""
    failures = {
        (status, CONTENT_TYPE): OpenApiResponse(ProblemSerializer, description=_WORDS[status])
        for status in sorted({401, 403, 429, *problems})
    }
    return extend_schema(
        operation_id=operation_id,
        tags=[operation_id.split("_", maxsplit=1)[0]],
        summary=summary,
        examples=[OpenApiExample("Example", value=example, response_only=True, status_codes=["200"])],
        responses={200: answer, **failures},
        **options,
    )
