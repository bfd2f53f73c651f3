"""Parts of an order's page that other apps add; each registers itself, the hub never imports it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hub.models import Order


@dataclass(frozen=True, slots=True)
class Section:
    """A template, which finds `section` (this) and in it what it shows."""

    template: str
    shown: Mapping[str, Any]


Part = Callable[[Order], Section | None]
_parts: list[Part] = []


def add(part: Part) -> None:
    """Below the amounts of every order of which the part has something to say."""
    if part not in _parts:
        _parts.append(part)


def sections(order: Order) -> Sequence[Section]:
    """What there is to show of this order."""
    return [found for part in _parts if (found := part(order)) is not None]
