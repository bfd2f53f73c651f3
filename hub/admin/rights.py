"""The rights of a group in words: a line for each list of the menu, and for what has none."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import prefetch_related_objects
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hub.admin import navigation
from hub.people.places import DECIDE, OPERATE

_WORDS: Mapping[str, Any] = {
    "view": _("see"),
    "add": _("add"),
    "change": _("change"),
    "delete": _("delete"),
    OPERATE: _("operate"),
    DECIDE: _("decide"),
}
Lines = list[tuple[str, str]]  # what, and what may be done with it


def rights_in_words(group: Group) -> list[tuple[str, Lines]]:
    """In the order of the menu, under its titles; what has no list of its own comes last."""
    held = _held(group)
    listed: dict[str, Lines] = {}
    for model, (title, name) in navigation.names().items():
        if model in held:
            _plural, rights = held.pop(model)
            listed.setdefault(str(title), []).append((str(name), _in_words(rights)))
    others = sorted((capfirst(plural), _in_words(rights)) for plural, rights in held.values())
    return [*listed.items(), *([(gettext("Without a list of their own"), others)] if others else [])]


def _held(group: Group) -> dict[str, tuple[str, Sequence[str]]]:
    """By model: what its rows are called, and the rights."""
    found: dict[str, tuple[str, list[str]]] = defaultdict(lambda: ("", []))
    prefetch_related_objects([group], "permissions__content_type")  # once, however often a page asks
    for permission in group.permissions.all():
        kind = permission.content_type
        model = kind.model_class()
        if model is not None:
            right = permission.codename.removesuffix(f"_{kind.model}")
            name = str(model._meta.verbose_name_plural)
            found[model._meta.label_lower] = (name, [*found[model._meta.label_lower][1], right])
    return dict(found)


def _in_words(rights: Sequence[str]) -> str:
    known = [str(word) for right, word in _WORDS.items() if right in rights]
    return ", ".join([*known, *(right for right in rights if right not in _WORDS)])
