"""What changed between two contents of an order, field by field. Pure."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Change:
    """One field: where it is (`lines[9].net`), what it was and what it is; empty where it did not exist."""

    path: str
    before: str
    after: str


def changes(before: Any, after: Any, path: str = "") -> Iterator[Change]:
    """Every difference of two JSON values; list items with an `external_id` are matched by it."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in dict.fromkeys([*before, *after]):
            yield from changes(
                before.get(name, _ABSENT), after.get(name, _ABSENT), f"{path}.{name}" if path else str(name)
            )
    elif isinstance(before, list) and isinstance(after, list):
        was, now = _by_key(before), _by_key(after)
        for key in dict.fromkeys([*was, *now]):
            yield from changes(was.get(key, _ABSENT), now.get(key, _ABSENT), f"{path}[{key}]")
    elif before != after:
        yield Change(path, _text(before), _text(after))


def _by_key(items: list[Any]) -> dict[str, Any]:
    """Items by external id where all have different ones, else by place."""
    ids = [
        str(item["external_id"]) for item in items if isinstance(item, Mapping) and item.get("external_id")
    ]
    if len(set(ids)) == len(items):
        return dict(zip(ids, items, strict=True))
    return {str(place): item for place, item in enumerate(items, start=1)}


def _text(value: Any) -> str:
    if value is _ABSENT or value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
