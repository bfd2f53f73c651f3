"""JSON that every program reads alike, and that every database can keep."""

import json
from typing import Any

_LARGEST_INTEGER = 2**63 - 1


def loads(text: str) -> Any:
    """The value of a JSON text.

    Raises `ValueError` with the reason (`json.JSONDecodeError` with the place) also for what Python alone
    would take: two equal keys in one object, NaN, numbers beyond 64 bits; `RecursionError` for nesting
    without end.
    """
    return json.loads(
        text, object_pairs_hook=_object, parse_constant=_constant, parse_int=_integer, parse_float=_float
    )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {ascii(twice)[:40]} stands twice in one object")
    return found


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number")


def _integer(digits: str) -> int:
    if len(digits) > 20 or abs(int(digits)) > _LARGEST_INTEGER:
        raise ValueError("a number has more than 64 bits")
    return int(digits)


def _float(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError("a number is too large")
    return number
