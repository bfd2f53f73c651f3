"""Pages by key: each starts after the last row seen, so that writing in between skips and repeats nothing.

No offset and no count: page one thousand costs what page one costs.
"""

import base64
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

from django.core.exceptions import ValidationError as InvalidValue
from django.db.models import Field, Model, Q, QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from hub.api.parameters import whole_number

DEFAULT_LIMIT, HIGHEST_LIMIT = 50, 200
PARAMETERS = ("cursor", "limit")


class KeysetPagination(BasePagination):
    """Sorts by `keyset` (names of columns, the last one unique), ascending."""

    keyset: tuple[str, ...] = ("id",)

    def paginate_queryset(
        self, queryset: QuerySet[Any] | Sequence[Any], request: Request, view: APIView | None = None
    ) -> list[Any]:
        """The rows of the page that `?cursor=` and `?limit=` ask for."""
        found = cast("QuerySet[Any]", queryset)  # DRF would also page lists; its views hand over querysets
        limit = whole_number(request.query_params, "limit", DEFAULT_LIMIT, least=1, most=HIGHEST_LIMIT)
        cursor = request.query_params.get("cursor")
        if cursor is not None:
            found = found.filter(beyond(self.keyset, decode(cursor, self.keyset, found.model)))
        rows = list(found.order_by(*self.keyset)[: limit + 1])
        self._next = None
        if len(rows) > limit:
            last = encode([getattr(rows[limit - 1], name) for name in self.keyset])
            self._next = replace_query_param(request.build_absolute_uri(), "cursor", last)
        return rows[:limit]

    def get_paginated_response(self, data: Any) -> Response:
        """The page and the address of the next one, null on the last."""
        return Response({"next": self._next, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The shape of a page."""
        address = {
            "type": "string",
            "format": "uri",
            "nullable": True,
            "example": "https://hub.example.com/api/v1/orders/?cursor=WyIyMDI2LTEx",
            "description": "Address of the next page; null on the last one.",
        }
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {"next": address, "results": schema},
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        """`cursor` and `limit`."""
        numbers = {"type": "integer", "minimum": 1, "maximum": HIGHEST_LIMIT, "default": DEFAULT_LIMIT}
        return [
            _parameter("cursor", {"type": "string"}, "Where a page starts: opaque, taken from `next`."),
            _parameter("limit", numbers, "How many to return at most."),
        ]


def beyond(keyset: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows after the given one in the order of the keyset, written so that an index range can serve it."""
    *leading, last = zip(keyset, values, strict=True)
    condition = Q(**{f"{last[0]}__gt": last[1]})
    for name, value in reversed(leading):
        condition = Q(**{f"{name}__gte": value}) & (Q(**{f"{name}__gt": value}) | condition)
    return condition


def encode(values: Sequence[Any]) -> str:
    """An opaque text for the key values of a row."""
    texts = [value.isoformat() if isinstance(value, datetime) else str(value) for value in values]
    return base64.urlsafe_b64encode(json.dumps(texts).encode()).decode().rstrip("=")


def decode(cursor: str, keyset: Sequence[str], model: type[Model]) -> list[Any]:
    """The key values back; raises a problem for anything that `encode` did not write."""
    try:
        texts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return [_value(model._meta.get_field(name), text) for name, text in zip(keyset, texts, strict=True)]
    except (ValueError, TypeError, OverflowError, RecursionError, InvalidValue):
        raise ValidationError(
            {"cursor": ["It was not made by this API. Take it whole from `next`, or leave it out."]}
        ) from None


def _value(field: Any, text: Any) -> Any:
    if not isinstance(text, str) or not isinstance(field, Field):
        raise TypeError("not the text of a column")
    value = field.to_python(text)
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def _parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}
