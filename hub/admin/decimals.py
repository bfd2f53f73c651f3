"""Decimals as people write them: 0.05 and 20, where the columns keep 0.050 and 20.0000."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest
from django.utils.formats import get_format
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from hub.order.money import number_text


class PlainDecimalField(forms.DecimalField):
    """Shows what is stored without trailing zeros."""

    def prepare_value(self, value: Any) -> Any:
        """What was typed stays as it was typed."""
        return number_text(value) if isinstance(value, Decimal) else value


class PlainDecimals:
    """For pages and inlines: their decimals, whether they may be changed or only be looked at."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        fields: Any = getattr(self, "opts").fields  # noqa: B009 - of the page that this is mixed into
        names = (field.name for field in fields if isinstance(field, models.DecimalField))
        self.readonly_preprocess_fields = dict.fromkeys(names, without_zeros)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """With our field for decimals."""
        if isinstance(db_field, models.DecimalField):
            kwargs.setdefault("form_class", PlainDecimalField)
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc] # of the page


def without_zeros(text: str) -> SafeString:
    """Of a number as the page's language writes it."""
    separator = str(get_format("DECIMAL_SEPARATOR"))
    return conditional_escape(text.rstrip("0").rstrip(separator) if separator in text else text)
