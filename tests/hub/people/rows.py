"""A row of any table, made from nothing but its columns."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db import models
from django.utils import timezone


def row_of(model: Any) -> Any:
    """One row whose columns hold the least that they take; what it points at is made too."""
    values = {column.name: _value(column) for column in model._meta.concrete_fields if _is_due(column)}
    model.objects.bulk_create([model(**values)])  # no `save` of its own, no signals
    return model.objects.latest("pk")


def _is_due(column: Any) -> bool:
    return not (isinstance(column, models.AutoField) or column.has_default() or column.null)


def _value(column: Any) -> Any:
    if isinstance(column, models.ForeignKey):
        return row_of(column.related_model)
    if column.choices:
        return column.choices[0][0]
    by_kind: dict[type[Any], Any] = {
        models.DateTimeField: timezone.now(),
        models.DateField: timezone.localdate(),
        models.DecimalField: Decimal(1),
        models.BooleanField: False,
        models.IntegerField: 1,
        models.JSONField: {},
        models.BinaryField: b"x",
    }
    found = (value for kind, value in by_kind.items() if isinstance(column, kind))
    text = uuid4().hex[: column.max_length or 8]
    return next(found, text)
