"""What people do in the back office, as Django's log keeps it: who, when, what, why, old and new values.

A message is a list of JSON objects, beside Django's own (`added`, `changed`, `deleted`):
`{"action": "Pause", "reason": "…"}` and `{"values": [{"field": "Name", "old": "…", "new": "…"}]}`.
Words are kept in English and translated when they are read. Secrets are never in it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import Model, QuerySet
from django.forms import BaseForm, BooleanField, Field, ModelChoiceField, PasswordInput
from django.forms.utils import pretty_name
from django.http import HttpRequest
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext, override

from hub.order.money import number_text
from hub.sentences import restored, stored
from hub.spoken import spoken

HIDDEN = "•••"
_LONGEST = 500  # characters of a value
_NOTED = "_affluent_noted"
Message = list[dict[str, Any]]


class Change(NamedTuple):
    """A value that somebody changed; None is nothing."""

    field: Any
    old: Any
    new: Any


def note(
    request: HttpRequest,
    rows: Sequence[Model],
    action: Any,
    *,
    reason: str = "",
    what: str = "",
    changes: Iterable[Change] = (),
) -> None:
    """The person did this with these rows, now; `action` is its label, `what` says more."""
    said = {"action": _english(action), "what": stored(what), "reason": reason}
    message: Message = [{name: value for name, value in said.items() if value}]
    if values := [_value(change) for change in changes if change.old != change.new]:
        message.append({"values": values})
    for row in rows:
        LogEntry.objects.log_actions(_key(request), [row], CHANGE, message, single_object=True)
    setattr(request, _NOTED, True)


def _key(request: HttpRequest) -> int:
    assert request.user.pk is not None  # nobody else gets here
    return request.user.pk


def is_noted(request: HttpRequest) -> bool:
    """Whether what this request does was noted already."""
    return bool(getattr(request, _NOTED, False))


def reason_in(posted: Mapping[str, Any]) -> str:
    """The reason that a form asked for, under whatever prefix."""
    return next((str(posted[name]) for name in posted if name.split("-")[-1] == "reason"), "")


def changed_values(forms: Iterable[BaseForm]) -> Message:
    """Old and new values of what was changed in these forms; nothing where nothing was."""
    with override(None):
        values = [value for form in forms for value in _of_form(form)]
    return [{"values": values}] if values else []


def _of_form(form: BaseForm) -> Iterator[dict[str, str]]:
    for name in form.changed_data:
        field = form.fields.get(name)
        if field is None or name == "DELETE":
            continue
        label = str(field.label or pretty_name(name))
        if isinstance(field.widget, PasswordInput):
            yield {"field": label, "old": HIDDEN, "new": HIDDEN}
        else:
            old = form.get_initial_for_field(field, name)
            yield {"field": label, "old": _text(old, field), "new": _text(form.cleaned_data.get(name), field)}


def _value(change: Change) -> dict[str, str]:
    old, new = ("" if one is None else Truncator(str(one)).chars(_LONGEST) for one in change[1:])
    return {"field": _english(change.field), "old": old, "new": new}


def _text(value: Any, field: Field) -> str:
    if value is None or value == "":
        return ""
    if isinstance(field, BooleanField):
        return "yes" if value else "no"
    if isinstance(field, ModelChoiceField):
        return _names(value, field)
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, dict):
        value = json.dumps(value, ensure_ascii=False)
    return Truncator(str(value)).chars(_LONGEST)


def _names(value: Any, field: ModelChoiceField) -> str:  # type: ignore[type-arg] # of any model
    """Of one chosen row or of several, given as rows or as their keys."""
    many = value if isinstance(value, list | tuple | QuerySet) else [value]
    keys = [one.pk if isinstance(one, Model) else one for one in many]
    assert field.queryset is not None
    rows = field.queryset.model._base_manager.filter(pk__in=keys)
    return Truncator(", ".join(sorted(str(row) for row in rows))).chars(_LONGEST)


def _english(label: Any) -> str:
    with override("en"):
        return str(label)


def told(entry: LogEntry) -> str:
    """What was done, in the language of the page."""
    parts = [gettext(one["action"]) for one in said(entry) if one.get("action")]
    parts += [spoken(restored(str(one["what"]))) for one in said(entry) if one.get("what")]
    if parts:
        return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts)
    return str(entry.get_change_message())


def reason_of(entry: LogEntry) -> str:
    """Why, where the person was asked."""
    return " ".join(str(one["reason"]) for one in said(entry) if one.get("reason"))


def values_of(entry: LogEntry) -> list[dict[str, str]]:
    """Old and new values: `field`, `old`, `new`."""
    kept = (value for one in said(entry) for value in one.get("values", ()) if isinstance(value, dict))
    return [{**value, "field": _label(str(value.get("field", "")))} for value in kept]


def _label(field: str) -> str:
    """A form's label in the language of the page: most are the names of columns, with a capital letter."""
    if not field:
        return ""
    column = field[0].lower() + field[1:]
    told = gettext(field), str(gettext(column))
    return next((str(capfirst(one)) for one in told if one not in (field, column)), field)


def said(entry: LogEntry) -> Message:
    """The message's parts; none where it is plain text."""
    try:
        message = json.loads(entry.change_message)
    except ValueError:
        return []
    return [one for one in message if isinstance(one, dict)] if isinstance(message, list) else []
