"""Which place each table has: its page says so; what has no page of its own is part of other pages."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db.models import Model

from hub.errors import ConfigError
from hub.people.places import Place
from hub.sentences import say
from hub.vault.fields import EncryptedJSONField

_BUILT_IN = frozenset({"add", "change", "delete", "view"})


def tables() -> Iterator[type[Model]]:
    """Every table of the hub, the channels and the targets, and every other one that has a page."""
    ours = {config.label for config in apps.get_app_configs() if config.name in _our_apps()}
    for model in apps.get_models():
        if model in admin.site._registry or model._meta.app_label in ours:
            yield model


def place_of(model: type[Model]) -> Place:
    """Where its rows belong. Raises `ConfigError`."""
    page = admin.site._registry.get(model) or _page_around(model)
    if page is None:
        return Place.SECRET if _has_secrets(model) else Place.RECORD
    place = getattr(page, "place", None)
    if place is None:
        raise ConfigError(
            "table_without_place",
            say(
                "The page {type} of {table} does not say where its rows belong.",
                type=type(page).__name__,
                table=model._meta.label,
            ),
            say("Give it a `place`, one of hub.people.places.Place."),
        )
    return Place(place)


def action_rights(model: type[Model]) -> frozenset[str]:
    """The rights beside view, add, change and delete that actions on pages ask for, for example `operate`."""
    named = {
        action.permission
        for page in admin.site._registry.values()
        for action in getattr(page, "object_actions", ())
    }
    app, name = model._meta.app_label, model._meta.model_name
    found = {
        right.removesuffix(f"_{name}")
        for label, _dot, right in (codename.partition(".") for codename in named)
        if label == app and right.endswith(f"_{name}")
    }
    return frozenset(found - _BUILT_IN)


def _page_around(model: type[Model]) -> Any:
    """The page whose form has rows of this table in it."""
    pages = admin.site._registry.values()
    return next((page for page in pages if any(one.model is model for one in page.inlines)), None)


def _has_secrets(model: type[Model]) -> bool:
    return any(isinstance(column, EncryptedJSONField) for column in model._meta.concrete_fields)


def _our_apps() -> frozenset[str]:
    return frozenset({"hub", *settings.CHANNELS, *settings.TARGETS})
