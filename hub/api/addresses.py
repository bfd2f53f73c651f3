"""Addresses that other apps add to the API, with the scopes that keys need for them.

An app registers in its `ready`, before the addresses are first looked at; the hub never imports it.
"""

from collections.abc import Sequence

from django.urls import URLPattern, path

from hub import api_keys
from hub.api.views.base import KeyedView

_added: dict[str, URLPattern] = {}


def add(route: str, view: type[KeyedView], name: str, scope_text: str) -> None:
    """`/api/v1/<route>`; `scope_text` says what the view's `required_scope` allows."""
    api_keys.SCOPES[view.required_scope] = scope_text
    _added[route] = path(route, view.as_view(), name=name)


def added() -> Sequence[URLPattern]:
    """All of them."""
    return tuple(_added.values())
