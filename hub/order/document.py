"""A unified order as JSON and back: the REST model, the message and the stored document in one.

Decimals travel as text, times as ISO-8601 UTC ending in `Z`. Reading lists every problem.
"""

import dataclasses
import re
import types
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from hub.order.model import SCHEMA, Order
from hub.order.money import amount_text, number_text, price_text
from hub.order.problems import InvalidOrder, Problem

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_hints: dict[type[Any], dict[str, Any]] = {}


def type_hints(cls: type[Any]) -> dict[str, Any]:
    """The types of a dataclass's fields, with what `Annotated` says of them."""
    if cls not in _hints:
        _hints[cls] = get_type_hints(cls, include_extras=True)
    return _hints[cls]


def to_document(order: Order) -> dict[str, Any]:
    """The order as JSON-ready dict, first key `schema`."""
    document = _write_dataclass(order, order.currency)
    return {"schema": SCHEMA, **document}


def from_document(document: Any) -> Order:
    """The order that a document describes; raises `InvalidOrder` with every problem found."""
    found: list[Problem] = []
    if not isinstance(document, Mapping):
        raise InvalidOrder([Problem("document", "is not a JSON object")])
    if document.get("schema") != SCHEMA:
        found.append(Problem("schema", f"is {document.get('schema')!r}, expected {SCHEMA!r}"))
    order = _read_dataclass(Order, {k: v for k, v in document.items() if k != "schema"}, "", found)
    if found or not isinstance(order, Order):
        raise InvalidOrder(found)
    return order


def time_text(moment: datetime) -> str:
    """`2026-11-21T22:03:37Z`; fractions of a second only where there are any."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _write_dataclass(value: Any, currency: str) -> dict[str, Any]:
    currency = getattr(value, "currency", currency)
    hints = type_hints(type(value))
    return {name: _write(getattr(value, name), hint, currency) for name, hint in hints.items()}


def _write(value: Any, hint: Any, currency: str) -> Any:  # noqa: PLR0911 - one return per JSON type
    if value is None:
        return None
    if dataclasses.is_dataclass(value):
        return _write_dataclass(value, currency)
    if isinstance(value, Decimal):
        return _write_decimal(value, number_format(hint), currency)
    if isinstance(value, datetime):
        return time_text(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return [_write(item, get_args(hint)[0], currency) for item in value]
    return dict(value) if isinstance(value, Mapping) else value


def _write_decimal(value: Decimal, written_as: str, currency: str) -> str:
    if written_as == "price":
        return price_text(value, currency)
    return number_text(value) if written_as == "number" else amount_text(value, currency)


def number_format(hint: Any) -> str:
    """How a decimal of this type hint is written: amount, own_amount, price or number."""
    for part in (hint, *get_args(hint)):
        if get_origin(part) is Annotated:
            return str(get_args(part)[1])
    return "amount"


def _read_dataclass(cls: type[Any], data: Any, path: str, found: list[Problem]) -> Any:
    if not isinstance(data, Mapping):
        found.append(Problem(path or "document", "is not a JSON object"))
        return None
    before = len(found)
    values = _read_fields(cls, data, path, found)
    for unknown in sorted(set(data) - set(values) - {f.name for f in dataclasses.fields(cls)}):
        found.append(Problem(_join(path, unknown), "is not a field of the unified order"))
    if len(found) > before:
        return None
    try:
        return cls(**values)
    except InvalidOrder as invalid:
        found.extend(invalid.problems)
        return None


def _read_fields(cls: type[Any], data: Mapping[str, Any], path: str, found: list[Problem]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for item in dataclasses.fields(cls):
        here = _join(path, item.name)
        if item.name in data:
            values[item.name] = _read(type_hints(cls)[item.name], data[item.name], here, found)
        elif item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING:
            found.append(Problem(here, "is missing"))
    return values


def _read(hint: Any, value: Any, path: str, found: list[Problem]) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        if value is None:
            return None
        return _read(next(arg for arg in get_args(hint) if arg is not type(None)), value, path, found)
    if origin is Annotated:
        return _read(get_args(hint)[0], value, path, found)
    if origin is tuple:
        return _read_list(get_args(hint)[0], value, path, found)
    if dataclasses.is_dataclass(hint):
        return _read_dataclass(hint, value, path, found)  # type: ignore[arg-type] # narrowed to a class
    return _read_scalar(hint, value, path, found)


def _read_list(hint: Any, value: Any, path: str, found: list[Problem]) -> Any:
    if not isinstance(value, list):
        found.append(Problem(path, "is not a list"))
        return ()
    return tuple(_read(hint, item, f"{path}[{index}]", found) for index, item in enumerate(value))


def _read_scalar(hint: Any, value: Any, path: str, found: list[Problem]) -> Any:
    try:
        return _SCALARS.get(hint, _read_mapping_or_enum)(value, hint)
    except ValueError as reason:
        found.append(Problem(path, str(reason)))
        return None


def _read_text(value: Any, _: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not text")
    return value


def _read_bool(value: Any, _: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} is neither true nor false")
    return value


def _read_decimal(value: Any, _: Any) -> Decimal:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not a decimal written as text")
    if not _NUMBER.fullmatch(value):
        raise ValueError(f"{value!r} is not a number")
    return Decimal(value)


def _read_time(value: Any, _: Any) -> datetime:
    if not isinstance(value, str) or not value.endswith("Z"):
        raise ValueError(f"{value!r} is not an ISO-8601 time ending in Z")
    return datetime.fromisoformat(value)


def _read_mapping_or_enum(value: Any, hint: Any) -> Any:
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        if value not in list(hint):
            raise ValueError(f"{value!r} is none of {', '.join(hint)}")
        return hint(value)
    if not isinstance(value, Mapping):
        raise ValueError(f"{value!r} is not a JSON object")
    return dict(value)


_SCALARS = {str: _read_text, bool: _read_bool, Decimal: _read_decimal, datetime: _read_time}


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
