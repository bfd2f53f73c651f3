"""Checks a channel's declaration once, at start, and names everything that is wrong with it at once."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from channels.base import CLAIMS, Channel, Cursor
from channels.http import Limit
from hub.ports import Credential

_SLUG = re.compile(r"[a-z][a-z0-9-]{0,31}\Z")
METHODS = (
    "connect",
    "pages",
    "order",
    "check",
    "verify_webhook",
    "identify",
    "normalize",
    "unpack",
    "order_url",
)


def faults(channel: Any) -> list[str]:
    """What is missing or ill-typed in a channel class; empty for a sound one."""
    if not (isinstance(channel, type) and issubclass(channel, Channel)):
        return ["it is not a subclass of channels.base.Channel"]
    wrong = [
        f"{name} {'is missing' if not hasattr(channel, name) else f'must be {wanted}'}"
        for name, (wanted, holds) in _ATTRIBUTES.items()
        if not hasattr(channel, name) or not holds(getattr(channel, name))
    ]
    missing = [name for name in METHODS if getattr(channel, name) is getattr(Channel, name)]
    return [*wrong, *(f"{name}() is missing" for name in missing)]


def _is_texts(value: Any) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(name, str) and isinstance(text, str) for name, text in value.items()
    )


def _is_credentials(value: Any) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(name, str) and isinstance(field, Credential) for name, field in value.items()
    )


def _is_limit(value: Any) -> bool:
    return isinstance(value, Limit) and value.per_minute > 0 and value.at_once > 0


_ATTRIBUTES: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "slug": (
        "lower-case text like 'woocommerce'",
        lambda value: isinstance(value, str) and bool(_SLUG.match(value)),
    ),
    "label": ("text", lambda value: isinstance(value, str) and bool(value)),
    "credentials": ("a mapping of names to hub.ports.Credential", _is_credentials),
    "options": ("a mapping of names to help texts", _is_texts),
    "limit": ("a channels.http.Limit above zero", _is_limit),
    "cursor": ("a channels.base.Cursor", lambda value: isinstance(value, Cursor)),
    "claims": (
        f"a frozenset of {', '.join(sorted(CLAIMS))}",
        lambda value: isinstance(value, frozenset) and value <= CLAIMS,
    ),
}
