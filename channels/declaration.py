"""Checks a channel's declaration once, at start, and names everything that is wrong with it at once."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from channels.base import CLAIMS, Channel, Cursor
from channels.http import Limit
from hub.ports import Credential, Webhooks

_SLUG = re.compile(r"[a-z][a-z0-9-]{0,31}\Z")
METHODS = (
    "connect",
    "pages",
    "order",
    "check",
    "order_url",
)
SUBSCRIBING = ("subscribe", "unsubscribe")


def faults(channel: Any) -> list[str]:
    """What is missing or ill-typed in a channel class; empty for a sound one."""
    if not (isinstance(channel, type) and issubclass(channel, Channel)):
        return ["it is not a subclass of channels.base.Channel"]
    wrong = [
        f"{name} {'is missing' if not hasattr(channel, name) else f'must be {wanted}'}"
        for name, (wanted, holds) in _ATTRIBUTES.items()
        if not hasattr(channel, name) or not holds(getattr(channel, name))
    ]
    if isinstance(channel.webhooks, Webhooks) and not _names_a_field(channel, channel.webhooks):
        wrong.append("webhooks.secret must name one of its credentials")
    missing = [name for name in wanted(channel) if getattr(channel, name) is getattr(Channel, name)]
    return [*wrong, *(f"{name}() is missing" for name in missing)]


def wanted(channel: type[Channel]) -> tuple[str, ...]:
    """The methods it must have: those of webhooks only where the platform has webhooks."""
    if not isinstance(channel.webhooks, Webhooks):
        return METHODS
    return (*METHODS, "verify_webhook", *(() if channel.webhooks.steps else SUBSCRIBING))


def _names_a_field(channel: type[Channel], webhooks: Webhooks) -> bool:
    known = getattr(channel, "credentials", None)
    return isinstance(known, Mapping) and webhooks.secret in known


def _is_webhooks(value: Any) -> bool:
    return value is None or isinstance(value, Webhooks)


def _is_mapping(value: Any) -> bool:
    return all(callable(getattr(value, name, None)) for name in ("identify", "order"))


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
    "order_mapping": ("a module with identify(raw) and order(raw, account)", _is_mapping),
    "webhooks": ("a hub.ports.Webhooks or None", _is_webhooks),
    "claims": (
        f"a frozenset of {', '.join(sorted(CLAIMS))}",
        lambda value: isinstance(value, frozenset) and value <= CLAIMS,
    ),
}
