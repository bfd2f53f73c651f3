"""Query parameters taken strictly: a misspelt filter must never answer with all orders."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.http import QueryDict
from rest_framework.exceptions import ValidationError


def refuse_unknown(query: QueryDict, known: Collection[str], repeatable: Collection[str] = ()) -> None:
    """Raises a problem that names each parameter that is unknown, empty or given twice."""
    names = f"Known are: {', '.join(sorted(known))}." if known else "This address takes none."
    errors: dict[str, Any] = {}
    for name, values in query.lists():
        if name not in known:
            errors[name] = [f"There is no such parameter here. {names}"]
        elif not all(value.strip() for value in values):
            errors[name] = ["It is empty. Give it a value or leave it out."]
        elif len(values) > 1 and name not in repeatable:
            errors[name] = ["It is given more than once. Give it once."]
    if errors:
        raise ValidationError(errors)


def whole_number(query: QueryDict, name: str, default: int, *, least: int, most: int) -> int:
    """The parameter as a number between two bounds; raises a problem that names them."""
    text = query.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most))):
        raise ValidationError({name: [f"Give a whole number from {least} to {most}."]})
    number = int(text)
    if not least <= number <= most:
        raise ValidationError({name: [f"Give a whole number from {least} to {most}."]})
    return number


class TimeField(forms.Field):
    """An ISO-8601 time that says its zone; one without would mean something else on each side."""

    def to_python(self, value: Any) -> datetime | None:
        """The moment in UTC."""
        if value in self.empty_values:
            return None
        try:
            moment = datetime.fromisoformat(str(value).strip())
            if moment.tzinfo is not None:
                return moment.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        raise forms.ValidationError(
            "Write a time with its zone, as 2026-11-21T09:30:00Z (in an address, + is written %(plus)s).",
            params={"plus": "%2B"},
        )
