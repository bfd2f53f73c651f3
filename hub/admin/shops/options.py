"""A form field for a shop's options: a JSON object that every database can keep."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

_LONGEST = 20_000  # characters
_DEEPEST = 8


class OptionsField(forms.CharField):
    """Text that must be a JSON object; its cleaned value is a dict. Empty text is no options."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            max_length=_LONGEST,
            widget=UnfoldAdminTextareaWidget(attrs={"rows": 4, "spellcheck": "false"}),
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        """What the form shows: what was typed, or the stored object."""
        if isinstance(value, str):
            return value
        return json.dumps(value, ensure_ascii=False, indent=2) if value else ""

    def clean(self, value: Any) -> dict[str, Any]:
        """The object; says in words what is wrong with the text."""
        text = super().clean(value)
        try:
            options = json.loads(text or "{}", parse_constant=_refuse)
            json.dumps(options, ensure_ascii=False).encode()
        except (ValueError, RecursionError) as reason:
            message = _("This is not valid JSON: %(reason)s")
            raise ValidationError(message, params={"reason": str(reason)[:200]}) from None
        if not isinstance(options, Mapping):
            raise ValidationError(_('Write a JSON object, for example {"status_map": "packed=pending"}.'))
        if _is_deeper(options, _DEEPEST):
            raise ValidationError(_("The options are nested too deeply."))
        return dict(options)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another object is meant, whatever the spaces."""
        try:
            return bool(json.loads(data or "{}") != (initial or {}))
        except (ValueError, RecursionError):
            return True


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no JSON value")


def _is_deeper(value: Any, levels: int) -> bool:
    """Whether objects and lists are nested more than so many levels; looks no deeper than that."""
    if not isinstance(value, Mapping | list):
        return False
    inside = value.values() if isinstance(value, Mapping) else value
    return levels == 0 or any(_is_deeper(item, levels - 1) for item in inside)
